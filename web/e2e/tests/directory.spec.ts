import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import type { Page } from "@playwright/test";
import { expectNoFaultsAnywhere } from "../support/axe.ts";
import { ADMIN } from "../support/plugdock.ts";
import { newKey, pack, variant } from "../support/plugins.ts";
import type { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";

// Groups and departments: an administrator creates them, users pick them on a form, and a plug-in reads them.

const MARKUP = "<img src=x onerror=alert(1)>";
const LIST = "/k/admin/system/group/";

const FIELDS = {
  home: {
    type: "ORGANIZATION_SELECT",
    code: "home",
    label: "Department",
    defaultValue: [{ type: "FUNCTION", code: "PRIMARY_ORGANIZATION()" }],
  },
  team: { type: "GROUP_SELECT", code: "team", label: "Team" },
  rows: {
    type: "SUBTABLE",
    code: "rows",
    label: "Rows",
    fields: { unit: { type: "ORGANIZATION_SELECT", code: "unit", label: "Unit" } },
  },
};

/** Creates an app with these fields and a plug-in on all of its pages. */
async function makeApp(rest: Rest): Promise<number> {
  const app = await rest.makeApp("Where people belong");
  await rest.call("POST", "preview/app/form/fields.json", { app, properties: FIELDS });
  const told = `kintone.events.on("app.record.detail.show", async (event) => {
    const [groups, organizations] = await Promise.all([kintone.user.getGroups(), kintone.user.getOrganizations()]);
    const more = await kintone.api("/v1/organizations.json", "GET", { codes: [organizations[0].organization.code] });
    window.told = { groups, organizations, more, record: event.record };
    return event;
  });`;
  const files = { "told.js": told };
  const plugin = await rest.install(pack(variant({ desktop: { js: ["told.js"] } }, files), newKey()));
  await rest.addPlugins(app, plugin);
  await rest.deploy(app);
  return app;
}

/** Creates a group or department on its page and waits until the page shows it. */
async function make(page: Page, what: "department" | "group", code: string, name: string, below?: string) {
  await page.goto(LIST);
  await page.getByRole("link", { name: `Add ${what}` }).click();
  await page.getByLabel("Code").fill(code);
  await page.getByLabel("Name", { exact: true }).fill(name);
  if (below) await page.getByLabel("Parent department").selectOption({ label: below });
  await page.getByRole("button", { name: `Add ${what}` }).click();
  await page.waitForURL((url) => url.search.includes(`${what === "group" ? "GROUP" : "ORGANIZATION"}_ADDED`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
}

async function putIn(page: Page, login: string) {
  const user = page.getByLabel("User", { exact: true });
  const option = user.locator("option", { hasText: `(${login})` });
  await user.selectOption((await option.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".pd-rows li", { hasText: login })).toBeVisible();
}

test("a department and a group are made, picked on a form and told to a plug-in", async ({ rest, page, server }) => {
  const mark = Date.now();
  const [hq, sales, team] = [`hq${mark}`, `sales${mark}`, `team${mark}`];
  const hana = `hana${mark}`;
  await rest.call("POST", "/k/api/users.json", { login: hana, password: "correct:horse" });
  await make(page, "department", hq, `Head office ${mark}`);
  await make(page, "department", sales, `Sales ${mark}`, `Head office ${mark}`);
  await putIn(page, hana);
  await putIn(page, ADMIN.name);
  await expect(page.getByRole("listitem").filter({ hasText: hana })).toContainText("Primary");
  await expectNoFaultsAnywhere(page);
  await make(page, "group", team, MARKUP);
  await putIn(page, ADMIN.name);
  await expect(page.locator("#pd-members"), "T75: a name is text").toBeVisible();
  await page.goto(LIST);
  await expect(page.getByRole("row", { name: `Sales ${mark}` }).locator("[data-pd-depth]")).toHaveAttribute(
    "data-pd-depth",
    "1",
  );
  await expectNoFaultsAnywhere(page);

  // A user's page lists the groups and departments of the user.
  await page.goto("/k/admin/system/user/1");
  const belongs = page.locator("section", { hasText: "Groups and departments" });
  await expect(belongs.getByRole("listitem")).toContainText([`Sales ${mark}`, "Everyone", "Administrators", MARKUP]);

  const app = await makeApp(rest);
  await page.goto(`/k/${app}/edit`);
  const field = (code: string) => page.locator(`[data-pd-field="${code}"]`);
  await expect(field("home").locator(".pd-chip"), "the default is one's own").toContainText(`Sales ${mark}`);
  const pick = async (place: ReturnType<typeof field>, text: string, name: string) => {
    await place.getByRole("combobox").fill(text);
    await expect(place.getByRole("option")).toContainText([name]);
    await place.getByRole("combobox").press("Enter");
    await expect(place.locator(".pd-chip").last()).toContainText(name);
  };
  await pick(field("home"), `HEAD OFFICE ${mark}`, `Head office ${mark}`);
  await pick(field("team"), team, MARKUP);
  await pick(field("unit").first(), sales, `Sales ${mark}`);
  await page.getByRole("button", { name: "Save" }).first().click();
  await page.waitForURL(/show.*#record=1/);
  await expect(field("home")).toContainText(`Head office ${mark}`);
  await expect(field("team")).toContainText(MARKUP);

  await page.waitForFunction(() => "told" in window);
  const told = await page.evaluate(() => (window as never as { told: Record<string, never> }).told);
  expect(told.groups).toContainEqual({ id: expect.any(String), code: team, name: MARKUP });
  const organization = { id: expect.any(String), code: sales, name: `Sales ${mark}` };
  expect(told.organizations).toEqual([{ organization, title: null }]);
  expect(told.more).toEqual({ organizations: [expect.objectContaining({ ...organization, parentCode: hq })] });
  expect((told.record as never as Record<string, unknown>).team).toEqual({
    type: "GROUP_SELECT",
    value: [{ code: team, name: MARKUP }],
  });

  const client = new KintoneRestAPIClient({
    baseUrl: server.origin,
    auth: { username: ADMIN.name, password: ADMIN.password },
  });
  const mine = await client.record.getRecords({ app, query: "home in (PRIMARY_ORGANIZATION())" });
  expect(mine.records.map(({ $id }) => $id)).toEqual([{ type: "__ID__", value: "1" }]);
  const refused = client.record.addRecord({ app, record: { home: { value: [{ code: "nowhere" }] } } });
  await expect(refused).rejects.toThrow(/GAIA_IL28/);
});

test("a department is renamed, moved and deleted, and its records go on", async ({ rest, page }) => {
  const mark = Date.now();
  const [old, top] = [`old${mark}`, `top${mark}`];
  await make(page, "department", top, `Top ${mark}`);
  await make(page, "department", old, `Old ${mark}`);
  const app = await makeApp(rest);
  const record = { title: { value: "kept" }, home: { value: [{ code: old }] } };
  await rest.call("POST", "record.json", { app, record });
  const home = async () => (await rest.call("GET", `record.json?app=${app}&id=1`)).record.home.value;

  await page.getByLabel("Name", { exact: true }).fill(`New ${mark}`);
  await page.getByLabel("Parent department").selectOption({ label: `Top ${mark}` });
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL((url) => url.search.includes("GROUP_SAVED"));
  expect(await home()).toEqual([{ code: old, name: `New ${mark}` }]);

  // The test uses only the keyboard. The dialog's default is no.
  await page.getByRole("button", { name: "Delete", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toContainText(`Delete New ${mark}?`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.search.includes("ORGANIZATION_REMOVED"));
  await expect(page.getByRole("link", { name: `New ${mark}` })).toHaveCount(0);
  expect(await home(), "its code stays").toEqual([{ code: old, name: old }]);
  await page.goto(`/k/${app}/show#record=1&mode=edit`);
  await page.locator('[data-pd-field="title"] input').fill("changed");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.locator('[data-pd-field="title"]')).toContainText("changed");
});
