import { readFileSync } from "node:fs";
import { expectNoFaultsAnywhere } from "../support/axe.ts";
import { newKey, pack, variant } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";

// The administration pages, and each user's own account page.

/** New browser contexts start with the worker’s session unless this state is given. */
const NOBODY = { cookies: [], origins: [] };

const MARKUP = "<img src=x onerror=alert(1)>";

test("a user is added, signs in, changes language and password, and is put out again", async ({
  browser,
  server,
  page,
}) => {
  const login = `hana${Date.now()}`;
  await page.goto("/k/admin/");
  await page.getByRole("link", { name: "Users" }).first().click();
  await page.getByRole("link", { name: "Add user" }).click();
  await page.getByLabel("Login name").fill(login);
  await page.getByLabel("Name", { exact: true }).fill(MARKUP);
  await page.getByLabel("Initial password").fill("correct:horse");
  await page.getByRole("button", { name: "Add user" }).click();
  await page.waitForURL((url) => url.search.includes("USER_ADDED"));
  await page.getByRole("searchbox").fill(login);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("tbody tr"), "T75: a name is text").toContainText(MARKUP);

  const hers = await browser.newContext({ baseURL: server.origin, locale: "en", storageState: NOBODY });
  const her = await hers.newPage();
  const signIn = async (password: string) => {
    await her.goto("/login?next=/k/account/");
    await her.locator('input[name="username"]').fill(login);
    await her.locator('input[name="password"]').fill(password);
    await her.locator('input[name="password"]').press("Enter");
  };
  await signIn("correct:horse");
  await her.waitForURL((url) => url.pathname === "/k/account/");
  await her.getByLabel("Language").selectOption("ja");
  await her.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await her.getByRole("button", { name: "Save" }).click();
  await her.waitForURL((url) => url.search.includes("ACCOUNT_SAVED"));
  await expect(her.locator("html")).toHaveAttribute("lang", "ja");
  await expect(her.getByRole("heading", { level: 1 })).toHaveText("アカウント設定");
  await expectNoFaultsAnywhere(her);

  // For a wrong current password, the form shows the error and nothing changes.
  await her.getByLabel("現在のパスワード").fill("guessed:it");
  await her.getByLabel("新しいパスワード").fill("battery:staple");
  await her.getByRole("button", { name: "パスワードを変更" }).click();
  await expect(her.getByRole("alert")).toContainText("現在のパスワードと一致しません");
  await her.getByLabel("現在のパスワード").fill("correct:horse");
  await her.getByRole("button", { name: "パスワードを変更" }).click();
  await her.waitForURL((url) => url.search.includes("PASSWORD_CHANGED"));

  await page.getByRole("link", { name: MARKUP }).click();
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.locator("dialog[open] .pd-button-danger").click();
  await page.waitForURL((url) => url.search.includes("USER_SAVED"));
  await her.goto("/k/");
  await expect(her, "out at once").toHaveURL(/\/login/);
  await signIn("battery:staple");
  await expect(her.locator("#pd-refused")).toBeVisible();
  await hers.close();
});

test("R35.3 R37 a plug-in's page tells its versions and apps, goes back, and the audit log keeps it", async ({
  rest,
  page,
}) => {
  const key = newKey();
  const name = { en: `Kept ${Date.now()} ${MARKUP}` };
  const id = await rest.install(pack(variant({ version: "1.0.0", name }), key));
  const app = await rest.makeApp("keeps a plug-in");
  await rest.addPlugins(app, id);
  const second = pack(variant({ version: "2.0.0", name }), key);
  await rest.call("PUT", "plugin.json", { id, fileKey: await rest.upload(second) });

  await page.goto("/k/admin/system/plugin/");
  await page.locator(`#plugin-${id}`).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name.en);
  await expect(page.locator("section", { hasText: "Used by" })).toContainText("Preview only");
  await page.getByRole("button", { name: "Revert to this version (Version 1.0.0)" }).click();
  await page.locator("dialog[open] .pd-dialog-foot button").first().click();
  await page.waitForURL((url) => url.search.includes("WENT_BACK"));
  const installed = async () => (await rest.call("GET", `plugins.json?ids[0]=${id}`)).plugins[0];
  expect((await installed()).version).toBe("1.0.0");
  await expectNoFaultsAnywhere(page);

  await page.goto("/k/admin/system/audit/");
  await page.getByLabel("Plug-in").selectOption({ label: name.en });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.locator("tbody tr td:nth-child(2)")).toHaveText([
    "Plug-in reverted to an earlier version",
    "Plug-in updated",
    "Plug-in imported",
  ]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  const file = readFileSync(await download.path(), "utf8");
  const rows = file
    .trim()
    .split("\r\n")
    .map((row) => row.split(","));
  expect(rows.slice(1).map((row) => row[1])).toEqual(['"plugin.go_back"', '"plugin.update"', '"plugin.install"']);
  expect(rows.slice(1).map((row) => row[5])).toEqual(['"1.0.0"', '"2.0.0"', '"1.0.0"']);
});

test("R01 R07 proxy configs are filtered, sealed and listed without a value; an app goes by its name", async ({
  pluginApp,
  page,
  rest,
}) => {
  await pluginApp.save("https://api.example.com/", "GET", { Authorization: "planted-credential" }, {});
  await pluginApp.publish();
  await page.goto(`/k/admin/system/proxy/?app=${pluginApp.app}`);
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("Authorization");
  expect(await page.content()).not.toContain("planted-credential");
  const name = await page.getByLabel("App", { exact: true }).locator("option:checked").textContent();
  const seal = page.getByRole("button", { name: new RegExp(`^Seal the credentials of .* in ${name}`) });
  await seal.click();
  await page.waitForURL((url) => url.search.includes("SEALED"));
  await expect(seal).toHaveCount(0);

  await page.goto(`/k/admin/system/app/${pluginApp.app}/delete`);
  const confirm = page.getByLabel(/^Enter the app name to confirm/);
  await confirm.fill("something else");
  await page.getByRole("button", { name: "Delete app permanently" }).click();
  await expect(page.locator("#pd-says")).toContainText("does not match the app name");
  await expectNoFaultsAnywhere(page);
  await confirm.fill(name ?? "");
  await page.getByRole("button", { name: "Delete app permanently" }).click();
  await page.waitForURL((url) => url.search.includes("APP_DELETED"));
  expect((await rest.send("GET", `app.json?id=${pluginApp.app}`)).status).toBe(404);
});

for (const locale of ["en", "ja"]) {
  test(`axe-core finds nothing on the pages of administration in ${locale}`, async ({ browser, server, pluginApp }) => {
    const context = await browser.newContext({ baseURL: server.origin, locale, storageState: NOBODY });
    const page = await context.newPage();
    await page.goto("/login");
    await expectNoFaultsAnywhere(page);
    await context.addCookies((await pluginApp.page.context().storageState()).cookies);
    const pages = ["/k/", "/k/account/", "/k/admin/", "/k/admin/system/plugin/", "/k/admin/system/proxy/"];
    for (const name of [
      "user/",
      "user/new",
      "user/1",
      "group/",
      "group/new?kind=organization",
      `plugin/${pluginApp.plugin}/`,
      "app/",
      "audit/",
      "server/",
    ])
      pages.push(`/k/admin/system/${name}`);
    for (const path of pages) {
      await page.goto(path);
      await expect(page.locator("html"), "the browser's language").toHaveAttribute("lang", locale);
      await expectNoFaultsAnywhere(page);
    }
    await context.close();
  });
}
