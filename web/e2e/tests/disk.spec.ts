import { readdirSync } from "node:fs";
import path from "node:path";
import { Disk } from "../support/disk.ts";
import { check } from "../support/kill/killable_server.ts";
import { Plugdock } from "../support/plugdock.ts";
import { expect, test } from "../support/test.ts";
import { until } from "../support/until.ts";
import { FULL, ready, refusal, settle, UNWRITABLE } from "../support/workspace.ts";

// Real disks: mounts of a few MiB that are filled to the last byte, or become read-only.

test("a full disk refuses what it cannot keep, half of nothing, and goes on when there is space @privileged", async ({
  database,
}) => {
  const disk = Disk.memory(24);
  const data = disk.inner("data");
  const server = await Plugdock.start({ database, data });
  try {
    const { client, fileKey, add, total } = await settle(server);
    await add();
    // There is space for a part of the upload only, so the upload fails half-way.
    const large = new Uint8Array(30_000_000);
    const upload = () => client.upload("large.bin", large);
    expect(await refusal(upload)).toMatchObject(FULL);
    disk.fill();
    expect(await refusal(upload)).toMatchObject(FULL);
    expect(await refusal(() => client.call("POST", "plugin.json", { fileKey }))).toMatchObject(FULL);
    let kept = 1;
    if (database === "sqlite") {
      // SQLite's log still has a little free space.
      const full = await refusal(async () => {
        for (; kept < 10_000; kept += 1) await add();
      });
      expect(full).toMatchObject(FULL);
      expect(full.body.message).toMatch(/disk is full/);
      client.language = "ja";
      expect((await refusal(add)).body.message).toMatch(/ディスクに空きがない/);
    }
    await until(
      "ready says that the disk is full",
      async () => (await ready(server)) === "503 the disk is full",
      3_000,
    );
    // Existing data can be read.
    expect(await total()).toBe(kept);
    expect(server.log.text).toMatch(/free space on the disk/);

    disk.free();
    await until("ready again", async () => (await ready(server)) === "200 ready", 3_000);
    // The failed write did not use up the key.
    expect((await client.call("POST", "plugin.json", { fileKey })).version).toBe("1");
    await add();
    expect(await total()).toBe(kept + 1);
    await client.upload("small.bin", new Uint8Array(1_000_000));
    expect(await ready(server)).toBe("200 ready");
    expect(readdirSync(path.join(data, "blobs/incoming"))).toEqual([]);
    check(data, server.databaseUrl);
    expect(server.log.text).not.toMatch(/panicked/);
  } finally {
    await server.stop();
    disk.unmount();
  }
});

test("blobs on a read-only disk: uploads are refused, records go on, and it recovers @privileged", async ({
  database,
}) => {
  const disk = Disk.memory(8);
  const storage = { PLUGDOCK_STORAGE_URL: `file://${disk.inner("blobs")}` };
  const server = await Plugdock.start({ database, env: storage });
  try {
    const { client, fileKey, add, total } = await settle(server);
    disk.remount("ro");
    expect(await refusal(() => client.upload("a.bin", new Uint8Array(10)))).toMatchObject(UNWRITABLE);
    expect(await refusal(() => client.call("POST", "plugin.json", { fileKey }))).toMatchObject(UNWRITABLE);
    await add();
    expect(await total()).toBe(1);
    await until("ready tells", async () => (await ready(server)) === "503 the disk cannot be written", 3_000);
    disk.remount("rw");
    await client.upload("a.bin", new Uint8Array(10));
    await client.call("POST", "plugin.json", { fileKey });
    await until("ready again", async () => (await ready(server)) === "200 ready", 3_000);
    expect(server.log.text).toMatch(/read-only or failing/);
    expect(server.log.text).not.toMatch(/panicked/);
  } finally {
    await server.stop();
    disk.unmount();
  }
});
