import { cpSync } from "node:fs";
import path from "node:path";
import { ADMIN, Plugdock, refusal, sql, temporaryFolder } from "../../support/plugdock.ts";
import { answered } from "../../support/plugin_app.ts";
import { newKey, pack, variant } from "../../support/plugins.ts";
import { Rest } from "../../support/rest.ts";
import { expect, test } from "../../support/test.ts";
import { until } from "../../support/until.ts";
import { exampleHeaders, type Upstream } from "../../support/upstream.ts";

// A second process on the same PostgreSQL. Both share the master key and the blobs, as is required.

const SECOND = 1_000;

/** Starts a second process on a server's database and blobs. */
function beside(server: Plugdock, upstream: Upstream): Promise<Plugdock> {
  const data = temporaryFolder();
  cpSync(server.data, data, { recursive: true });
  return Plugdock.start({
    database: "postgres",
    databaseUrl: server.databaseUrl as string,
    data,
    env: {
      PLUGDOCK_STORAGE_URL: `file://${path.join(server.data, "blobs")}`,
      PLUGDOCK_PROXY_UPSTREAM: `https://api.example.com=${upstream.origin}`,
    },
  });
}

test("a second process sees an install, a save and a deleted entry within a second", async ({
  server,
  pluginApp,
  upstream,
  browser,
  session,
}) => {
  const second = await beside(server, upstream);
  const rest = new Rest(second.origin, ADMIN.name, ADMIN.password);

  // Installs a plug-in.
  const before = (await rest.call("GET", "plugins.json")).plugins.length;
  const id = await pluginApp.rest.install(pack(variant({ name: { en: "Seen" } }), newKey()));
  await until(
    "the plug-in is listed by the second process",
    async () => (await rest.call("GET", "plugins.json")).plugins.length === before + 1,
    SECOND,
  );
  expect((await rest.call("GET", `plugins.json?ids=${id}`)).plugins[0].name).toBe("Seen");

  // Saves and deploys a proxy config. Sessions are in the database, so the same cookie signs in at both processes.
  const url = "https://api.example.com/";
  const context = await browser.newContext({ baseURL: second.origin, storageState: session });
  const page = await context.newPage();
  await page.goto(`/k/${pluginApp.app}/`);
  const call = async () => {
    upstream.forget();
    const ok = await page.evaluate(([id, url]) => kintone.plugin.app.proxy(id, url, "GET", {}, {}), [
      pluginApp.plugin,
      url,
    ] as const);
    expect(answered({ ok })[1]).toBe(200);
    return exampleHeaders(upstream.only());
  };
  expect(await call()).toEqual({});
  await pluginApp.save(url, "GET", { k1: "saved" }, {});
  await pluginApp.rest.deploy(pluginApp.app);
  await until("the second process uses the entry", async () => (await call()).k1 === "saved", SECOND);

  // The first process deletes the proxy config.
  await pluginApp.deleteProxyConfig(url);
  await until("the second process stops using it", async () => !("k1" in (await call())), SECOND);

  await context.close();
  await second.stop();
});

test("R01.3 T28 what an administrator seals is sealed on a second process within a second, and seals made on both hold", async ({
  server,
  pluginApp,
  upstream,
  browser,
  session,
}) => {
  const second = await beside(server, upstream);
  const url = "https://api.example.com/";
  await pluginApp.save(url, "GET", { k1: "v1" }, {});
  await pluginApp.rest.deploy(pluginApp.app);
  const context = await browser.newContext({ baseURL: second.origin, storageState: session });
  const page = await context.newPage();
  await page.goto(`/k/${pluginApp.app}/`);
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), url);
  await until("the second process hands it out", async () => (await read()) !== null);
  const here = pluginApp.rest;
  const there = new Rest(second.origin, ADMIN.name, ADMIN.password);
  const seal = (rest: Rest, one: object, sealed: boolean) =>
    rest.call("PUT", "/k/api/credentials.json", { ...one, sealed });
  const took: number[] = [];
  const sealed = async (one: object) => {
    await seal(here, one, true);
    const start = performance.now();
    await until("no page of the second process reads it", async () => (await read()) === null, SECOND);
    took.push(Math.round(performance.now() - start));
    await seal(here, one, false);
    await until("and again it does", async () => (await read()) !== null, SECOND);
  };
  const ours = { app: pluginApp.app, id: pluginApp.plugin };
  for (let round = 0; round < 3; round += 1) {
    await sealed(ours);
    await sealed({});
  }
  console.log(`sealed on the second process after ${took.join(", ")} ms`);

  // Both processes seal plug-ins at once, each in other apps, and all changes are stored.
  const kept = () =>
    sql(server.databaseUrl as string, "SELECT value FROM server_settings WHERE key = 'credentials.sealed'");
  const others = Array.from({ length: 10 }, (_, at) => ({ app: 1000 + at, id: pluginApp.plugin }));
  const all = [...others, ours];
  await Promise.all(all.map((one, at) => seal(at % 2 ? here : there, one, true)));
  for (const one of all) expect(kept()).toContain(`"${one.app}/${one.id}"`);
  await Promise.all(all.map((one, at) => seal(at % 2 ? here : there, one, false)));
  // The check covers only these apps, because other tests may have sealed plug-ins on this server.
  const left: string[] = JSON.parse(kept()).plugins;
  expect(left.filter((one) => all.some(({ app, id }) => one === `${app}/${id}`))).toEqual([]);
  await context.close();
  await second.stop();
});

test("a newer database schema is a clear error at start", async () => {
  const server = await Plugdock.start({ database: "postgres" });
  server.process.kill("SIGTERM");
  expect(await server.exited).toBe(0);
  const databaseUrl = server.databaseUrl as string;
  sql(databaseUrl, "INSERT INTO schema_migrations (number, name, applied_at) VALUES (999, 'later', 0)");
  const older = await Plugdock.launch({ database: "postgres", databaseUrl, data: server.data });
  const said = await refusal(older);
  expect(said).toMatch(/schema 999/);
  expect(said).toMatch(/newer release/);
});

test("R51.1 whoever loses an app is out within a second on a second process, on an open page too", async ({
  server,
  pluginApp,
  upstream,
  browser,
  rest,
}) => {
  const second = await beside(server, upstream);
  const { app, plugin } = pluginApp;
  const [login, password] = ["carol", "correct:horse"];
  const { id: user } = await rest.call("POST", "/k/api/users.json", { login, password });
  const group = await rest.call("POST", "/k/api/group.json", { code: "shop", name: "Shop" });
  const member = { id: group.id, user };
  await rest.call("PUT", "/k/api/group/member.json", member);
  const rights = [
    { entity: { type: "GROUP", code: "shop" }, recordViewable: true },
    { entity: { type: "GROUP", code: "everyone" } },
  ];
  await rest.call("PUT", "app/acl.json", { app, rights });

  const context = await browser.newContext({
    baseURL: second.origin,
    storageState: { cookies: [], origins: [] },
  });
  const page = await context.newPage();
  await page.goto("/login");
  await page.locator('input[name="username"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('input[name="password"]').press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  expect((await page.goto(`/k/${app}/`))?.status()).toBe(200);
  const call = () =>
    page.evaluate(
      (id) =>
        kintone.plugin.app.proxy(id, "https://api.example.com/", "GET", {}, {}).then(
          () => "sent",
          () => "refused",
        ),
      plugin,
    );
  expect(await call()).toBe("sent");
  const records = () => new Rest(second.origin, login, password).send("GET", `records.json?app=${app}`);
  expect((await records()).status).toBe(200);

  await rest.call("DELETE", "/k/api/group/member.json", member);
  await until("the second process lists no records", async () => (await records()).status === 403, SECOND);
  expect(await call()).toBe("refused");
  await rest.call("PUT", "/k/api/group/member.json", member);
  await until("and lists them again", async () => (await records()).status === 200, SECOND);
  await rest.call("PUT", "app/acl.json", { app, rights: rights.slice(1) });
  await until("a deploy closes the app", async () => (await records()).status === 403, SECOND);
  expect(await call()).toBe("refused");

  await context.close();
  await second.stop();
});
