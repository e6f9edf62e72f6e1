import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./plugdock.ts";
import { asRoot } from "./root.ts";

/** A small disk of a test's own, really mounted. */
export class Disk {
  private constructor(
    readonly folder: string,
    readonly image: string | undefined,
  ) {}

  /** One in memory, of so many MiB. */
  static memory(size: number): Disk {
    const folder = temporaryFolder();
    asRoot("mount", "-t", "tmpfs", "-o", `size=${size}m,mode=0777`, "tmpfs", folder);
    return new Disk(folder, undefined);
  }

  /** An ext4 in a file, which turns read-only at its first error, as disks do that fail. */
  static ext4(size: number): Disk {
    const image = path.join(temporaryFolder(), "disk.img");
    writeFileSync(image, "");
    truncateSync(image, size << 20);
    asRoot("mkfs.ext4", "-q", "-F", image);
    const disk = new Disk(temporaryFolder(), image);
    disk.mount();
    return disk;
  }

  /** Mounts an ext4 again. */
  mount(): void {
    asRoot("mount", "-o", "loop,errors=remount-ro", this.image as string, this.folder);
    asRoot("chmod", "0777", this.folder);
  }

  /** Takes every byte that is left. */
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

  /** Gives it back. */
  free(): void {
    rmSync(path.join(this.folder, "filler"));
  }

  /** Makes it read-only, or writable again; nothing may be open for writing. */
  remount(how: "ro" | "rw"): void {
    asRoot("mount", "-o", `remount,${how}`, this.folder);
  }

  /** An ext4 finds an error in itself, and is read-only from then on, whatever is open. */
  fail(): void {
    const device = path.basename(asRoot("findmnt", "-n", "-o", "SOURCE", this.folder));
    asRoot("sh", "-c", `echo a test > /sys/fs/ext4/${device}/trigger_fs_error`);
  }

  /** A folder on it. */
  inner(name: string): string {
    const folder = path.join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  unmount(): void {
    asRoot("umount", this.folder);
  }
}
