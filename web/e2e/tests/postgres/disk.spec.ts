import { Disk } from "../../support/disk.ts";
import { freshPostgres, Plugdock, sql } from "../../support/plugdock.ts";
import { asRoot } from "../../support/root.ts";
import { expect, test } from "../../support/test.ts";
import { until } from "../../support/until.ts";
import { FULL, ready, refusal, settle, UNWRITABLE } from "../../support/workspace.ts";

// A full disk of PostgreSQL: a tablespace of a few MiB.

test("PostgreSQL's disk is full: record writes are refused, half of nothing, and go on when there is space @privileged", async () => {
  const url = process.env.PLUGDOCK_TEST_DATABASE_URL as string;
  const disk = Disk.memory(40);
  const folder = disk.inner("space");
  // The user that runs PostgreSQL is the owner of its data folder.
  const owner = asRoot("stat", "-c", "%U", sql(url, "SHOW data_directory"));
  asRoot("chown", owner, folder);
  const name = `small_${process.pid}_${Date.now()}`;
  sql(url, `CREATE TABLESPACE ${name} LOCATION '${folder}'`);
  sql(url, `CREATE DATABASE ${name} TABLESPACE ${name}`);
  const databaseUrl = new URL(url);
  databaseUrl.pathname = `/${name}`;
  const server = await Plugdock.start({ database: "postgres", databaseUrl: databaseUrl.href });
  try {
    const { add, total } = await settle(server);
    await add();
    disk.fill();
    let kept = 1;
    const full = await refusal(async () => {
      for (; kept < 10_000; kept += 1) await add();
    });
    expect(full).toMatchObject(FULL);
    expect(await total()).toBe(kept);
    disk.free();
    await add();
    expect(await total()).toBe(kept + 1);
    await until("ready", async () => (await ready(server)) === "200 ready", 3_000);
    expect(server.log.text).toMatch(/free space on the disk/);
    expect(server.log.text).not.toMatch(/panicked/);
  } finally {
    await server.stop();
    sql(url, `DROP DATABASE ${name} WITH (FORCE)`);
    sql(url, `DROP TABLESPACE ${name}`);
    disk.unmount();
  }
});

test("a PostgreSQL that only reads, as a standby does: writes are refused, reads go on, and it recovers", async () => {
  const databaseUrl = freshPostgres();
  const server = await Plugdock.start({ database: "postgres", databaseUrl });
  try {
    const { add, total } = await settle(server);
    await add();
    const name = new URL(databaseUrl).pathname.slice(1);
    const turn = (how: string) => {
      sql(
        process.env.PLUGDOCK_TEST_DATABASE_URL as string,
        `ALTER DATABASE ${name} SET default_transaction_read_only = ${how}`,
      );
      const others =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
      sql(databaseUrl, `SELECT COUNT(*) FROM (${others}) gone`);
    };
    turn("on");
    await until("writes are refused as such", async () => {
      const { status, body } = await refusal(add);
      return status === UNWRITABLE.status && body.code === UNWRITABLE.body.code;
    });
    expect(await total()).toBe(1);
    await until("ready tells", async () => (await ready(server)) === "503 the disk cannot be written", 3_000);
    turn("off");
    await until("writes go on", async () =>
      add().then(
        () => true,
        () => false,
      ),
    );
    await until("ready again", async () => (await ready(server)) === "200 ready", 3_000);
  } finally {
    await server.stop();
  }
});
