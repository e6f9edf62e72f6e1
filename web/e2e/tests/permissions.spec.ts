import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import type { BrowserContext, Page } from "@playwright/test";
import { expectNoFaultsAnywhere } from "../support/axe.ts";
import { ADMIN } from "../support/plugdock.ts";
import { newKey, pack, variant } from "../support/plugins.ts";
import { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";
import { until } from "../support/until.ts";

// Permissions for an app, its records and its fields: the vendor's client reads and writes them, a manager edits them,
// and two users see different things.

const PASSWORD = "correct:horse";
/** The state of a browser in which nobody is signed in. */
const NOBODY = { cookies: [], origins: [] };
const ASK = `
  const said = {};
  window.said = said;
  kintone.events.on(["app.record.detail.show", "app.record.create.show", "app.record.edit.show", "app.record.index.show"],
    async (event) => {
      const { app } = kintone;
      said[event.type] = {
        app: await app.getPermissions(),
        record: await app.record.getPermissions(),
        fields: await app.record.getFieldPermissions(),
        known: Object.keys(event.record ?? event.records[0] ?? {}),
      };
      return event;
    });`;

interface Scene {
  app: number;
  /** The ID of a record that Bob may see, and of one that he may not. */
  seen: string;
  hidden: string;
}

/** Creates two users and an app: Bob sees the records that name him, without the price. */
async function setScene(rest: Rest, name: string): Promise<Scene> {
  for (const login of ["ann", "bob"]) {
    const made = await rest.send("POST", "/k/api/users.json", { login, password: PASSWORD, name: login });
    expect([200, 400], JSON.stringify(made.body)).toContain(made.status);
  }
  const app = await rest.makeApp(name);
  const properties = {
    owners: { type: "USER_SELECT", code: "owners", label: "Owners" },
    price: { type: "NUMBER", code: "price", label: "Price" },
    double: { type: "CALC", code: "double", label: "Double", expression: "price * 2" },
  };
  await rest.call("POST", "preview/app/form/fields.json", { app, properties });
  const files = { "ask.js": ASK };
  await rest.addPlugins(app, await rest.install(pack(variant({ desktop: { js: ["ask.js"] } }, files), newKey())));
  await rest.deploy(app);
  const add = async (title: string, owner: string) => {
    const record = { title: { value: title }, price: { value: "7" }, owners: { value: [{ code: owner }] } };
    return (await rest.call("POST", "record.json", { app, record })).id as string;
  };
  return { app, seen: await add("for Bob", "bob"), hidden: await add("for Ann", "ann") };
}

async function signIn(context: BrowserContext, login: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto("/login");
  await page.locator('input[name="username"]').fill(login);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator('input[name="password"]').press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  return page;
}

const everyone = { type: "GROUP", code: "everyone" } as const;
const owners = { type: "FIELD_ENTITY", code: "owners" } as const;

test("R51.1 rest-api-client reads and writes the permissions of an app", async ({ server, rest }) => {
  const { app, seen, hidden } = await setScene(rest, "For the client");
  const { app: apps } = new KintoneRestAPIClient({
    baseUrl: server.origin,
    auth: { username: ADMIN.name, password: ADMIN.password },
  });
  const before = await apps.getAppAcl({ app });
  expect(before.rights.map((right) => [right.entity.type, right.appEditable, right.recordViewable])).toEqual([
    ["CREATOR", true, true],
    ["GROUP", false, true],
  ]);
  const rights = [
    { entity: { type: "USER", code: "bob" }, recordViewable: true, recordEditable: true },
    { entity: everyone, recordViewable: true },
  ] as Parameters<typeof apps.updateAppAcl>[0]["rights"];
  const { revision } = await apps.updateAppAcl({ app, rights, revision: before.revision });
  // The client changes the preview settings.
  const saved = await apps.getAppAcl({ app, preview: true });
  expect(saved.revision).toBe(revision);
  expect(saved.rights[0]).toMatchObject({
    entity: { type: "USER", code: "bob" },
    recordEditable: true,
    recordAddable: false,
  });

  const entities = [
    { entity: owners, viewable: true, editable: true, deletable: false, includeSubs: false },
    { entity: everyone, viewable: false, editable: false, deletable: false, includeSubs: false },
  ];
  const records = [{ filterCond: "price > 5", entities }];
  await apps.updateRecordAcl({ app, rights: records as Parameters<typeof apps.updateRecordAcl>[0]["rights"] });
  expect((await apps.getRecordAcl({ app, preview: true })).rights).toEqual(records);

  const fields = [
    {
      code: "price",
      entities: [
        { entity: { type: "USER", code: ADMIN.name }, accessibility: "WRITE", includeSubs: false },
        { entity: everyone, accessibility: "NONE", includeSubs: false },
      ],
    },
  ];
  await apps.updateFieldAcl({ app, rights: fields as Parameters<typeof apps.updateFieldAcl>[0]["rights"] });
  expect((await apps.getFieldAcl({ app, preview: true })).rights).toEqual(fields);

  await apps.deployApp({ apps: [{ app: String(app) }] });
  await until("the permissions are live", async () => (await apps.getFieldAcl({ app })).rights.length === 1);

  const bob = new KintoneRestAPIClient({ baseUrl: server.origin, auth: { username: "bob", password: PASSWORD } });
  const evaluated = await bob.app.evaluateRecordsAcl({ app, ids: [seen, hidden] });
  expect(evaluated.rights.map(({ record }) => record)).toEqual([
    { viewable: true, editable: true, deletable: false },
    { viewable: false, editable: false, deletable: false },
  ]);
  expect(evaluated.rights[0]?.fields).toMatchObject({
    price: { viewable: false, editable: false },
    title: { viewable: true, editable: true },
  });
  const { records: found, totalCount } = await bob.record.getRecords({ app, totalCount: true });
  expect([found.map((record) => record.title?.value), totalCount]).toEqual([["for Bob"], "1"]);
  expect(Object.keys(found[0] ?? {})).not.toContain("price");
  await expect(bob.record.getRecords({ app, query: "price > 1" })).rejects.toThrow(/GAIA_IQ11|CB_VA01/);
  await expect(bob.record.deleteRecords({ app, ids: [seen] })).rejects.toThrow(/CB_NO02/);
});

for (const locale of ["en-US", "ja-JP"]) {
  test(`R51.1 a manager gives rights in the editor, and Bob sees what they allow: ${locale}`, async ({
    browser,
    server,
    rest,
    page: manager,
  }) => {
    const { app, seen, hidden } = await setScene(rest, `Shop ${locale}`);
    const own = await browser.newContext({ baseURL: server.origin, locale, storageState: NOBODY });
    const bob = await signIn(own, "bob");
    await bob.goto(`/k/${app}/`);
    await expect(bob.getByText("for Ann")).toBeVisible();

    await manager.goto(`/k/admin/app/${app}/permissions`);
    await expect(manager.getByRole("heading", { level: 1 })).toBeVisible();
    const records = manager.locator("section[aria-labelledby=pd-record-rights]");
    await records.getByRole("button", { name: "Add a rule" }).click();
    await records.getByRole("button", { name: /Owners/ }).click();
    const named = records.getByRole("row", { name: /Owners/ }).first();
    await named.getByRole("checkbox", { name: /Edit/ }).check();
    const fields = manager.locator("section[aria-labelledby=pd-field-rights]");
    await fields.getByLabel("Restrict a field").selectOption({ label: "Price" });
    await manager.getByLabel("User", { exact: true }).fill("bob");
    await manager.getByRole("button", { name: /bob/ }).click();
    await expect(manager.getByText(/bob may: View records/)).toBeVisible();
    await expect(records.getByText("Decides for bob in records where this field contains bob")).toBeVisible();
    await expectNoFaultsAnywhere(manager);
    await manager.getByRole("button", { name: "Save" }).first().click();
    await manager.waitForURL(/message=APP_SAVED/);
    await rest.deploy(app);

    await bob.reload();
    await expect(bob.getByText("for Bob")).toBeVisible();
    await expect(bob.getByText("for Ann")).toHaveCount(0);
    await expect(bob.getByText("Price")).toHaveCount(0);
    await bob.goto(`/k/${app}/show?record=${seen}`);
    await expect(bob.locator("[data-pd-delete]")).toHaveCount(0);
    // The script on the page asks for the rights, and the answers take a moment.
    const said = () => bob.evaluate(() => (window as unknown as { said: Record<string, unknown> }).said);
    await expect
      .poll(async () => (await said())["app.record.detail.show"])
      .toMatchObject({
        app: { addRecord: true, editApp: false },
        record: { editRecord: true, deleteRecord: false },
        fields: { title: { readField: true, editField: true }, price: { readField: false, editField: false } },
      });
    await bob.locator("a.gaia-argoui-app-menu-edit").click();
    await expect(bob.locator("[data-pd-field=title] input")).toHaveValue("for Bob");
    await expect(bob.locator("[data-pd-field=price]")).toHaveCount(0);
    await bob.locator("[data-pd-field=title] input").fill("by Bob");
    await bob.locator("button[data-pd-save]").first().click();
    await expect(bob.locator("[data-pd-field=title]")).toContainText("by Bob");
    const { record } = await new Rest(server.origin, "bob", PASSWORD).call("GET", `record.json?app=${app}&id=${seen}`);
    expect([record.title.value, record.double.value]).toEqual(["by Bob", "14"]);
    const lost = await bob.goto(`/k/${app}/show?record=${hidden}`);
    expect(lost?.status()).toBe(404);
    await own.close();
  });
}
