import type { Page } from "@playwright/test";
import { EVERY_WAY, expectIntact, keptOn, packRecordingPlugin } from "../support/recording_plugin.ts";
import type { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";
import { makeWholeApp } from "../support/whole_form.ts";

// ADR 3: an element that a plug-in received stays the same element for the lifetime of the page, with the plug-in's
// content.

/**
 * Handlers that make the page draw as much as possible: values, errors, rows, a refused save, and a save that stays on
 * the page.
 */
const LIVELY = `
  const { events } = kintone;
  const both = (name) => [name, "mobile." + name];
  let turn = 0;
  events.on(["create", "edit"].flatMap((page) => both("app.record." + page + ".change.NUMBER")), (event) => {
    const { record } = event;
    turn += 1;
    record.SINGLE_LINE_TEXT.value = "turn " + turn;
    record.RICH_TEXT.value = "<b>" + turn + "</b>";
    record.MULTI_LINE_TEXT.value = "turn\\n" + turn;
    record.CHECK_BOX.value = turn % 2 ? ["one"] : ["two", "three"];
    record.RADIO_BUTTON.value = turn % 2 ? "green" : "red";
    record.DROP_DOWN.disabled = turn % 2 === 1;
    record.DATE.value = "2026-11-0" + turn;
    record.LINK.error = turn % 2 ? "Not so" : null;
    record.SUBTABLE.value.reverse();
    return event;
  });
  window.refusing = true;
  events.on(["create", "edit"].flatMap((page) => both("app.record." + page + ".submit")), (event) => {
    if (!window.refusing) return event;
    event.error = "Refused";
    event.record.SINGLE_LINE_TEXT.error = "This one";
    return event;
  });
  events.on(both("app.record.edit.submit.success"), (event) => {
    event.url = null;
    window.stayed = (window.stayed ?? 0) + 1;
    return event;
  });
  events.on(both("app.record.detail.delete.submit"), (event) => {
    event.error = "Still needed";
    return event;
  });`;

interface Scene {
  app: number;
  /** The ID of a record with two rows in its table. */
  id: string;
}

/** Creates an app with the whole form, a group, a formula, views and two records. */
async function setScene(rest: Rest, name: string, plugin: string): Promise<Scene> {
  const app = await makeWholeApp(rest, name);
  const { layout } = await rest.call("GET", `preview/app/form/layout.json?app=${app}`);
  const properties = {
    GROUP: { type: "GROUP", code: "GROUP", label: "Group" },
    CALC: { type: "CALC", code: "CALC", label: "Twice", expression: "NUMBER * 2" },
  };
  await rest.call("POST", "preview/app/form/fields.json", { app, properties });
  const spacer = { type: "SPACER", elementId: "within", size: { width: "200" } };
  const group = {
    type: "GROUP",
    code: "GROUP",
    layout: [{ type: "ROW", fields: [{ type: "CALC", code: "CALC" }, spacer] }],
  };
  await rest.call("PUT", "preview/app/form/layout.json", { app, layout: [...layout, group] });
  const views = {
    list: { type: "LIST", name: "list", index: "0", fields: ["LINK", "SINGLE_LINE_TEXT", "NUMBER"] },
    own: { type: "CUSTOM", name: "own", index: "1", html: "<div id=by-hand></div>", device: "ANY" },
    days: { type: "CALENDAR", name: "days", index: "2", date: "DATE", title: "SINGLE_LINE_TEXT" },
  };
  await rest.call("PUT", "preview/app/views.json", { app, views });
  await rest.addPlugins(app, plugin);
  await rest.deploy(app);
  const row = (item: string, count: number) => ({ value: { item: { value: item }, count: { value: count } } });
  const record = {
    SINGLE_LINE_TEXT: { value: "first" },
    NUMBER: { value: 1 },
    LINK: { value: "https://example.com/" },
    DATE: { value: "2026-11-25" },
    SUBTABLE: { value: [row("a", 1), row("b", 2)] },
  };
  const { ids } = await rest.call("POST", "records.json", { app, records: [record, record] });
  return { app, id: ids[0] };
}

/** Calls the functions that a script may call on any record page. */
async function disturb(page: Page): Promise<void> {
  const mobile = page.url().includes("/k/m/");
  const act = (code: string) =>
    page.evaluate(`(({ app, showLoading }) => { ${code} })(${mobile ? "kintone.mobile" : "kintone"})`);
  const fields = ["NUMBER", "SUBTABLE", "LINK", "RICH_TEXT", "CALC"];
  await act(`for (const code of ${JSON.stringify(fields)}) app.record.setFieldShown(code, false)`);
  await expectIntact(page, "fields are hidden");
  await act(`for (const code of ${JSON.stringify(fields)}) app.record.setFieldShown(code, true)`);
  await act("app.record.setGroupFieldOpen('GROUP', false)");
  await expectIntact(page, "a group is folded");
  await act("app.record.setGroupFieldOpen('GROUP', true)");
  await act("showLoading('VISIBLE')");
  await expectIntact(page, "the page is veiled");
  await act("showLoading('HIDDEN')");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectIntact(page, "the window is narrow");
  await page.setViewportSize({ width: 1280, height: 720 });
}

/** Fills in a form, gets an error, and saves. */
async function fillIn(page: Page): Promise<void> {
  const field = (code: string) => page.locator(`[data-pd-field="${code}"]`);
  const number = field("NUMBER").locator("input");
  for (const value of ["2", "3"]) {
    await number.fill(value);
    await number.blur();
    await expect(field("SINGLE_LINE_TEXT").locator("input")).toHaveValue(/^turn/);
    await expectIntact(page, "a handler changed values and rows");
  }
  const mobile = page.url().includes("/k/m/");
  await page.evaluate((mobile) => {
    const { record: api } = mobile ? (kintone.mobile.app as unknown as typeof kintone.app) : kintone.app;
    const { record } = api.get() ?? { record: {} };
    for (const code of ["LINK", "TIME", "DATETIME", "USER_SELECT", "FILE", "MULTI_SELECT"]) {
      if (record[code]) record[code].value = null;
    }
    api.set({ record });
  }, mobile);
  await expectIntact(page, "a script set values");
  const rows = field("SUBTABLE").locator("tbody tr");
  const before = await rows.count();
  await rows.nth(0).getByRole("button", { name: "Add row below" }).click();
  const item = mobile ? "of a phone" : "of a desk";
  await rows.nth(1).locator("[data-pd-field=item] input").fill(item);
  await page.evaluate(`window.rowOf = (item) => [...document.querySelectorAll(".subtable-row-gaia")].find((row) =>
    [...row.querySelectorAll("input")].some((input) => input.value === item));
    recordingPlugin.keep("the new row", () => rowOf("${item}"), true)`);
  await expectIntact(page, "a row was added");
  await number.fill("4");
  await number.blur();
  await expect(field("SINGLE_LINE_TEXT").locator("input")).toHaveValue("turn 3");
  await expectIntact(page, "the rows were reversed again");
  const save = page.getByRole("button", { name: "Save" }).first();
  await save.click();
  await expect(page.getByText("This one")).toBeVisible();
  await expectIntact(page, "a handler refused the save");
  await page.evaluate("window.refusing = false");
  await number.fill("1001");
  const refused = page.waitForResponse((response) => response.url().endsWith("/k/v1/record.json"));
  await save.click();
  expect((await refused).status(), "the server's answer to a number that is too great").toBe(400);
  await expect(field("NUMBER")).toContainText("1000");
  await expectIntact(page, "the server refused the save");
  await number.fill("5");
  await number.blur();
  expect(await rows.count()).toBe(before + 1);
  await save.click();
}

for (const way of EVERY_WAY) {
  test(`ADR 3 what a plug-in is handed stays with what it put there: ${way}`, async ({ rest, page }) => {
    const plugin = await rest.install(packRecordingPlugin(way, LIVELY));
    const { app, id } = await setScene(rest, `Kept ${way}`, plugin);
    const open = async (url: string, ...handed: string[]) => {
      await page.goto("about:blank");
      await page.goto(url);
      await expect.poll(async () => (await keptOn(page)).length, url).toBeGreaterThan(0);
      expect(await keptOn(page), url).toEqual(expect.arrayContaining(handed));
      await expectIntact(page, "the page opened");
    };

    const cells = ["cell LINK 0", "cell LINK 1", "cell NUMBER 1"];
    await open(`/k/${app}/`, "header space", "header menu space", ".recordlist-gaia[0]", ...cells);
    await page.locator("[data-pd-builder] > summary").click();
    await expectIntact(page, "the filter's builder is open");
    const row = page.locator(".recordlist-row-gaia").first();
    for (const press of ["Cancel", "Save"]) {
      await row.locator("a[data-pd-edit]").click();
      const inputs = row.locator(".pd-cell-edit input");
      await expect(inputs).toHaveCount(3);
      await expectIntact(page, "a row is edited");
      for (const [index, value] of ["https://example.com/2", "second", "2"].entries())
        await inputs.nth(index).fill(value);
      await row.getByRole("button", { name: press }).click();
      await expect(inputs).toHaveCount(0);
      await expectIntact(page, `a row was edited: ${press}`);
    }
    await expect(row.locator("[data-pd-cell=SINGLE_LINE_TEXT]")).toContainText("second");
    await open(`/k/m/${app}/`, "header space");
    const own = await page.locator("#pd-view option", { hasText: "own" }).getAttribute("value");
    const days = await page.locator("#pd-view option", { hasText: "days" }).getAttribute("value");
    await open(`/k/${app}/?view=${own}`, "custom view", "header space");
    await open(`/k/m/${app}/?view=${own}`, "custom view", "header space");
    await open(`/k/${app}/?view=${days}&date=2026-11`, "header space", "header menu space");

    const read = ["space above", "space within", "field SINGLE_LINE_TEXT", "field SUBTABLE", "field CALC"];
    await open(`/k/${app}/show?record=${id}`, "record header menu space", ...read);
    await disturb(page);
    const remove = page.getByRole("button", { name: "Delete" });
    for (const answer of ["Cancel", "Delete"]) {
      await remove.click();
      const dialog = page.locator("dialog[open]");
      await expectIntact(page, "a question is open");
      await dialog.getByRole("button", { name: answer }).click();
    }
    await expect(page.getByText("Still needed")).toBeVisible();
    await expectIntact(page, "a handler kept the record");
    await open(`/k/m/${app}/show?record=${id}`, ...read);
    await disturb(page);

    for (const place of ["/k", "/k/m"]) {
      const spaces = ["space above", "space within", ".record-gaia[0]", ".control-gaia[3]", ".subtable-gaia[0]"];
      await open(`${place}/${app}/show?record=${id}&mode=edit`, ...spaces);
      await disturb(page);
      await fillIn(page);
      await expect.poll(() => page.evaluate("window.stayed")).toBe(1);
      await expectIntact(page, "the record was saved, and the page stayed");
      await page.locator("[data-pd-field=TIME] input").fill("10:00");
      await page.getByRole("button", { name: "Save" }).first().click();
      await expect.poll(() => page.evaluate("window.stayed")).toBe(2);
      await expectIntact(page, "and once more");
    }
    await open(`/k/${app}/edit`, "space above", "space within", ".subtable-row-gaia[0]");
    await disturb(page);
    await fillIn(page);
    await page.waitForURL(/show\?record=/);
  });
}
