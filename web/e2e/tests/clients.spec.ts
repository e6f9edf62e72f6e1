import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { ADMIN, BINARY, temporaryFolder } from "../support/plugdock.ts";
import { EXAMPLES, newKey, npmProgram, pack, variant } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";
import { until } from "../support/until.ts";

// The vendor's own clients, from npm and unchanged.

const run = promisify(execFile);

function client(baseUrl: string): KintoneRestAPIClient {
  return new KintoneRestAPIClient({
    baseUrl,
    auth: { username: ADMIN.name, password: ADMIN.password },
  });
}

/** Returns two versions of one plug-in. */
function versions(): { first: string; second: string; key: string } {
  const key = newKey();
  return {
    key,
    first: pack(variant({ version: "1.0.0", name: { en: "Client", ja: "クライアント" } }), key),
    second: pack(variant({ version: "1.0.1", name: { en: "Client", ja: "クライアント" } }), key),
  };
}

test("002.07 002.19 002.21 002.23 rest-api-client installs, updates, lists and uninstalls", async ({ server }) => {
  const { plugin, file } = client(server.origin);
  const { first, second } = versions();
  const { fileKey } = await file.uploadFile({ file: { path: first } });
  expect(fileKey, "002.06").toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  const installed = await plugin.installPlugin({ fileKey });
  expect(installed).toEqual({ id: expect.stringMatching(/^[a-p]{32}$/), version: "1.0.0" });
  const { id } = installed;

  const { plugins } = await plugin.getPlugins({});
  expect(plugins[0], "002.12: latest first").toEqual({
    id,
    name: "Client",
    isMarketPlugin: false,
    version: "1.0.0",
    description: "Puts the plug-in functions within reach of a test.",
  });
  expect((await plugin.getPlugins({ offset: 0, limit: 1 })).plugins).toHaveLength(1);

  // After GAIA_PL18, the file key can still be used for the update.
  const again = await file.uploadFile({ file: { path: second } });
  await expect(plugin.installPlugin(again)).rejects.toThrow(/GAIA_PL18/);
  expect(await plugin.updatePlugin({ id, ...again })).toEqual({ id, version: "1.0.1" });
  expect(await plugin.uninstallPlugin({ id })).toEqual({});
  await expect(plugin.uninstallPlugin({ id })).rejects.toThrow(/PD_PLUGIN_NOT_FOUND/);
});

test("002.10 R38.1 rest-api-client asks for 100 IDs, which needs the method override", async ({ server, probe }) => {
  const { plugin } = client(server.origin);
  const others = Array.from({ length: 99 }, (_, i) =>
    Array.from({ length: 32 }, (_, j) => "abcdefghijklmnop"[(i + j * j) % 16]).join(""),
  );
  const { plugins } = await plugin.getPlugins({ ids: [...others, probe] });
  expect(plugins.map(({ id }) => id)).toEqual([probe]);
  await expect(plugin.getPlugins({ ids: [...others, probe, probe] })).rejects.toThrow(/CB_VA01/);
});

test("002.26 002.31 002.32 R35.4 rest-api-client sees which apps need a plug-in", async ({ server, rest }) => {
  const { plugin, app, file } = client(server.origin);
  const { first } = versions();
  const { id } = await plugin.installPlugin(await file.uploadFile({ file: { path: first } }));
  const apps = [await rest.makeApp("needs one"), await rest.makeApp("needs two")];
  for (const each of apps) await app.addPlugins({ app: each, ids: [id] });
  // R37: the list includes apps that have the plug-in only in their preview settings.
  expect((await plugin.getApps({ id })).apps).toEqual([
    { id: String(apps[0]), name: "needs one" },
    { id: String(apps[1]), name: "needs two" },
  ]);
  expect((await plugin.getApps({ id, offset: 1, limit: 1 })).apps).toHaveLength(1);

  await rest.deploy(apps[0] as number);
  await plugin.uninstallPlugin({ id });
  const required = (await plugin.getRequiredPlugins({})).plugins;
  expect(required).toContainEqual({ id, name: "Client", isMarketPlugin: false });
  await plugin.installPlugin(await file.uploadFile({ file: { path: first } }));
  expect((await plugin.getRequiredPlugins({})).plugins.map((each) => each.id)).not.toContain(id);
  const live = await app.getPlugins({ app: apps[0] as number });
  expect(live.plugins).toEqual([{ id, name: "Client", enabled: true }]);
});

test("R40.1 rest-api-client adds a plug-in to an app, deploys, and works with records", async ({ server, probe }) => {
  const { app, record, file } = client(server.origin);
  const made = await app.addApp({ name: "made by the client" });
  const id = made.app;
  await app.addFormFields({
    app: id,
    properties: {
      title: { type: "SINGLE_LINE_TEXT", code: "title", label: "Title" },
      amount: { type: "NUMBER", code: "amount", label: "Amount" },
      files: { type: "FILE", code: "files", label: "Files" },
    },
  });
  const added = await app.addPlugins({ app: id, ids: [probe] });
  expect(added.revision).toMatch(/^\d+$/);
  expect((await app.getPlugins({ app: id, preview: true })).plugins).toHaveLength(1);
  await app.deployApp({ apps: [{ app: id, revision: added.revision }] });
  await until("the app is deployed", async () => {
    const { apps } = await app.getDeployStatus({ apps: [id] });
    return apps[0]?.status === "SUCCESS";
  });
  expect((await app.getPlugins({ app: id })).plugins).toEqual([{ id: probe, name: "Probe", enabled: true }]);

  const { fileKey } = await file.uploadFile({ file: { name: "a.txt", data: "attached" } });
  const first = await record.addRecord({
    app: id,
    record: { title: { value: "one" }, amount: { value: "1.50" }, files: { value: [{ fileKey }] } },
  });
  await record.addRecords({
    app: id,
    records: [{ title: { value: "two" }, amount: { value: 20 } }, { title: { value: "three" } }],
  });
  const found = await record.getRecords({ app: id, query: "amount > 1 order by amount desc", totalCount: true });
  expect(found.records.map((each) => each.title?.value)).toEqual(["two", "one"]);
  expect(found.totalCount).toBe("2");
  await record.updateRecord({ app: id, id: first.id, record: { title: { value: "uno" } } });
  const read = await record.getRecord({ app: id, id: first.id });
  expect(read.record.title?.value).toBe("uno");
  const [stored] = (read.record.files as { value: { fileKey: string; name: string }[] }).value;
  expect(stored?.name).toBe("a.txt");
  const bytes = await file.downloadFile({ fileKey: stored?.fileKey as string });
  expect(Buffer.from(bytes as ArrayBuffer).toString()).toBe("attached");
  await record.deleteRecords({ app: id, ids: [first.id] });
  await expect(record.getRecord({ app: id, id: first.id })).rejects.toThrow(/GAIA_RE01/);
});

test("cli-kintone uploads a plug-in, new and again as an update", async ({ server, rest }) => {
  const { first, second } = versions();
  const upload = (file: string) =>
    run(npmProgram("cli-kintone"), ["plugin", "upload", "--input", file, "--yes"], {
      env: {
        PATH: process.env.PATH,
        KINTONE_BASE_URL: server.origin,
        KINTONE_USERNAME: ADMIN.name,
        KINTONE_PASSWORD: ADMIN.password,
      },
    });
  const newest = async () => (await rest.call("GET", "plugins.json?limit=1")).plugins[0];

  const fresh = await upload(first);
  expect(fresh.stdout + fresh.stderr).toMatch(/not installed/);
  expect((await newest()).version).toBe("1.0.0");
  const update = await upload(second);
  expect(update.stdout + update.stderr).toMatch(/1\.0\.1/);
  expect(await newest()).toMatchObject({ name: "Client", version: "1.0.1" });
  await upload(second); // a reinstallation
});

test("R28.2 plugdock keygen and pack make what cli-kintone reads with the same ID", async ({ rest }) => {
  const folder = temporaryFolder();
  const key = path.join(folder, "my.ppk");
  const zip = path.join(folder, "plugin.zip");
  await run(BINARY, ["keygen", "--output", key]);
  const manifest = path.join(EXAMPLES, "weather-desk", "manifest.json");
  await run(BINARY, ["pack", "--input", manifest, "--private-key", key, "--output", zip]);
  const theirs = await run(npmProgram("cli-kintone"), ["plugin", "info", "-i", zip, "--format", "json"]);
  const ours = await run(BINARY, ["info", "--input", zip, "--format", "json"]);
  const { id, version } = JSON.parse(theirs.stdout);
  expect(JSON.parse(ours.stdout)).toMatchObject({ id, version });
  expect(await rest.install(zip)).toBe(id);
});

test("R28.1 a generated plug-in is packed, installed, set up and run", async ({ rest, page }) => {
  test.setTimeout(180_000);
  const folder = temporaryFolder();
  await generate(folder);
  const generated = path.join(folder, "made-here");
  const { name } = JSON.parse(readFileSync(path.join(generated, "src/manifest.json"), "utf8"));
  expect(name.en).toBe("made-here");

  const plugin = await rest.install(pack(path.join(generated, "src"), path.join(generated, "private.ppk")));
  const app = await rest.makeApp("generated");
  await rest.addPlugins(app, plugin);

  // The settings page saves, reports success, and goes to the app's settings.
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.accept();
  });
  await page.goto(`/k/admin/app/${app}/plugin/config?pluginId=${plugin}`);
  await page.locator(".js-text-message").fill("Hello from the settings page");
  await page.locator(".kintoneplugin-button-dialog-ok").click();
  await page.waitForURL((url) => url.pathname === "/k/admin/app/flow");
  expect(dialogs).toHaveLength(1);
  await rest.deploy(app);

  // The page script runs in the element that the page hands out.
  await page.goto(`/k/${app}/`);
  await expect(page.locator(".plugin-space-heading")).toHaveText("Hello kintone plugin!");
  await expect(page.locator(".plugin-space-message")).toHaveText("Hello from the settings page");
});

/** Runs the vendor's generator, which asks questions in the terminal. The answers are the defaults. */
async function generate(folder: string): Promise<void> {
  const child = spawn(npmProgram("create-plugin"), ["made-here", "--lang", "en"], {
    cwd: folder,
    // The generator ends by installing the tools of the generated project. Packing needs none of them.
    env: { ...process.env, npm_config_dry_run: "true" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  // Each question opens the terminal again and drops earlier input, so the test presses Enter repeatedly.
  child.stdin.on("error", () => {});
  const pressing = setInterval(() => child.stdin.write("\n"), 100);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(pressing);
  if (code !== 0) throw new Error(`create-plugin ended with ${code}:\n${text}`);
}
