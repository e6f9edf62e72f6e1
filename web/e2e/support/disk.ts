import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./plugdock.ts";
import { asRoot } from "./root.ts";

/** A small disk for one test, mounted for real. */
export class Disk {
  private constructor(
    readonly folder: string,
    readonly image: string | undefined,
  ) {}

  /** Creates a disk of `size` MiB in memory. */
  static memory(size: number): Disk {
    const folder = temporaryFolder();
    asRoot("mount", "-t", "tmpfs", "-o", `size=${size}m,mode=0777`, "tmpfs", folder);
    return new Disk(folder, undefined);
  }

  /** Creates an ext4 disk in a file. It becomes read-only at its first error, as a failing disk does. */
  static ext4(size: number): Disk {
    const image = path.join(temporaryFolder(), "disk.img");
    writeFileSync(image, "");
    truncateSync(image, size << 20);
    asRoot("mkfs.ext4", "-q", "-F", image);
    const disk = new Disk(temporaryFolder(), image);
    disk.mount();
    return disk;
  }

  /** Mounts an ext4 disk again. */
  mount(): void {
    asRoot("mount", "-o", "loop,errors=remount-ro", this.image as string, this.folder);
    asRoot("chmod", "0777", this.folder);
  }

  /** Fills all remaining space. */
  fill(): void {
    const file = openSync(path.join(this.folder, "filler"), "w");
    try {
      for (const size of [1 << 20, 1 << 12]) {
        const bytes = Buffer.alloc(size, 1);
        try {
          for (;;) if (writeSync(file, bytes) < size) break;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  /** Frees the space that `fill` took. */
  free(): void {
    rmSync(path.join(this.folder, "filler"));
  }

  /** Makes the disk read-only or writable. No file may be open for writing. */
  remount(how: "ro" | "rw"): void {
    asRoot("mount", "-o", `remount,${how}`, this.folder);
  }

  /** Makes ext4 report an error. The disk is read-only from then on, even for open files. */
  fail(): void {
    const device = path.basename(asRoot("findmnt", "-n", "-o", "SOURCE", this.folder));
    asRoot("sh", "-c", `echo a test > /sys/fs/ext4/${device}/trigger_fs_error`);
  }

  /** Creates a folder on the disk. */
  inner(name: string): string {
    const folder = path.join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  unmount(): void {
    asRoot("umount", this.folder);
  }
}
