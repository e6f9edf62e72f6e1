import { KintoneRestAPIClient } from "@kintone/rest-api-client";
import type { Page } from "@playwright/test";
import { expectNoFaults, expectNoFaultsAnywhere } from "../support/axe.ts";
import { ADMIN } from "../support/plugdock.ts";
import { newKey, pack, variant } from "../support/plugins.ts";
import type { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";

// The process of an app's records: through the vendor's client, on pages, and with plug-ins.

type Given = Parameters<KintoneRestAPIClient["app"]["updateProcessManagement"]>[0];
type Entities = NonNullable<NonNullable<Given["states"]>[string]["assignee"]>["entities"];

const CREATOR: Entities = [{ entity: { type: "FIELD_ENTITY", code: "Created_by" }, includeSubs: false }];
const ADMINISTRATOR: Entities = [{ entity: { type: "USER", code: "admin" }, includeSubs: false }];

const STATES: NonNullable<Given["states"]> = {
  Requested: { name: "Requested", index: "0", assignee: { type: "ONE", entities: CREATOR } },
  Working: { name: "Working", index: "1", assignee: { type: "ONE", entities: ADMINISTRATOR } },
  Done: { name: "Done", index: "2", assignee: { type: "ONE", entities: [] } },
};

const ACTIONS: NonNullable<Given["actions"]> = [
  { name: "Begin", from: "Requested", to: "Working", filterCond: 'title != "never"', type: "PRIMARY" },
  { name: "Finish", from: "Working", to: "Done", filterCond: "", type: "PRIMARY" },
];

/** Creates and deploys an app with process management. */
async function makeProcess(rest: Rest, name: string, ...plugins: string[]): Promise<number> {
  const app = await rest.makeApp(name);
  await rest.call("PUT", "preview/app/status.json", { app, enable: true, states: STATES, actions: ACTIONS });
  if (plugins.length > 0) await rest.addPlugins(app, ...plugins);
  await rest.deploy(app);
  return app;
}

/** The element of a record's page that shows the status. */
const status = (page: Page) => page.locator("[data-pd-field=Status]");

/** Presses an action's button and confirms. */
async function act(page: Page, action: string): Promise<void> {
  await page.locator(`[data-pd-step="${action}"]`).click();
  await page.locator("dialog[open]").getByRole("button", { name: action, exact: true }).click();
}

test("rest-api-client sets up a process, and takes records through it", async ({ server, rest }) => {
  const { app: apps, record: records } = new KintoneRestAPIClient({
    baseUrl: server.origin,
    auth: { username: ADMIN.name, password: ADMIN.password },
  });
  const app = await rest.makeApp("By the client");
  const set = await apps.updateProcessManagement({ app, enable: true, states: STATES, actions: ACTIONS });
  const waiting = await apps.getProcessManagement({ app, preview: true });
  expect(waiting).toEqual({ enable: true, states: STATES, actions: ACTIONS, revision: set.revision });
  expect(await apps.getProcessManagement({ app })).toMatchObject({ enable: false });
  await rest.deploy(app);
  expect((await apps.getProcessManagement({ app, lang: "en" })).states).toEqual(STATES);
  const { properties } = await apps.getFormFields({ app });
  expect(properties.Assignee).toEqual({ type: "STATUS_ASSIGNEE", code: "Assignee", label: "Assignee", enabled: true });
  expect(properties.Categories).toMatchObject({ type: "CATEGORY", code: "Categories", enabled: false });

  const id = await rest.addRecord(app, "one");
  const other = await rest.addRecord(app, "two");
  await expect(records.updateRecordStatus({ app, id, action: "Begin" })).rejects.toThrow(/GAIA_SA01/);
  await expect(records.updateRecordStatus({ app, id, action: "Finish" })).rejects.toThrow(/GAIA_IL03/);
  const assignee = ADMIN.name;
  expect(await records.updateRecordStatus({ app, id, action: "Begin", assignee, revision: 1 })).toEqual({
    revision: "3",
  });
  const many = await records.updateRecordsStatus({
    app,
    records: [
      { id, action: "Finish" },
      { id: other, action: "Begin", assignee },
    ],
  });
  expect(many.records).toEqual([
    { id, revision: "5" },
    { id: other, revision: "3" },
  ]);
  expect(await records.updateRecordAssignees({ app, id: other, assignees: [] })).toEqual({ revision: "4" });
  const { records: found } = await records.getRecords({ app, query: 'Status in ("Working")' });
  expect(found).toMatchObject([{ Status: { type: "STATUS", value: "Working" }, Assignee: { value: [] } }]);
});

test("B7.4 plug-ins cancel an action, wait, and change fields with it", async ({ rest, page }) => {
  const script = `
    window.heard = [];
    const proceed = ["app.record.detail.process.proceed", "mobile.app.record.detail.process.proceed"];
    kintone.events.on(proceed, async (event) => {
      heard.push(structuredClone(event));
      await Promise.resolve();
      const { title } = event.record;
      if (title.value === "cancel") return false;
      if (title.value === "throw") throw new Error("not now");
      if (title.value === "error") event.error = "The page says no";
      if (title.value === "field") title.error = "Not this title";
      if (title.value === "wrong") event.record.amount.value = "many";
      if (title.value === "change") {
        title.value = "changed";
        event.record.amount.value = "7";
      }
      return event;
    });`;
  const files = { "told.js": script };
  const folder = variant({ desktop: { js: ["told.js"] }, mobile: { js: ["told.js"] } }, files);
  const app = await makeProcess(rest, "Told", await rest.install(pack(folder, newKey())));
  const id = await rest.addRecord(app, "cancel");
  await page.goto(`/k/${app}/show?record=${id}`);
  await expect(status(page)).toHaveText("Requested");
  await page.locator('[data-pd-step="Begin"]').click();
  await page.locator("dialog[open]").getByRole("button", { name: "Cancel" }).click();
  expect(await page.evaluate(() => (window as never as { heard: [] }).heard), "nobody was asked").toEqual([]);
  await act(page, "Begin");
  await expect
    .poll(() => page.evaluate(() => (window as never as { heard: [] }).heard))
    .toMatchObject([
      {
        type: "app.record.detail.process.proceed",
        appId: app,
        recordId: Number(id),
        record: { title: { value: "cancel" }, Status: { value: "Requested" } },
        action: { value: "Begin" },
        status: { value: "Requested" },
        nextStatus: { value: "Working" },
      },
    ]);
  const stays = async () => {
    const { record } = await rest.call("GET", `record.json?app=${app}&id=${id}`);
    expect(record.Status.value).toBe("Requested");
  };
  await stays();
  for (const [title, told] of [
    ["throw", "not now"],
    ["error", "The page says no"],
    ["field", "Title: Not this title"],
    ["wrong", "Only numbers are allowed."],
  ] as const) {
    await rest.call("PUT", "record.json", { app, id, record: { title: { value: title } } });
    await page.goto(`/k/${app}/show?record=${id}`);
    await act(page, "Begin");
    await expect(page.getByText(told)).toBeVisible();
    await stays();
  }

  await rest.call("PUT", "record.json", { app, id, record: { title: { value: "change" } } });
  // As in Kintone, the address may have the record after `#`.
  await page.goto(`/k/${app}/`);
  await page.goto(`/k/${app}/show?record=${id}#record=${id}`);
  await act(page, "Begin");
  await expect(status(page)).toHaveText("Working");
  await expect(page.locator("[data-pd-field=title]")).toHaveText("changed");
  await expect(page.locator("[data-pd-field=amount]")).toHaveText("7");
  await expect(page.locator("[data-pd-field=Assignee]")).toContainText(/admin/i);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/k/m/${app}/show?record=${id}`);
  await act(page, "Finish");
  await expect(status(page)).toHaveText("Done");
  await expect(page.locator("[data-pd-step]"), "no way leads on").toHaveCount(0);
  // The list shows both fields and can be filtered by them.
  await page.goto(`/k/m/${app}/?query=${encodeURIComponent('Status = "Done"')}`);
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();
});

for (const locale of ["en", "ja"]) {
  test(`axe-core finds nothing where records have a status in ${locale}`, async ({
    browser,
    session,
    server,
    rest,
  }) => {
    const app = await makeProcess(rest, `Steps ${locale}`);
    const options = { urgent: { label: "urgent", index: "0" }, later: { label: "later", index: "1" } };
    const Categories = { enabled: true, options };
    await rest.call("PUT", "preview/app/form/fields.json", { app, properties: { Categories } });
    await rest.deploy(app);
    const id = await rest.addRecord(app, "one");
    const context = await browser.newContext({ baseURL: server.origin, locale, storageState: session });
    const page = await context.newPage();
    const shots = process.env.PLUGDOCK_SHOTS;
    const shoot = async (name: string) => {
      if (shots) await page.screenshot({ path: `${shots}/process-${name}-${locale}.png`, fullPage: true });
    };
    await page.goto(`/k/${app}/show?record=${id}&mode=edit`);
    await page.getByRole("checkbox", { name: "urgent" }).check();
    await expectNoFaults(page);
    await page.locator("button[data-pd-save]").first().click();
    await expect(page.locator("[data-pd-field=Categories]")).toHaveText("urgent");
    await expectNoFaultsAnywhere(page);
    await shoot("detail");
    await page.locator('[data-pd-step="Begin"]').click();
    await expectNoFaults(page);
    await shoot("ask");
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`/k/m/${app}/show?record=${id}`);
    await expectNoFaults(page);
    await shoot("mobile");
    await context.close();
  });
}

test("a process and categories are made in the editor, and a record goes its way", async ({ page, rest }) => {
  const app = await rest.makeApp("Made by hand");
  const id = await rest.addRecord(app, "one");
  await page.goto(`/k/admin/app/${app}/process`);
  await page.getByRole("checkbox", { name: "Enable process management" }).check();
  const add = async (what: string, label: string, name: string) => {
    await page.getByRole("button", { name: `Add ${what}`, exact: true }).click();
    await expect(page.getByLabel(label, { exact: true }).last(), "the keyboard is where one types").toBeFocused();
    await page.keyboard.type(name);
  };
  await add("status", "Status name", "Open");
  await add("status", "Status name", "Closed");
  await page.getByLabel("Assignees", { exact: true }).first().selectOption({ label: "Created by" });
  await add("action", "Action name", "Close");
  await page.getByLabel("Condition", { exact: true }).fill("nothing = 1");
  await page.getByRole("checkbox", { name: "Enable categories" }).check();
  await page.getByLabel("Categories (one per line)").fill("urgent\nlater");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Close: Specified field (nothing) not found.")).toBeVisible();
  await page.getByLabel("Condition", { exact: true }).fill('title = "one"');
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL((url) => url.search.includes("APP_SAVED"));
  await expect(page.getByText("Process changed")).toBeVisible();
  await page.getByRole("button", { name: "Update app" }).click();
  await page.waitForURL((url) => url.search.includes("APP_UPDATED"));
  const { states, actions } = await rest.call("GET", `app/status.json?app=${app}`);
  expect(states.Open.assignee.entities[0].entity).toEqual({ type: "FIELD_ENTITY", code: "Created_by" });
  expect(actions).toEqual([
    { name: "Close", from: "Open", to: "Closed", filterCond: 'title = "one"', type: "PRIMARY" },
  ]);

  // A status is renamed in the editor, and the record's status follows.
  await page.goto(`/k/admin/app/${app}/process`);
  await page.getByLabel("Status name", { exact: true }).first().fill("Wanted");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL((url) => url.search.includes("APP_SAVED"));
  await rest.deploy(app);
  await page.goto(`/k/${app}/show?record=${id}`);
  await expect(status(page)).toHaveText("Wanted");
  await act(page, "Close");
  await expect(status(page)).toHaveText("Closed");
  const { record } = await rest.call("GET", `record.json?app=${app}&id=${id}`);
  expect(record.Categories).toEqual({ type: "CATEGORY", value: [] });
});

for (const locale of ["en", "ja"]) {
  test(`axe-core finds nothing in the process editor in ${locale}`, async ({ browser, session, server, rest }) => {
    const app = await makeProcess(rest, `Editor ${locale}`);
    const context = await browser.newContext({ baseURL: server.origin, locale, storageState: session });
    const page = await context.newPage();
    const shots = process.env.PLUGDOCK_SHOTS;
    const shoot = async (name: string) => {
      if (shots) await page.screenshot({ path: `${shots}/process-${name}-${locale}.png`, fullPage: true });
    };
    await page.goto(`/k/admin/app/${app}/process`);
    await expect(page.locator(".pd-ed-step")).toHaveCount(5);
    await expectNoFaultsAnywhere(page);
    await shoot("editor");
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot("editor-phone");
    await context.close();
  });
}
