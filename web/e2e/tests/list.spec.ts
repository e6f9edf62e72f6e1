import type { Page } from "@playwright/test";
import { expectNoFaults, expectNoSidewaysScrolling } from "../support/axe.ts";
import { answered } from "../support/plugin_app.ts";
import { newKey, pack, variant } from "../support/plugins.ts";
import type { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";

/** The state that these tests' plug-in keeps in the page: received events, the handlers' answers, and elements. */
interface Held extends Window {
  // biome-ignore lint/suspicious/noExplicitAny: the tests check the events
  log: any[];
  // biome-ignore lint/suspicious/noExplicitAny: the tests choose the answers
  answers: { [type: string]: (event: any) => unknown };
  held: { [name: string]: HTMLElement };
  clicks: number;
}

/** A plug-in that records every event, answers as the test chooses, and writes into every element that it receives. */
const HOLDER = `(() => {
  window.log = [];
  window.answers = {};
  window.held = {};
  window.clicks = 0;
  const app = location.pathname.startsWith('/k/m/') ? kintone.mobile.app : kintone.app;
  const names = ['show', 'edit.show', 'edit.change.title', 'edit.submit', 'edit.submit.success', 'edit.finish', 'delete.submit'];
  const types = names.flatMap((name) => ['app.record.index.' + name, 'mobile.app.record.index.' + name]);
  kintone.events.on(types, (event) => {
    log.push(JSON.parse(JSON.stringify(event)));
    if (event.type.endsWith('index.show') && event.viewType === 'list') hold();
    return answers[event.type] ? answers[event.type](event) : event;
  });
  function hold() {
    held.space = app.getHeaderSpaceElement();
    held.space.innerHTML = '<p class="plugin">mine</p>';
    held.title = app.getFieldElements('title')[0];
    held.title.style.outline = '2px solid red';
    held.title.addEventListener('click', () => { clicks += 1; });
    held.title.append(Object.assign(document.createElement('i'), { className: 'plugin', textContent: '★' }));
    held.amount = app.getFieldElements('amount')[0];
    held.amount.innerHTML = '<b class="plugin">all mine</b>';
  }
})();`;

/** Adds the plug-in and three records to an app. */
async function furnish(rest: Rest, app: number): Promise<void> {
  const folder = variant({ name: { en: "Holder" } }, { "probe.js": HOLDER });
  await rest.addPlugins(app, await rest.install(pack(folder, newKey())));
  await rest.deploy(app);
  for (const n of [1, 2, 3]) {
    const record = { title: { value: `ship ${n}` }, amount: { value: `${n}00` } };
    await rest.call("POST", "record.json", { app, record });
  }
}

/** Checks that axe-core finds no fault and that the page fits a phone. */
async function clean(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  await expectNoFaults(page, { without: [".plugin"] });
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScrolling(page);
  await expectNoFaults(page, { without: [".plugin"] });
  await page.setViewportSize(before);
}

const log = (page: Page) => page.evaluate(() => (window as unknown as Held).log.splice(0));
const titles = (page: Page) => page.locator('[data-pd-cell="title"] [data-pd-value]').allTextContents();

test("R27 R40 R47 the list opens on desktop, in the preview and on a phone, tells its event and calls out", async ({
  pluginApp,
  upstream,
}) => {
  const { page, app } = pluginApp;
  await furnish(pluginApp.rest, app);
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(error.message));
  for (const [base, type] of [
    [`/k/${app}/`, "app.record.index.show"],
    [`/k/admin/preview/${app}/`, "app.record.index.show"],
    [`/k/m/${app}/`, "mobile.app.record.index.show"],
  ] as const) {
    await page.goto(base);
    await expect(page.locator(".pd-space p.plugin")).toHaveText("mine");
    const events = await log(page);
    expect(events, base).toHaveLength(1);
    const [{ records, ...event }] = events;
    const view = { viewId: 20, viewName: "(All)", viewType: "list" };
    expect(event, base).toEqual({ type, appId: app, ...view, offset: 0, size: 3, date: null });
    expect(records.map((record: { title: { value: string } }) => record.title.value)).toEqual([
      "ship 3",
      "ship 2",
      "ship 1",
    ]);
    const mobile = type.startsWith("mobile.");
    expect(await page.evaluate("[kintone.app.getId(), kintone.mobile.app.getId(), kintone.app.getQuery()]")).toEqual(
      mobile ? [null, app, null] : [app, null, "limit 20 offset 0"],
    );
    expect(await page.evaluate((id) => kintone.plugin.app.getConfig(id), pluginApp.plugin)).toEqual({});
    upstream.forget();
    expect(answered(await pluginApp.call("https://api.example.com/list"))[1]).toBe(200);
    expect(answered(await pluginApp.upload("https://upload.example.com/", "POST", {}, { size: 3 }))[1]).toBe(200);
    await clean(page);
  }
  expect(broken).toEqual([]);
});

test("B7.4 a row is edited where it stands, and what a plug-in holds and wrote stays", async ({ pluginApp }) => {
  const { page, app, rest } = pluginApp;
  await furnish(rest, app);
  await pluginApp.openList();
  const row = page.locator("[data-pd-record]").first();
  const says = page.locator("[data-pd-list-says]");
  const title = row.getByRole("textbox", { name: "Title" });
  const pencil = page.getByRole("link", { name: "Edit record 3 in place" });
  const stays = async () => {
    await expect(page.locator(".plugin")).toHaveText(["mine", "★", "all mine"]);
    const same = await page.evaluate(() => {
      const { held } = window as unknown as Held;
      const now = [kintone.app.getHeaderSpaceElement(), kintone.app.getFieldElements("title")?.[0]];
      return now[0] === held.space && now[1] === held.title && held.title?.style.outline.includes("red");
    });
    expect(same).toBe(true);
  };
  await expect(page.locator(".pd-space p.plugin")).toHaveText("mine");
  await log(page);

  // A handler may choose the fields that can be changed. Escape changes nothing.
  await page.evaluate(() => {
    (window as unknown as Held).answers["app.record.index.edit.show"] = async (event) => {
      event.record.amount.disabled = true;
      event.record.title.value = "not now";
      return event;
    };
  });
  await pencil.click();
  await expect(title).toBeFocused();
  await expect(row.getByRole("textbox", { name: "Amount" })).toBeDisabled();
  await expect(title).toHaveValue("ship 3");
  await title.fill("typed");
  await stays();
  await title.press("Escape");
  await expect(title).toHaveCount(0);
  await expect(pencil).toBeFocused();
  await stays();
  expect(await titles(page)).toEqual(["ship 3", "ship 2", "ship 1"]);
  let events = await log(page);
  expect(events.map(({ type }) => type.replace("app.record.index.", ""))).toEqual([
    "edit.show",
    "edit.change.title",
    "edit.finish",
  ]);
  expect(events[0]).toMatchObject({ appId: app, recordId: "3", record: { title: { value: "ship 3" } } });
  // As in Kintone, the IDs are strings here.
  expect(events[1]).toMatchObject({
    appId: String(app),
    recordId: "3",
    changes: { field: { value: "typed" }, row: null },
  });

  // A change handler may rewrite another field. After an error or a rejected thenable, the row stays open and nothing
  // is saved.
  await page.evaluate(() => {
    const { answers } = window as unknown as Held;
    delete answers["app.record.index.edit.show"];
    answers["app.record.index.edit.change.title"] = (event) => {
      event.record.amount.value = "777";
      return event;
    };
    let times = 0;
    answers["app.record.index.edit.submit"] = (event) => {
      times += 1;
      if (times === 1) return Promise.reject(new Error("no"));
      if (times === 2) event.error = "Not on a Sunday";
      if (times === 3) event.record.title.error = "Too short";
      if (times === 4) return false;
      return Promise.resolve(event);
    };
  });
  await pencil.click();
  await title.fill("ship X");
  await title.press("Tab");
  await expect(row.getByRole("textbox", { name: "Amount" })).toHaveValue("777");
  await title.press("Enter");
  await expect(page.locator('[data-pd="messages"]')).toContainText("no");
  await title.press("Enter");
  await expect(says).toHaveText("Not on a Sunday");
  await title.press("Enter");
  await expect(row.getByText("Too short")).toBeVisible();
  await expect(title).toHaveAttribute("aria-invalid", "true");
  await clean(page);
  await log(page);
  await row.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await log(page)).filter(({ type }) => type.endsWith("edit.submit")).length).toBe(1);
  expect((await rest.call("GET", `record.json?app=${app}&id=3`)).record.title.value).toBe("ship 3");

  await title.press("Enter");
  await expect(title).toHaveCount(0);
  await expect.poll(() => titles(page)).toEqual(["ship X", "ship 2", "ship 1"]);
  await stays();
  const { record } = await rest.call("GET", `record.json?app=${app}&id=3`);
  expect([record.title.value, record.amount.value, record.$revision.value]).toEqual(["ship X", "777", "2"]);
  events = (await log(page)).filter(({ type }) => type.endsWith("success"));
  expect(events).toMatchObject([{ appId: String(app), recordId: "3", record: { $revision: { value: "2" } } }]);

  // An error from the server is shown at its field. A conflict with another user's change is reported.
  await page.evaluate(() => {
    (window as unknown as Held).answers = {};
  });
  await page.getByRole("link", { name: "Edit record 2 in place" }).click();
  const second = page.locator("[data-pd-record]").nth(1);
  await second.getByRole("textbox", { name: "Amount" }).fill("many");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(second.locator(".pd-error:visible")).not.toBeEmpty();
  await rest.call("PUT", "record.json", { app, id: 2, record: { title: { value: "theirs" } } });
  await second.getByRole("textbox", { name: "Amount" }).fill("5");
  await second.getByRole("button", { name: "Save" }).click();
  await expect(says).toContainText("Someone else changed this record");
  await second.getByRole("button", { name: "Cancel" }).click();
  await page.evaluate(() => (window as unknown as Held).held.title?.click());
  expect(await page.evaluate(() => (window as unknown as Held).clicks)).toBeGreaterThan(0);
});

test("what a formula gives stays in its cell while the row is edited", async ({ pluginApp }) => {
  const { page, app, rest } = pluginApp;
  const properties = {
    code: { type: "SINGLE_LINE_TEXT", code: "code", label: "Code", expression: '"no. " & amount' },
  };
  await rest.call("POST", "preview/app/form/fields.json", { app, properties });
  await rest.deploy(app);
  await rest.call("POST", "record.json", { app, record: { title: { value: "ship" }, amount: { value: "7" } } });
  await pluginApp.openList();
  await page.getByRole("link", { name: "Edit record 1 in place" }).click();
  const row = page.locator("[data-pd-record]").first();
  await expect(row.getByRole("textbox", { name: "Title" })).toBeFocused();
  await expect(row.locator('[data-pd-cell="code"]')).toHaveText("no. 7");
  await row.locator('[data-pd-cell="amount"] input').fill("8");
  await row.getByRole("button", { name: "Save" }).click();
  await expect(row.locator('[data-pd-cell="code"]')).toHaveText("no. 8");
});

test("B7.4 a row is deleted when the reader and every plug-in agree", async ({ pluginApp }) => {
  const { page, app, rest } = pluginApp;
  await furnish(rest, app);
  await pluginApp.openList();
  await expect(page.locator(".pd-space p.plugin")).toHaveText("mine");
  await log(page);
  await page.evaluate(() => {
    let times = 0;
    (window as unknown as Held).answers["app.record.index.delete.submit"] = async (event) => {
      times += 1;
      if (times === 1) return false;
      if (times === 2) throw new Error("cannot say");
      if (times === 3) event.error = "It is still docked";
      return event;
    };
  });
  const bin = page.getByRole("button", { name: "Delete record 2" });
  const dialog = page.locator("dialog[open]");
  await bin.click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await log(page)).toEqual([]);
  for (const said of ["", "cannot say", "It is still docked"]) {
    await bin.click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect
      .poll(async () => (await log(page)).map(({ type, appId, recordId }) => [type, appId, recordId]))
      .toEqual([["app.record.index.delete.submit", app, 2]]);
    await expect(page.locator('[data-pd="messages"]')).toContainText(said);
    await expect(page.locator("[data-pd-record]")).toHaveCount(3);
  }
  await bin.click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.locator("[data-pd-record]")).toHaveCount(2);
  expect(await titles(page)).toEqual(["ship 3", "ship 1"]);
  expect((await rest.send("GET", `record.json?app=${app}&id=2`)).status).toBe(404);
});

test("the list is sorted and filtered by keyboard alone, and shows calendars and custom views", async ({
  pluginApp,
}) => {
  const { page, app, rest } = pluginApp;
  await rest.call("PUT", "preview/app/views.json", {
    app,
    views: {
      Month: { type: "CALENDAR", index: 0, date: "Created_datetime", title: "title" },
      Board: { type: "CUSTOM", index: 1, html: "<p id='board'>Board</p><script>window.ran = 1</script>", pager: false },
    },
  });
  await furnish(rest, app);
  await page.goto(`/k/${app}/?view=20`);
  await page.getByRole("columnheader", { name: "Title" }).getByRole("link").press("Enter");
  await expect(page.getByRole("columnheader", { name: "Title" })).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(() => titles(page)).toEqual(["ship 1", "ship 2", "ship 3"]);

  await page.getByText("Build filter").press("Enter");
  await page.getByLabel("Field", { exact: true }).selectOption("amount");
  await page.getByLabel("Operator").selectOption(">=");
  await page.getByLabel("Value").fill("200");
  await page.getByRole("button", { name: "Add to filter" }).press("Enter");
  await expect(page.getByRole("searchbox")).toHaveValue('amount >= "200" order by title asc');
  await expect.poll(() => titles(page)).toEqual(["ship 2", "ship 3"]);
  expect(await page.evaluate("kintone.app.getQueryCondition()")).toBe('amount >= "200"');

  for (const base of [`/k/${app}/`, `/k/m/${app}/`]) {
    await page.goto(base);
    await expect(page.locator(".pd-entry")).toHaveCount(3);
    const [month] = await log(page);
    const [day] = Object.keys(month.records);
    expect(month).toMatchObject({ viewType: "calendar", offset: null, size: null, date: day?.slice(0, 7) });
    expect(month.records[day as string]).toHaveLength(3);
    await clean(page);
    await page.getByRole("link", { name: "Previous month" }).click();
    await expect(page.getByText("No records this month")).toBeVisible();
  }
  await page.goto(`/k/${app}/`);
  await page.getByLabel("View").selectOption("Board");
  await expect(page.locator(".gaia-app-indexview-customview-html #board")).toHaveText("Board");
  expect(await log(page)).toMatchObject([{ viewType: "custom", records: [], offset: 0, size: 0, date: null }]);
  expect(await page.evaluate("window.ran")).toBeUndefined();
  await clean(page);
});
