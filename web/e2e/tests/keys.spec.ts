import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Client, Refused } from "../support/kill/client.ts";
import { BINARY, Plugdock } from "../support/plugdock.ts";
import { EXAMPLES, newKey, packOurs } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";
import { header } from "../support/upstream.ts";

// T31: the master key is rotated while servers are running.

/** The number of proxy configs that the rotation has to encrypt again. It is more than one batch. */
const MANY = 70;

/** Runs `plugdock key …` on a server's data. With `killedAfter`, kills it after so many milliseconds. */
async function key(server: Plugdock, action: string, killedAfter = 0): Promise<string> {
  const database = server.databaseUrl ? { PLUGDOCK_DATABASE_URL: server.databaseUrl } : {};
  const said = await promisify(execFile)(BINARY, ["key", action, "--data", server.data], {
    env: { PATH: process.env.PATH ?? "", ...database },
    timeout: killedAfter,
    killSignal: "SIGKILL",
  }).catch((failed) => failed);
  return `${said.stdout}${said.stderr}`;
}

test("T31 the master key is rotated, killed on the way, while calls run: none fails, each carries its own credential", async ({
  database,
  upstream,
}) => {
  test.setTimeout(180_000);
  const settings = { database, env: { PLUGDOCK_PROXY_UPSTREAM: `https://api.example.com=${upstream.origin}` } };
  const first = await Plugdock.start(settings);
  const servers = [first];
  // PostgreSQL allows a second process. Both read the same key file.
  if (first.databaseUrl)
    servers.push(await Plugdock.start({ ...settings, databaseUrl: first.databaseUrl, data: first.data }));
  upstream.forget();
  upstream.answers((request, socket) => {
    const seen = header(request, "authorization").join();
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${seen.length}\r\n\r\n${seen}`);
  });
  const clients = await Promise.all(
    servers.map(async (server) => {
      const client = new Client();
      await client.signIn(server.origin);
      return client;
    }),
  );
  const admin = clients[0] as Client;
  const probe = new Uint8Array(readFileSync(packOurs(path.join(EXAMPLES, "probe"), newKey())));
  const { id } = await admin.call("POST", "plugin.json", { fileKey: await admin.upload("probe.zip", probe) });
  const { app } = await admin.call("POST", "preview/app.json", { name: "keys" });
  await admin.call("POST", "preview/app/plugins.json", { app, ids: [id] });
  const save = (number: number) =>
    admin.call("POST", "/k/api/plugin/proxy/config.json", {
      app: Number(app),
      pluginId: id,
      url: `https://api.example.com/${number}/`,
      method: "GET",
      headers: { Authorization: `credential ${number}` },
      data: {},
    });
  for (let number = 0; number < MANY; number += 1) await save(number);
  await admin.call("POST", "preview/app/deploy.json", { apps: [{ app }] });

  let stop = false;
  let answered = 0;
  const wrong: string[] = [];
  const call = async (client: Client, number: number) => {
    const { result } = await client.call("POST", "/k/api/plugin/proxy/call.json", {
      app: Number(app),
      pluginId: id,
      url: `https://api.example.com/${number}/x`,
      method: "GET",
    });
    answered += 1;
    if (result.body !== `credential ${number}`) wrong.push(`${number}: ${result.body}`);
  };
  const callers = clients.map(async (client, at) => {
    for (let number = at; !stop; number += 1) {
      await call(client, number % MANY).catch((error) => wrong.push(String(error)));
    }
  });
  // Each save makes both processes clear their caches and decrypt the proxy configs again.
  const saver = (async () => {
    for (let number = 0; !stop; number += 1) {
      await save(MANY + (number % 20)).catch((error) => wrong.push(String(error)));
    }
  })();

  const original = readFileSync(path.join(first.data, "master.key"), "utf8").trim();
  for (const killedAfter of [20, 60, 90, 120]) await key(first, "rotate", killedAfter);
  const said = await key(first, "rotate");
  expect(said).toMatch(/\d+ saved credentials? re-encrypted; all now use key [0-9a-f]{16}/);
  expect(await key(first, "drop")).toMatch(/removed from the key file: [0-9a-f]{16}/);
  const left = readFileSync(path.join(first.data, "master.key"), "utf8").trim();
  expect(left).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(left).not.toBe(original);
  // The last rotation runs to its end.
  expect(await key(first, "rotate")).toMatch(/and encrypts from now on/);
  expect(await key(first, "status")).toMatch(/decrypts only; 0 saved[\s\S]*\tencrypts; \d+ saved/);
  stop = true;
  await Promise.all([...callers, saver]);
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(20);

  // After a restart with the new keys, the server decrypts everything. With only the first key, no server starts.
  for (const server of servers) {
    server.process.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    expect(server.log.text).not.toMatch(/panicked|master key is missing/);
  }
  const data = { data: first.data, ...(first.databaseUrl ? { databaseUrl: first.databaseUrl } : {}) };
  const lost = await Plugdock.launch({ ...settings, ...data, env: { PLUGDOCK_MASTER_KEY: original } });
  expect(await lost.exited).toBe(1);
  expect(lost.log.text).toMatch(/wrong master key: this database was encrypted with key/);
  const again = await Plugdock.start({ ...settings, ...data });
  await admin.signIn(again.origin);
  for (let number = 0; number < MANY; number += 10) await call(admin, number);
  expect(wrong).toEqual([]);
  await again.stop();
});

test("T31 a process that lacks the new key says so, and sends no call without its credential", async ({
  database,
  upstream,
}) => {
  const [old, next] = ["11".repeat(32), "22".repeat(32)];
  const env = { PLUGDOCK_PROXY_UPSTREAM: `https://api.example.com=${upstream.origin}` };
  const server = await Plugdock.start({ database, env: { ...env, PLUGDOCK_MASTER_KEY: old } });
  const client = new Client();
  await client.signIn(server.origin);
  const probe = new Uint8Array(readFileSync(packOurs(path.join(EXAMPLES, "probe"), newKey())));
  const { id } = await client.call("POST", "plugin.json", { fileKey: await client.upload("probe.zip", probe) });
  const { app } = await client.call("POST", "preview/app.json", { name: "left behind" });
  await client.call("POST", "preview/app/plugins.json", { app, ids: [id] });
  const entry = { app: Number(app), pluginId: id, url: "https://api.example.com/", method: "GET" };
  const save = () =>
    client.call("POST", "/k/api/plugin/proxy/config.json", { ...entry, headers: { k1: "secret" }, data: {} });
  await save();
  await client.call("POST", "preview/app/deploy.json", { apps: [{ app }] });
  const rotate = promisify(execFile)(BINARY, ["key", "rotate", "--data", server.data], {
    env: {
      PATH: process.env.PATH ?? "",
      PLUGDOCK_MASTER_KEY: `${next},${old}`,
      ...(server.databaseUrl ? { PLUGDOCK_DATABASE_URL: server.databaseUrl } : {}),
    },
  });
  expect((await rotate).stdout).toMatch(/1 saved credential re-encrypted/);
  upstream.forget();
  // Any change makes the process reload its cached data.
  await client.call("POST", "preview/app.json", { name: "another" });
  for (const attempt of [save, () => client.call("POST", "/k/api/plugin/proxy/call.json", entry)]) {
    const refused = await attempt().then(
      () => undefined,
      (error: Refused) => error,
    );
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 503, body: { code: "PD_KEY_MISSING" } });
    expect(refused?.body.message).toMatch(/does not have their master key/);
  }
  expect(upstream.requests).toEqual([]);
  expect(server.log.text).toMatch(/sealed with master key [0-9a-f]{16}, which this process does not have/);
  expect(server.log.text).not.toContain(next);
  await server.stop();
});
