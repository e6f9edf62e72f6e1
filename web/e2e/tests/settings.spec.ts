import { newKey, pack, packOurs, variant } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";

// The settings page, and the plug-in's element in it.

test("R45.1 000.15 the settings page leads on to the app’s settings and plug-ins", async ({ pluginApp, page }) => {
  for (const [href, path] of [
    [`../../flow?app=${pluginApp.app}`, "/k/admin/app/flow"],
    [`../../${pluginApp.app}/plugin/`, `/k/admin/app/${pluginApp.app}/plugin/`],
  ] as const) {
    await pluginApp.openSettings();
    const [response] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate((to) => {
        window.location.href = to;
      }, href),
    ]);
    expect(response?.status(), href).toBe(200);
    expect(new URL(page.url()).pathname).toBe(path);
  }
});

test("R45.2 000.03 the HTML is there before the scripts, and DOMContentLoaded comes after", async ({
  pluginApp,
  page,
}) => {
  await pluginApp.openSettings();
  const probe = await page.evaluate(() => ({ ...window.probe, getConfig: 0, getProxyConfig: 0 }));
  expect(probe.settings).toBe("Probe settings");
  expect(probe.readyState).toBe("loading");
  expect(probe.id).toBe(pluginApp.plugin);
});

test("R45.2 a whole document with a script in it is tolerated, and the script does not run", async ({ rest, page }) => {
  const folder = variant(
    { config: { html: "config.html", js: ["first.js", "second.js"] } },
    {
      "config.html":
        '<!DOCTYPE html><html><head><title>x</title></head><body><p id="probe-settings">whole</p>' +
        '<script>window.inline = 1</script><script src="first.js"></script></body></html>',
      "first.js": 'window.order = ["first", document.readyState];',
      "second.js": 'order.push("second"); document.addEventListener("DOMContentLoaded", () => order.push("loaded"));',
    },
  );
  const plugin = await rest.install(pack(folder, newKey()));
  const app = await rest.makeApp("whole document");
  await rest.addPlugins(app, plugin);
  await page.goto(`/k/admin/app/${app}/plugin/config?pluginId=${plugin}`);
  await expect(page.locator("#probe-settings")).toHaveText("whole");
  const seen = await page.evaluate(() => [(window as never as { order: string[] }).order, "inline" in window]);
  expect(seen).toEqual([["first", "loading", "second", "loaded"], false]);
});

test("R40.1 R41.1 R41.2 a config is replaced whole, read afresh, and live after the deploy", async ({
  pluginApp,
  page,
}) => {
  await pluginApp.openSettings();
  expect(await page.evaluate(() => window.probe.getConfig()), "000.09").toEqual({});
  const save = (config: object) =>
    page.evaluate(
      (config) =>
        new Promise<unknown[]>((ok, ng) => kintone.plugin.app.setConfig(config, (...all: unknown[]) => ok(all), ng)),
      config,
    );
  const calledWith = await save({ a: "1", b: "2" });
  expect(calledWith, "R42.2: no arguments").toEqual([]);
  await save({ b: "3" });
  await pluginApp.openSettings();
  expect(await page.evaluate(() => window.probe.getConfig())).toEqual({ b: "3" });

  await pluginApp.openList();
  expect(await page.evaluate(() => window.probe.getConfig()), "not live yet").toEqual({});
  await pluginApp.publish();
  const read = await page.evaluate(() => {
    const first = window.probe.getConfig() as Record<string, string>;
    first.b = "changed";
    return window.probe.getConfig();
  });
  expect(read).toEqual({ b: "3" });
});

test("R41.2 000.13 a bad key or value is refused by name, and nothing is saved", async ({ pluginApp, page }) => {
  await pluginApp.openSettings();
  const save = (make: string) =>
    page.evaluate(
      (make) =>
        new Promise<string>((resolve) => {
          const config = new Function(`return ${make}`)();
          const ng = (error: unknown) => resolve(JSON.stringify(error) ?? String(error));
          kintone.plugin.app.setConfig(config, () => resolve("saved"), ng);
        }),
      make,
    );
  expect(await save('{ kept: "1", dropped: undefined }')).toBe("saved");
  for (const [make, named] of [
    ['{ ok: "1", number: 1 }', "number"],
    ['{ nested: { a: "1" } }', "nested"],
    ['{ "日本": "1" }', "日本"],
    ['{ long: "x".repeat(65536) }', "long"],
  ] as const) {
    expect(await save(make), make).toContain(named);
  }
  const parts = Array.from({ length: 5 }, (_, i) => `k${i}: "x".repeat(60000)`);
  expect(await save(`{ ${parts.join(", ")} }`), "256 KB in all").not.toBe("saved");
  await pluginApp.openSettings();
  expect(await page.evaluate(() => window.probe.getConfig())).toEqual({ kept: "1" });

  expect(await save('{ long: "x".repeat(65535) }'), "the longest value").toBe("saved");
  expect(await save('Object.assign([], { 0: "a", name: "b" })'), "an array").toBe("saved");
  await pluginApp.openSettings();
  expect(await page.evaluate(() => window.probe.getConfig())).toEqual({ 0: "a", name: "b" });
});

test("R42.1 R42.4 without a callback the page goes to the plug-in list, after the last queued call", async ({
  pluginApp,
  page,
}) => {
  await pluginApp.openSettings();
  const list = page.waitForURL((url) => url.pathname === `/k/admin/app/${pluginApp.app}/plugin/`);
  await page.evaluate(() => {
    const app = kintone.plugin.app;
    app.setConfig({ first: "1" });
    app.setProxyConfig("https://api.example.com", "GET", { k1: "v1" }, {});
    app.setConfig({ last: "1" });
  });
  await list;
  await expect(page.locator(".pd-note").first()).toBeVisible();
  await pluginApp.openSettings();
  expect(await page.evaluate(() => window.probe.getConfig())).toEqual({ last: "1" });
  const entry = await page.evaluate(() => window.probe.getProxyConfig("https://api.example.com", "GET"));
  expect(entry).toEqual({ headers: { k1: "v1" }, data: {} });
});

test("R43.1 a proxy config is replaced by its URL and method; values keep or lose their types", async ({
  pluginApp,
  page,
}) => {
  const url = "https://api.example.com";
  await pluginApp.save(url, "POST", { gone: "1" }, { gone: 1 });
  await pluginApp.save(url, "POST", { Number: 1, Truth: true }, { n: 1.5, t: true, s: "s" });
  const read = await page.evaluate((url) => window.probe.getProxyConfig(url, "POST"), url);
  expect(read).toEqual({
    headers: { Number: "1", Truth: "true" },
    data: { n: 1.5, t: true, s: "s" },
  });
});

test("R07.1 the saved proxy configs are listed with names and without values, and can be deleted", async ({
  pluginApp,
  page,
  upstream,
}) => {
  const url = "https://api.example.com/listed";
  await pluginApp.save(url, "GET", { "X-Key": "a-very-secret-token" }, { token: "another-secret" });
  await pluginApp.publish();
  await pluginApp.openProxyConfigs();
  const row = page.locator("tr", { hasText: url });
  await expect(row).toContainText("X-Key");
  await expect(row).toContainText("token");
  const content = await page.content();
  for (const value of ["a-very-secret-token", "another-secret"]) expect(content).not.toContain(value);

  await pluginApp.deleteProxyConfig(url);
  await pluginApp.openList();
  await pluginApp.call(url);
  expect(upstream.only().lines.join("\n")).not.toContain("secret");
});

test("R46.1 R46.2 plug-ins run in the order added, each with its own ID, files in order", async ({ rest, page }) => {
  const scripts = (name: string) => ({
    "a.js": `(window.order ??= []).push(["${name} a", kintone.$PLUGIN_ID]);`,
    "b.js": `order.push(["${name} b", kintone.$PLUGIN_ID]); ${name === "one" ? 'throw new Error("one is broken")' : ""}`,
  });
  const manifest = { desktop: { js: ["a.js", "b.js"] } };
  const ids = [];
  for (const name of ["one", "two"]) {
    ids.push(await rest.install(pack(variant(manifest, scripts(name)), newKey())));
  }
  const [one, two] = ids as [string, string];
  const app = await rest.makeApp("order");
  await rest.addPlugins(app, one);
  await rest.addPlugins(app, two);
  await rest.deploy(app);
  await page.goto(`/k/${app}/`);
  const order = await page.evaluate(() => (window as never as { order: unknown[] }).order);
  // R46.3: an exception of handler one does not stop handler two.
  expect(order).toEqual([
    ["one a", one],
    ["one b", one],
    ["two a", two],
    ["two b", two],
  ]);
});

test("R44.1 a plug-in that lacks a required setting does not run", async ({ rest, page }) => {
  const folder = variant({
    config: { html: "config.html", js: ["probe.js"], required_params: ["token"] },
  });
  const plugin = await rest.install(pack(folder, newKey()));
  const app = await rest.makeApp("required");
  await rest.addPlugins(app, plugin);
  await rest.deploy(app);
  const enabled = async () => {
    const { plugins } = await rest.call("GET", `app/plugins.json?app=${app}`);
    return plugins[0].enabled;
  };
  expect(await enabled()).toBe(false);
  await page.goto(`/k/${app}/`);
  expect(await page.evaluate(() => "probe" in window)).toBe(false);

  await page.goto(`/k/admin/app/${app}/plugin/config?pluginId=${plugin}`);
  await page.evaluate(() => new Promise<void>((ok) => kintone.plugin.app.setConfig({ token: "" }, ok)));
  await rest.deploy(app);
  expect(await enabled()).toBe(true);
  await page.goto(`/k/${app}/`);
  expect(await page.evaluate(() => "probe" in window)).toBe(true);
});

test("R26.2 manifest.allowed_hosts is enforced", async ({ rest, page, upstream }) => {
  const folder = variant({ allowed_hosts: ["https://api.github.com"] });
  const plugin = await rest.install(packOurs(folder, newKey()));
  const app = await rest.makeApp("allowed hosts");
  await rest.addPlugins(app, plugin);
  await rest.deploy(app);
  upstream.forget();
  await page.goto(`/k/${app}/`);
  const ends = await page.evaluate(async (id) => {
    const ends: string[] = [];
    for (const url of ["https://api.example.com/", "https://api.github.com/"]) {
      await kintone.plugin.app.proxy(id, url, "GET", {}, {}).then(
        () => ends.push("answered"),
        () => ends.push("refused"),
      );
    }
    return ends;
  }, plugin);
  expect(ends).toEqual(["refused", "answered"]);
  expect(upstream.requests).toHaveLength(1);
});
