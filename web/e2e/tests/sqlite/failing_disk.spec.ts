import { Disk } from "../../support/disk.ts";
import { check } from "../../support/kill/killable_server.ts";
import { Plugdock, refusal as startRefusal } from "../../support/plugdock.ts";
import { expect, test } from "../../support/test.ts";
import { until } from "../../support/until.ts";
import { ready, refusal, settle, UNWRITABLE } from "../../support/workspace.ts";

// PostgreSQL handles its own disk errors. SQLite's files are open in our process when their disk fails.

test("the database's disk turns read-only under it: clear errors, and nothing answered is lost @privileged", async () => {
  const disk = Disk.ext4(32);
  const data = disk.inner("data");
  const server = await Plugdock.start({ database: "sqlite", data });
  let mounted = true;
  try {
    const { app, add, total } = await settle(server);
    for (let i = 0; i < 20; i += 1) await add();
    disk.fail();
    const refused = await refusal(add);
    expect(refused).toMatchObject(UNWRITABLE);
    expect(refused.body.message).toMatch(/cannot write to its disk/);
    expect(await total()).toBe(20);
    await until("ready tells", async () => (await ready(server)) === "503 the disk cannot be written", 3_000);
    expect(server.log.text).not.toMatch(/panicked/);

    server.process.kill("SIGKILL");
    await server.exited;
    // A server that starts on this disk reports that the disk is read-only.
    const other = await Plugdock.launch({ database: "sqlite", data });
    expect(await startRefusal(other)).toMatch(/read-only|Read-only/i);
    disk.unmount();
    mounted = false;
    disk.mount();
    mounted = true;
    const again = await Plugdock.start({ database: "sqlite", data });
    try {
      const { client } = await settle(again);
      const { totalCount } = await client.call("GET", `records.json?app=${app}&totalCount=true`);
      expect(totalCount).toBe("20");
      check(data, undefined);
    } finally {
      await again.stop();
    }
  } finally {
    server.process.kill("SIGKILL");
    if (mounted) disk.unmount();
  }
});
