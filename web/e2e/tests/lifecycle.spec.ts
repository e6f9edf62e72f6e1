import { randomBytes } from "node:crypto";
import { ADMIN, Plugdock, refusal } from "../support/plugdock.ts";
import { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";

// The start and the end of the server.

/** Asks a server to end and returns its exit code. */
async function end(server: Plugdock): Promise<number | null> {
  server.process.kill("SIGTERM");
  return server.exited;
}

test("SIGTERM under load loses no answer", async ({ database }) => {
  const server = await Plugdock.start({ database });
  const rest = new Rest(server.origin, ADMIN.name, ADMIN.password);
  const app = await rest.makeApp("load");
  let served = 0;
  let refused = 0;
  const lost: string[] = [];
  let stopping = false;
  const worker = async () => {
    for (let i = 0; i < 2000; i += 1) {
      try {
        await rest.addRecord(app, `record ${i}`);
        served += 1;
      } catch (error) {
        // Once the server is stopping, a request may fail: the connection is refused, or a kept connection
        // closes as the request arrives. Lost answers to served requests are counted below.
        if (stopping) refused += 1;
        else lost.push(String((error as Error).cause ?? error));
        return;
      }
    }
  };
  const workers = Array.from({ length: 8 }, worker);
  await expect.poll(() => served).toBeGreaterThan(50);
  stopping = true;
  expect(await end(server)).toBe(0);
  await Promise.all(workers);
  expect(lost).toEqual([]);
  expect(refused).toBe(8);

  // Each record in the database was answered for, and the record of each answer is in the database.
  const again = await Plugdock.start({
    database,
    data: server.data,
    ...(server.databaseUrl ? { databaseUrl: server.databaseUrl } : {}),
  });
  const records = await new Rest(again.origin, ADMIN.name, ADMIN.password).call(
    "GET",
    `records.json?app=${app}&totalCount=true&query=limit%201`,
  );
  expect(Number(records.totalCount)).toBe(served);
  await again.stop();
});

test("a wrong master key is a clear error at start", async ({ database }) => {
  const key = () => ({ PLUGDOCK_MASTER_KEY: randomBytes(32).toString("base64") });
  const server = await Plugdock.start({ database, env: key() });
  expect(await end(server)).toBe(0);
  const other = await Plugdock.launch({
    database,
    data: server.data,
    ...(server.databaseUrl ? { databaseUrl: server.databaseUrl } : {}),
    env: key(),
  });
  expect(await refusal(other)).toMatch(/wrong master key/);
});

test("R01.2 on an address that others reach, serve wants the credentials profile chosen", async ({ database }) => {
  const server = await Plugdock.launch({ database, host: "0.0.0.0" });
  const said = await refusal(server);
  expect(said).toMatch(/credentials/i);
  expect(said).toMatch(/sealed/);
});
