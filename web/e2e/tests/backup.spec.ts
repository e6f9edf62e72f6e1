import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { check } from "../support/kill/killable_server.ts";
import { ADMIN, BINARY, freshPostgres, Plugdock, temporaryFolder } from "../support/plugdock.ts";
import { answered, PluginApp } from "../support/plugin_app.ts";
import { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";
import { until } from "../support/until.ts";
import { exampleHeaders } from "../support/upstream.ts";

const TOKEN = "marker-5f2c-credential";
const URL = "https://api.example.com/";

/** Runs the program on a folder and a database. Returns its standard output and standard error. */
async function plugdock(databaseUrl: string | undefined, ...command: string[]): Promise<string> {
  const database = databaseUrl ? { PLUGDOCK_DATABASE_URL: databaseUrl } : {};
  const env = { PATH: process.env.PATH ?? "", ...database };
  const said = await promisify(execFile)(BINARY, command, { env }).catch((failed) => failed);
  return `${said.stdout}${said.stderr}`;
}

test("a backup beside the writing server, restored into the other database: the same records, plug-ins run, credentials open", async ({
  database,
  server,
  pluginApp,
  upstream,
  browser,
}) => {
  await pluginApp.save(URL, "GET", { k1: TOKEN }, {});
  await pluginApp.rest.deploy(pluginApp.app);
  const sides = ["left", "right"];
  let written = 0;
  let stop = false;
  const writing = (async () => {
    while (!stop) {
      const records = sides.map((side) => ({ title: { value: `${side} ${written}` } }));
      await pluginApp.rest.call("POST", "records.json", { app: pluginApp.app, records });
      written += 1;
    }
  })();
  await until("some records are written", () => written > 10);
  const before = written;
  const folder = temporaryFolder();
  const said = await plugdock(server.databaseUrl, "backup", "--to", folder, "--data", server.data);
  expect(written, "writers went on meanwhile").toBeGreaterThan(before);
  stop = true;
  await writing;
  expect(said).toMatch(/backed up \d+ rows and \d+ blobs?/);
  expect(said).toMatch(/keep the key in another place/);
  const [name] = readdirSync(folder);
  expect(name).toMatch(/^plugdock-\d{8}T\d{6}Z\.tar$/);
  const file = path.join(folder, name as string);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // T31: the values are encrypted in the backup as in the database. Any tar program can read the backup.
  expect(readFileSync(file).includes(TOKEN)).toBe(false);
  expect(execFileSync("tar", ["tf", file], { encoding: "utf8" })).toMatch(/^plugdock-backup\.json\ntables\//);

  const other = database === "sqlite" ? "postgres" : "sqlite";
  const databaseUrl = other === "postgres" ? freshPostgres() : undefined;
  const data = path.join(temporaryFolder(), "restored");
  const restore = (from: string) => plugdock(databaseUrl, "restore", "--from", from, "--data", data);
  expect(await restore(path.join(server.data, "master.key"))).toMatch(/is not a Plugdock backup/);
  expect(await restore(file)).toMatch(
    /restored \d+ rows.*\nbefore you start, put the master key at .*restored\/master\.key/,
  );
  expect(await restore(file)).toMatch(/there is data at .* already/);
  copyFileSync(path.join(server.data, "master.key"), path.join(data, "master.key"));
  expect(check(data, databaseUrl).text).toMatch(/all stored data is intact/);

  const second = await Plugdock.start({
    database: other,
    data,
    ...(databaseUrl ? { databaseUrl } : {}),
    env: { PLUGDOCK_PROXY_UPSTREAM: `https://api.example.com=${upstream.origin}` },
  });
  const rest = new Rest(second.origin, ADMIN.name, ADMIN.password);
  const count = async (side: string) => {
    const query = encodeURIComponent(`title like "${side}" limit 1`);
    return Number(
      (await rest.call("GET", `records.json?app=${pluginApp.app}&totalCount=true&query=${query}`)).totalCount,
    );
  };
  // The backup has everything that was answered before it began, and nothing that is half done.
  expect(await count("left")).toBeGreaterThanOrEqual(before);
  expect(await count("left")).toBe(await count("right"));

  const context = await browser.newContext({ baseURL: second.origin, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(`/k/${pluginApp.app}/`);
  await page.locator('input[name="username"]').fill(ADMIN.name);
  await page.locator('input[name="password"]').fill(ADMIN.password);
  await page.locator('input[name="password"]').press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  await page.goto(`/k/${pluginApp.app}/`);
  const restored = new PluginApp(pluginApp.app, pluginApp.plugin, page, rest);
  upstream.forget();
  expect(answered(await restored.call(URL))[1]).toBe(200);
  expect(exampleHeaders(upstream.only()).k1).toBe(TOKEN);
  await context.close();
  await second.stop();
});
