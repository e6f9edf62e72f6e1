import path from "node:path";
import { EXAMPLES, newKey, pack, variant } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";
import { makeWholeApp } from "../support/whole_form.ts";

// Creating, changing and deleting a record on its form: the events, the effect of handlers, and the saved data.

/** Builds a plug-in with this code as its desktop and mobile script. Handlers add their events to `window.heard`. */
const script = (code: string) => {
  const files = {
    "told.js": `window.heard = [];\nconst hear = (event) => { heard.push(structuredClone(event)); };\n${code}`,
  };
  return pack(variant({ desktop: { js: ["told.js"] }, mobile: { js: ["told.js"] } }, files), newKey());
};

const heard = (page: import("@playwright/test").Page) =>
  page.evaluate(() => (window as never as { heard: { type: string; [key: string]: unknown }[] }).heard);

test("B7.4 a record of every field type is made, and plug-ins hear and steer it", async ({ rest, page }) => {
  const plugin = await rest.install(
    script(`
      const { events } = kintone;
      events.on("app.record.create.show", (event) => {
        hear(event);
        event.record.LINK.value = "https://example.com/";
        event.record.DROP_DOWN.disabled = true;
        return event;
      });
      events.on(["app.record.create.change.RADIO_BUTTON", "app.record.create.change.count", "app.record.create.change.SUBTABLE"], (event) => {
        hear(event);
        if (event.changes.row && event.changes.field.type === "NUMBER") {
          event.changes.row.value.item.value = "counted";
          return event;
        }
        event.record.NUMBER.value = "7";
        return event.changes.field.value === "green" ? event : undefined;
      });
      events.on("app.record.create.submit", async (event) => {
        await Promise.resolve();
        const { SINGLE_LINE_TEXT: text } = event.record;
        if (text.value === "stop") return false;
        if (text.value === "bad") {
          text.error = "Not this one";
          event.error = "Look again";
        }
        if (text.value === "throw") throw new Error("no");
        text.value += "!";
        return event;
      });
      events.on("app.record.create.submit.success", (event) => {
        hear(event);
        event.url = "/k/" + event.appId + "/?made=" + event.recordId;
        return event;
      });`),
  );
  const app = await makeWholeApp(rest, "Every type", plugin);
  await page.goto(`/k/${app}/edit`);
  const field = (code: string) => page.locator(`[data-pd-field="${code}"]`);
  const [shown] = await heard(page);
  expect(shown).toMatchObject({ type: "app.record.create.show", appId: app });
  expect(shown?.record, "a table shows a row to write into").toMatchObject({ SUBTABLE: { value: [{ id: null }] } });
  await expect(page.getByLabel("Link")).toHaveValue("https://example.com/");
  await expect(page.getByLabel("Drop-down")).toBeDisabled();

  await field("SINGLE_LINE_TEXT").locator("input").fill("bad");
  await page.getByRole("radio", { name: "green" }).check();
  await expect(field("NUMBER").locator("input"), "what a change handler returns is applied").toHaveValue("7");
  await page.getByRole("radio", { name: "red" }).check();
  await page.getByRole("textbox", { name: "Lines" }).fill("one\ntwo");
  const rich = page.getByRole("textbox", { name: "Rich text" });
  await rich.fill("rich");
  await page.getByRole("checkbox", { name: "one" }).check();
  await page.getByRole("checkbox", { name: "three" }).check();
  await page.getByLabel("Several").selectOption(["a", "c"]);
  await page.getByLabel("Day").fill("2026-11-25");
  await page.getByLabel("Time", { exact: true }).fill("09:30");
  await page.getByLabel("Instant").fill("2026-11-25T09:30");
  await page.getByLabel("Files").setInputFiles(path.join(EXAMPLES, "probe/probe.css"));
  await expect(field("FILE")).toContainText("probe.css");
  const rows = field("SUBTABLE").locator("tbody tr");
  await rows.nth(0).getByRole("button", { name: "Add row below" }).click();
  await rows.nth(1).locator("[data-pd-field=count] input").fill("3");
  await rows.nth(1).locator("[data-pd-field=count] input").blur();
  await expect(rows.nth(1).locator("[data-pd-field=item] input"), "a row's handler writes its neighbour").toHaveValue(
    "counted",
  );
  const changes = (await heard(page)).slice(1);
  expect(changes.map(({ type }) => type)).toEqual([
    "app.record.create.change.RADIO_BUTTON",
    "app.record.create.change.RADIO_BUTTON",
    "app.record.create.change.SUBTABLE",
    "app.record.create.change.count",
  ]);
  expect(changes[0]?.changes).toMatchObject({ field: { type: "RADIO_BUTTON", value: "green" }, row: null });
  expect(changes[3]?.changes).toMatchObject({
    field: { value: "3" },
    row: { id: null, value: { count: { value: "3" } } },
  });

  const save = page.getByRole("button", { name: "Save" }).first();
  await save.click();
  await expect(page.getByText("Not this one")).toBeVisible();
  await expect(page.getByText("Look again")).toBeVisible();
  const text = page.locator("[data-pd-field=SINGLE_LINE_TEXT] input");
  await expect(text).toHaveAttribute("aria-invalid", "true");
  for (const word of ["stop", "throw"]) {
    await text.fill(word);
    await save.click();
    await expect(page.getByText("Not this one"), "the last try's errors are gone").toBeHidden();
    await expect(save).not.toHaveAttribute("aria-busy", "true");
  }
  expect((await rest.call("GET", `records.json?app=${app}`)).records, "nothing was saved").toEqual([]);

  await text.fill("good");
  await field("NUMBER").locator("input").fill("1001");
  await save.click();
  await expect(field("NUMBER"), "what the server refuses stands at its field").toContainText("1000");
  await field("NUMBER").locator("input").fill("12.50");
  await save.click();
  await page.waitForURL(/\?made=1$/);

  const { record } = await rest.call("GET", `record.json?app=${app}&id=1`);
  const value = (code: string) => record[code].value;
  expect(value("SINGLE_LINE_TEXT"), "the value that submit returned").toBe("good!!");
  expect(value("NUMBER")).toBe("12.5");
  expect(value("MULTI_LINE_TEXT")).toBe("one\ntwo");
  expect(value("RICH_TEXT")).toContain("rich");
  expect(value("CHECK_BOX")).toEqual(["one", "three"]);
  expect(value("RADIO_BUTTON")).toBe("red");
  expect(value("MULTI_SELECT")).toEqual(["a", "c"]);
  expect([value("DATE"), value("TIME")]).toEqual(["2026-11-25", "09:30"]);
  expect(value("DATETIME")).toMatch(/^2026-11-25T\d\d:30:00Z$/);
  expect(value("FILE")).toMatchObject([{ name: "probe.css" }]);
  expect(value("SUBTABLE")).toMatchObject([{}, { value: { item: { value: "counted" }, count: { value: "3" } } }]);
});

test("B7.4 a record is changed and deleted, when plug-ins let it", async ({ rest, page }) => {
  const plugin = await rest.install(
    script(`
      const { events, app } = kintone;
      events.on("app.record.edit.show", (event) => { hear(event); });
      events.on("app.record.edit.submit.success", (event) => {
        hear(event);
        event.url = null;
        return event;
      });
      window.refuse = true;
      events.on("app.record.detail.delete.submit", async (event) => {
        hear(event);
        if (window.refuse) event.error = "Still needed";
        return event;
      });`),
  );
  const app = await makeWholeApp(rest, "Change", plugin);
  const add = {
    app,
    record: { SINGLE_LINE_TEXT: { value: "old" }, SUBTABLE: { value: [{ value: { count: { value: 1 } } }] } },
  };
  const { id } = await rest.call("POST", "record.json", add);
  await page.goto(`/k/${app}/show#record=${id}&mode=edit`);
  await expect(page.getByRole("heading", { name: "Edit record" })).toBeVisible();
  const [shown] = await heard(page);
  expect(shown).toMatchObject({ type: "app.record.edit.show", appId: app, recordId: Number(id) });

  // A plug-in's own button, outside of events, reads and sets the record. The changed record is saved.
  const seen = await page.evaluate(() => {
    const record = kintone.app.record.get()?.record ?? {};
    const text = record.SINGLE_LINE_TEXT;
    const was = text?.value;
    if (text) text.value = "set";
    kintone.app.record.set({ record });
    return was;
  });
  expect(seen).toBe("old");
  const text = page.locator("[data-pd-field=SINGLE_LINE_TEXT] input");
  await expect(text).toHaveValue("set");
  const save = page.getByRole("button", { name: "Save" }).first();
  await save.click();
  await expect.poll(async () => (await heard(page)).length, "event.url is null: the page stays").toBe(2);
  await text.fill("again");
  await save.click();
  await expect.poll(async () => (await heard(page)).length, "with the new revision").toBe(3);

  await rest.call("PUT", "record.json", { app, id, record: { LINK: { value: "https://example.com/" } } });
  await text.fill("too late");
  await save.click();
  await expect(page.getByText("Someone else changed this record")).toBeVisible();

  const left = page.waitForEvent("dialog").then((dialog) => dialog.accept());
  await page.goto(`/k/${app}/show#record=${id}`, { waitUntil: "commit" });
  await left;
  await page.getByRole("button", { name: "Delete" }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Still needed")).toBeVisible();
  await page.evaluate(() => {
    (window as never as { refuse: boolean }).refuse = false;
  });
  await page.getByRole("button", { name: "Delete" }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Delete" }).click();
  await page.waitForURL(`**/k/${app}/`);
  expect((await rest.send("GET", `record.json?app=${app}&id=${id}`)).status).toBe(404);
});
