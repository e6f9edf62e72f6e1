import { answered } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";
import { exampleHeaders, header } from "../support/upstream.ts";

// The profile `sealed`: values that a settings page saved never reach another page.

test.use({ credentials: "sealed" });

const URL = "https://api.example.com/data";

test("R03.1 getProxyConfig answers on the settings page, and is null elsewhere", async ({ pluginApp, page }) => {
  await pluginApp.save(URL, "GET", { Authorization: "Bearer my-token" }, {});
  await pluginApp.openSettings();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  expect(await read()).toEqual({ headers: { Authorization: "Bearer my-token" }, data: {} });
  await pluginApp.publish();
  expect(await read()).toBeNull();
});

test("000.23 000.30 a call carries the credential though no page may read it", async ({
  pluginApp,
  page,
  upstream,
}) => {
  const secret = "Bearer a-very-secret-token";
  await pluginApp.save(URL, "GET", { Authorization: secret }, {});
  const seen: string[] = [];
  page.on("response", async (response) => {
    seen.push(await response.text().catch(() => ""));
  });
  await pluginApp.publish();
  answered(await pluginApp.call(URL));
  expect(header(upstream.only(), "authorization")).toEqual([secret]);
  expect(await page.content()).not.toContain(secret);
  expect(seen.length).toBeGreaterThan(0);
  for (const text of seen) expect(text).not.toContain("a-very-secret-token");
});

test("R03.2 003.45 upload merges saved headers, never saved data", async ({ pluginApp, upstream }) => {
  await pluginApp.save(URL, "POST", { k1: "saved", k2: "saved" }, { d: "saved" });
  await pluginApp.publish();
  answered(await pluginApp.upload(URL, "POST", { k2: "called", k3: "called" }, { size: 3 }));
  const sent = upstream.only();
  expect(exampleHeaders(sent)).toEqual({ k1: "saved", k2: "saved", k3: "called" });
  expect(sent.target).toBe("/data");
  expect(sent.body.toString()).toBe("xxx");
});

test("R15.2 the saved Content-Type comes before the Blob’s", async ({ pluginApp, upstream }) => {
  await pluginApp.save(URL, "POST", { "Content-Type": "text/saved" }, {});
  await pluginApp.publish();
  answered(await pluginApp.upload(URL, "POST", {}, { size: 1, type: "text/blob" }));
  expect(header(upstream.only(), "content-type")).toEqual(["text/saved"]);
});
