import { answered } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";
import { exampleHeaders } from "../support/upstream.ts";

// The profile `readable`: on app pages, a plug-in may read the values that its settings page saved.

const URL = "https://api.example.com/data";

test("000.25 000.27 R02.1 getProxyConfig answers on app pages and on the settings page", async ({
  pluginApp,
  page,
}) => {
  const saved = { headers: { Authorization: "Bearer my-token" }, data: { n: 1, yes: true } };
  await pluginApp.save(URL, "GET", saved.headers, saved.data);
  await pluginApp.openSettings();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  expect(await read()).toEqual(saved);

  await pluginApp.openList();
  expect(await read(), "the entry is not live yet").toBeNull();
  await pluginApp.publish();
  expect(await read()).toEqual(saved);
});

test("R06.1 000.26 getProxyConfig matches exactly, and is null where nothing was saved", async ({
  pluginApp,
  page,
}) => {
  await pluginApp.save(URL, "GET", { k1: "v1" }, {});
  await pluginApp.publish();
  for (const [url, method] of [
    [`${URL}/`, "GET"],
    [URL.slice(0, -1), "GET"],
    [URL, "POST"],
  ] as const) {
    const read = await page.evaluate(([u, m]) => window.probe.getProxyConfig(u, m), [url, method] as const);
    expect(read, `${method} ${url}`).toBeNull();
  }
});

test("R06.2 an empty proxy config comes back empty", async ({ pluginApp, page }) => {
  await pluginApp.save(URL, "GET", { k1: "v1" }, {});
  await pluginApp.save(URL, "GET", {}, {});
  await pluginApp.publish();
  const read = await page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  expect(read).toEqual({ headers: {}, data: {} });
});

test("R05.3 getProxyConfig is null for a script that is no plug-in", async ({ pluginApp, page }) => {
  await pluginApp.save(URL, "GET", { k1: "v1" }, {});
  await pluginApp.publish();
  const read = await page.evaluate((url) => kintone.plugin.app.getProxyConfig(url, "GET"), URL);
  expect(read).toBeNull();
});

test("R01.3 an administrator seals one plug-in in one app, without a restart", async ({ pluginApp, page }) => {
  await pluginApp.save(URL, "GET", { k1: "v1" }, {});
  await pluginApp.publish();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  const one = { app: pluginApp.app, id: pluginApp.plugin };
  expect(await read()).not.toBeNull();
  await pluginApp.rest.call("PUT", "/k/api/credentials.json", { sealed: true, ...one });
  await expect.poll(read).toBeNull();
  await pluginApp.openSettings();
  expect(await read(), "its own settings page still reads it").not.toBeNull();
});

test("R04.1 credentials are in no page", async ({ pluginApp, page }) => {
  const secret = "a-very-secret-token";
  await pluginApp.save(URL, "GET", { Authorization: secret }, {});
  await pluginApp.rest.deploy(pluginApp.app);
  for (const path of [
    `/k/${pluginApp.app}/`,
    `/k/admin/app/${pluginApp.app}/plugin/config?pluginId=${pluginApp.plugin}`,
    `/k/admin/app/${pluginApp.app}/plugin/`,
  ]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(200);
    expect(await response?.text(), path).not.toContain(secret);
    expect(await page.content(), path).not.toContain(secret);
  }
});

test("000.41 003.45 R02.2 upload merges nothing saved", async ({ pluginApp, upstream }) => {
  await pluginApp.save(URL, "POST", { k1: "saved" }, { d: "saved" });
  await pluginApp.publish();
  answered(await pluginApp.upload(URL, "POST", { k2: "called" }, { size: 3 }));
  const sent = upstream.only();
  expect(exampleHeaders(sent)).toEqual({ k2: "called" });
  expect(sent.target).toBe("/data");
  expect(sent.body.toString()).toBe("xxx");
});

test("R04.5 R07.2 each read is an audit line, and a page warns of who read", async ({ pluginApp, page }) => {
  await pluginApp.save(URL, "GET", { k1: "v1" }, {});
  await pluginApp.publish();
  await page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  const name = (await pluginApp.rest.call("GET", `app.json?id=${pluginApp.app}`)).name;
  // Audit lines are written in batches, at most a second later.
  await expect(async () => {
    await pluginApp.openProxyConfigs();
    await expect(page.locator(".pd-note-warn")).toContainText(`Probe in ${name}`, { timeout: 200 });
  }).toPass();
});
