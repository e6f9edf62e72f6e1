import { answered } from "../support/stage.ts";
import { expect, test } from "../support/test.ts";
import { exampleHeaders } from "../support/upstream.ts";

// The profile `readable`: a plug-in may read on app pages what its settings page saved.

const URL = "https://api.example.com/data";

test("000.25 000.27 R02.1 getProxyConfig answers on app pages and on the settings page", async ({ stage, page }) => {
  const saved = { headers: { Authorization: "Bearer my-token" }, data: { n: 1, yes: true } };
  await stage.save(URL, "GET", saved.headers, saved.data);
  await stage.openSettings();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  expect(await read()).toEqual(saved);

  await stage.openList();
  expect(await read(), "the entry is not live yet").toBeNull();
  await stage.publish();
  expect(await read()).toEqual(saved);
});

test("R06.1 000.26 getProxyConfig matches exactly, and is null where nothing was saved", async ({ stage, page }) => {
  await stage.save(URL, "GET", { k1: "v1" }, {});
  await stage.publish();
  for (const [url, method] of [
    [`${URL}/`, "GET"],
    [URL.slice(0, -1), "GET"],
    [URL, "POST"],
  ] as const) {
    const read = await page.evaluate(([u, m]) => window.probe.getProxyConfig(u, m), [url, method] as const);
    expect(read, `${method} ${url}`).toBeNull();
  }
});

test("R06.2 an empty entry comes back empty", async ({ stage, page }) => {
  await stage.save(URL, "GET", { k1: "v1" }, {});
  await stage.save(URL, "GET", {}, {});
  await stage.publish();
  const read = await page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  expect(read).toEqual({ headers: {}, data: {} });
});

test("R05.3 getProxyConfig is null for a script that is no plug-in", async ({ stage, page }) => {
  await stage.save(URL, "GET", { k1: "v1" }, {});
  await stage.publish();
  const read = await page.evaluate((url) => kintone.plugin.app.getProxyConfig(url, "GET"), URL);
  expect(read).toBeNull();
});

test("R01.3 an administrator seals one plug-in in one app, without a restart", async ({ stage, page }) => {
  await stage.save(URL, "GET", { k1: "v1" }, {});
  await stage.publish();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  const one = { app: stage.app, id: stage.plugin };
  expect(await read()).not.toBeNull();
  await stage.rest.call("PUT", "/k/api/credentials.json", { sealed: true, ...one });
  await expect.poll(read).toBeNull();
  await stage.openSettings();
  expect(await read(), "its own settings page still reads it").not.toBeNull();
});

test("R04.1 credentials are in no page", async ({ stage, page }) => {
  const secret = "a-very-secret-token";
  await stage.save(URL, "GET", { Authorization: secret }, {});
  await stage.rest.deploy(stage.app);
  for (const path of [
    `/k/${stage.app}/`,
    `/k/admin/app/${stage.app}/plugin/config?pluginId=${stage.plugin}`,
    `/k/admin/app/${stage.app}/plugin/`,
  ]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(200);
    expect(await response?.text(), path).not.toContain(secret);
    expect(await page.content(), path).not.toContain(secret);
  }
});

test("000.41 003.45 R02.2 upload merges nothing saved", async ({ stage, upstream }) => {
  await stage.save(URL, "POST", { k1: "saved" }, { d: "saved" });
  await stage.publish();
  answered(await stage.upload(URL, "POST", { k2: "called" }, { size: 3 }));
  const sent = upstream.only();
  expect(exampleHeaders(sent)).toEqual({ k2: "called" });
  expect(sent.target).toBe("/data");
  expect(sent.body.toString()).toBe("xxx");
});

test("R04.5 R07.2 each read is an audit line, and a page warns of who read", async ({ stage, page }) => {
  await stage.save(URL, "GET", { k1: "v1" }, {});
  await stage.publish();
  await page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  const name = (await stage.rest.call("GET", `app.json?id=${stage.app}`)).name;
  // Audit lines are written in batches, within a second.
  await expect(async () => {
    await stage.openEntries();
    await expect(page.locator(".pd-note-warn")).toContainText(`Probe in ${name}`, { timeout: 200 });
  }).toPass();
});
