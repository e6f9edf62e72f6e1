import { readFileSync, writeFileSync } from "node:fs";
import { newKey, pack, variant } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";

// The page of installed plug-ins, as an administrator uses it.

test("R36.1 importing an installed plug-in shows what changes, and then updates it", async ({ rest, page }) => {
  const key = newKey();
  const name = { en: `Imported ${Date.now()}` };
  const first = pack(variant({ version: "1.0.0", name }), key);
  const remote = "https://cdn.example.com/new.js";
  const second = pack(variant({ version: "2.0.0", name, desktop: { js: ["probe.js", remote] } }), key);

  const choose = async (file: string) => {
    await page.goto("/k/admin/system/plugin/");
    await page.getByTestId("PluginImportButton").first().click();
    await page.locator("dialog[open] input[type=file]").setInputFiles(file);
  };
  const go = page.locator('dialog[open] [data-pd-part="go"]');
  await choose(first);
  await expect(page.locator('dialog[open] [data-pd-part="says"]')).toContainText(name.en);
  await go.click();
  await page.waitForURL((url) => url.search.includes("IMPORTED"));
  await expect(page.locator(".pd-row", { hasText: name.en })).toContainText("1.0.0");

  await choose(second);
  const says = page.locator('dialog[open] [data-pd-part="says"]');
  await expect(says).toContainText("2.0.0");
  await expect(says, "a new remote script is named before it is let in").toContainText(remote);
  const installed = async () => (await rest.call("GET", "plugins.json?limit=1")).plugins[0];
  expect((await installed()).version).toBe("1.0.0");
  await go.click();
  await page.waitForURL((url) => url.search.includes("UPDATED"));
  expect(await installed()).toMatchObject({ name: name.en, version: "2.0.0" });
});

test("R31.1 R31.2 a broken package is refused in the page too", async ({ page }) => {
  const folder = variant({ version: "1.0.0" });
  const file = pack(folder, newKey());
  // The package is cut off at its end.
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length - 30));
  await page.goto("/k/admin/system/plugin/");
  await page.getByTestId("PluginImportButton").first().click();
  await page.locator("dialog[open] input[type=file]").setInputFiles(file);
  await expect(page.locator('dialog[open] [data-pd-part="says"]')).not.toBeEmpty();
  await expect(page.locator('dialog[open] [data-pd-part="go"]')).toBeDisabled();
});

test("R35.3 one button goes back to an earlier version, in every app at once", async ({ rest, page }) => {
  const key = newKey();
  const name = { en: `Goes back ${Date.now()}` };
  const script = (version: string) => ({ "probe.js": `window.version = "${version}";` });
  const id = await rest.install(pack(variant({ version: "1.0.0", name }, script("1.0.0")), key));
  const app = await rest.makeApp("goes back");
  await rest.addPlugins(app, id);
  await rest.deploy(app);
  const second = pack(variant({ version: "2.0.0", name }, script("2.0.0")), key);
  await rest.call("PUT", "plugin.json", { id, fileKey: await rest.upload(second) });
  const running = async () => {
    await page.goto(`/k/${app}/`);
    return page.evaluate(() => (window as never as { version: string }).version);
  };
  expect(await running(), "R35.2: an update reaches the app without a deploy").toBe("2.0.0");

  await page.goto("/k/admin/system/plugin/");
  await page.locator(`#plugin-${id}`).getByRole("link").click();
  await page
    .locator("form[data-pd-ask] button", { hasText: /revert/i })
    .first()
    .click();
  const reloaded = page.waitForEvent("load");
  await page.locator("dialog[open] .pd-dialog-foot button").first().click();
  await reloaded;
  await expect.poll(running).toBe("1.0.0");
});
