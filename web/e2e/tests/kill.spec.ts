import { readFileSync } from "node:fs";
import path from "node:path";
import { Client } from "../support/kill/client.ts";
import { Dice } from "../support/kill/dice.ts";
import { Editor } from "../support/kill/editor.ts";
import { Installer } from "../support/kill/installer.ts";
import { KillableServer } from "../support/kill/killable_server.ts";
import { Recorder } from "../support/kill/recorder.ts";
import { Uploader } from "../support/kill/uploader.ts";
import type { Writer } from "../support/kill/writer.ts";
import { BINARY } from "../support/plugdock.ts";
import { EXAMPLES, newKey, packOurs } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";
import { until } from "../support/until.ts";

// A server that is killed at random moments during every kind of write. The ordinary run has a few rounds.
// 200 rounds on each database: PLUGDOCK_KILL_ROUNDS=200 npm --prefix web/e2e test -- kill
// PLUGDOCK_KILL_SEED repeats the same random choices. The exact moments still depend on the machine.

const ROUNDS = Number(process.env.PLUGDOCK_KILL_ROUNDS ?? 8);
const SEED = Number(process.env.PLUGDOCK_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** The number of rounds between two sweeps. */
const SWEEP = 4;
/** The maximum time from a start to `/-/ready`, in milliseconds, even while other tests run. */
const READY = 2_000;
/**
 * The maximum median of the start times in a long run, in milliseconds, even while the other database is tested at the
 * same time.
 */
const MEDIAN = BINARY.includes("/debug/") || ROUNDS < 100 ? READY : 100;

test("SIGKILL at random moments: nothing answered is lost, nothing is half done, no orphan stays", async ({
  database,
}) => {
  test.setTimeout(60_000 + ROUNDS * 10_000);
  const dice = new Dice(SEED);
  const server = new KillableServer(database, {});
  const count = { whole: 0, absent: 0, orphans: 0 };
  /** Returns the start time below which this share of all starts lies. */
  const at = (share: number) => {
    const starts = [...server.starts].sort((a, b) => a - b);
    return Math.round(starts[Math.min(starts.length - 1, Math.floor(starts.length * share))] ?? 0);
  };
  const report = () => {
    return (
      `${database}, seed ${SEED}: ${server.kills} kills, ${client.answered} writes answered, ` +
      `${count.whole} unanswered and whole, ${count.absent} unanswered and absent, ${count.orphans} orphans swept; ` +
      `start to ready ${at(0)} ms at least, ${at(0.5)} median, ${at(0.99)} p99, ${at(1)} at most`
    );
  };
  const client = new Client();

  // The first start may be interrupted anywhere too: in the middle of the schema, or before the key's row is written.
  for (let kills = 0; kills < 3; kills += 1) await server.startAndKill(dice.roll(60));
  await server.start();
  // This start creates the schema and the administrator. Only the later starts are measured.
  server.starts.length = 0;
  await client.signIn(server.origin);
  const probe = new Uint8Array(readFileSync(packOurs(path.join(EXAMPLES, "probe"), newKey())));
  const { id } = await client.call("POST", "plugin.json", { fileKey: await client.upload("probe.zip", probe) });
  const own = () => new Dice(dice.roll(2 ** 31));
  const writers: Writer<unknown>[] = [
    new Recorder(client, "records one", own()),
    new Recorder(client, "records two", own()),
    new Installer(client, "installer one", own()),
    new Installer(client, "installer two", own()),
    new Editor(client, "editor one", id, own()),
    new Editor(client, "editor two", id, own()),
    new Uploader(client, "uploader", own()),
  ];
  for (const writer of writers) await writer.prepare();

  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const writing = writers.map((writer) => writer.writeUntilGone());
      await Promise.race([new Promise((resolve) => setTimeout(resolve, 20 + dice.roll(400))), ...writing]);
      await server.kill();
      await Promise.all(writing);
      const sweeps = round % SWEEP === 0 || round === ROUNDS;
      if (sweeps) {
        count.orphans += server.check().orphans;
        server.ageBlobs();
      }
      if (dice.percent(20)) await server.startAndKill(dice.roll(80));
      await server.start();
      if (sweeps) await until("no orphan survives the sweep", () => server.check().orphans === 0);
      client.origin = server.origin;
      for (const writer of writers) {
        const fate = await writer.settle();
        if (fate) count[fate] += 1;
      }
      server.check();
    }
  } finally {
    console.log(report());
    await server.end();
  }
  expect(at(1), report()).toBeLessThanOrEqual(READY);
  expect(at(0.5), report()).toBeLessThanOrEqual(MEDIAN);
  // If no kill ever hit a write, the test would show nothing.
  expect(count.whole + count.absent).toBeGreaterThan(0);
});
