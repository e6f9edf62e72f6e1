import type { Page } from "@playwright/test";
import { expectNoFaults, expectNoFaultsAnywhere, expectNoSidewaysScrolling } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";
import { makeWholeApp } from "../support/whole_form.ts";

// Record pages, checked with axe-core and used by keyboard only: desktop, preview and mobile. data_pages.spec.ts tests
// the other pages.

/** Saves an invalid form, so that it shows errors. */
async function showErrors(page: Page): Promise<void> {
  await page.locator("[data-pd-field=SINGLE_LINE_TEXT] input").fill("");
  await page.locator("[data-pd-field=NUMBER] input").fill("1001");
  await page.locator("button[data-pd-save]").first().click();
  await expect(page.locator("[aria-invalid=true]").first()).toBeVisible();
}

for (const locale of ["en", "ja"]) {
  test(`axe-core finds nothing on record pages in ${locale}`, async ({ browser, session, server, rest }) => {
    test.setTimeout(120_000); // axe-core runs about forty times
    const app = await makeWholeApp(rest, `Readable ${locale}`);
    const views = {
      days: { type: "CALENDAR", name: "days", index: "0", date: "DATE", title: "SINGLE_LINE_TEXT" },
      own: { type: "CUSTOM", name: "own", index: "1", html: "<p>by hand</p>", device: "ANY" },
    };
    const made = await rest.call("PUT", "preview/app/views.json", { app, views });
    await rest.deploy(app);
    const record = {
      SINGLE_LINE_TEXT: { value: "first" },
      LINK: { value: "https://example.com/" },
      RICH_TEXT: { value: "<b>rich</b>" },
      CHECK_BOX: { value: ["one"] },
      DATE: { value: "2026-11-25" },
      USER_SELECT: { value: [{ code: "admin" }] },
      SUBTABLE: { value: [{ value: { item: { value: "a" }, count: { value: 1 } } }] },
    };
    const { id } = await rest.call("POST", "record.json", { app, record });

    const context = await browser.newContext({ baseURL: server.origin, locale, storageState: session });
    const page = await context.newPage();
    const everything = "?view=20";
    const days = `?view=${made.views.days.id}&date=2026-11`;
    const own = `?view=${made.views.own.id}`;
    const judge = async (url: string, anywhere: boolean, before?: (page: Page) => Promise<void>) => {
      await page.goto(url);
      await expect(page.locator("html"), "the browser's language").toHaveAttribute("lang", locale);
      await before?.(page);
      if (anywhere) {
        await expectNoFaultsAnywhere(page);
      } else {
        await expectNoSidewaysScrolling(page);
        await expectNoFaults(page);
      }
    };
    // Colours and widths do not depend on the language, so only the desktop pages are checked in both languages.
    const whole = locale === "en";
    await judge(`/k/${app}/${everything}`, whole);
    await judge(`/k/${app}/${days}`, whole);
    await judge(`/k/${app}/${own}`, whole);
    await judge(`/k/${app}/${everything}`, false, (page) => page.locator("[data-pd-builder] > summary").click());
    await judge(`/k/${app}/show?record=${id}`, whole);
    await judge(`/k/${app}/edit`, whole, showErrors);
    await judge(`/k/${app}/show?record=${id}&mode=edit`, whole, showErrors);
    const preview = `/k/admin/preview/${app}`;
    for (const rest of [everything, `show?record=${id}`, "edit", `show?record=${id}&mode=edit`]) {
      await judge(`${preview}/${rest}`, false);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    for (const rest of [everything, days, own, `show?record=${id}`]) await judge(`/k/m/${app}/${rest}`, false);
    await judge(`/k/m/${app}/edit`, whole, showErrors);
    await judge(`/k/m/${app}/show?record=${id}&mode=edit`, false, showErrors);
    await context.close();
  });
}

/** Presses Tab until the element that the selector names has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);
    if (there) return;
  }
  throw new Error(`the keyboard does not come to ${selector}`);
}

test("a record is made with the keyboard alone, from the list to the saved record", async ({ page, rest }) => {
  const app = await makeWholeApp(rest, "By keys");
  await page.goto(`/k/${app}/`);
  await tabTo(page, `a[href="edit"]`);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/k/${app}/edit`);
  const { keyboard } = page;
  await tabTo(page, "[data-pd-field=SINGLE_LINE_TEXT] input");
  await keyboard.type("by keys");
  await tabTo(page, "[data-pd-field=RICH_TEXT] [role=textbox]");
  await keyboard.type("rich");
  await tabTo(page, "[data-pd-field=CHECK_BOX] input");
  await keyboard.press("Space");
  await tabTo(page, "[data-pd-field=RADIO_BUTTON] input");
  await keyboard.press("ArrowDown");
  await tabTo(page, "[data-pd-field=DROP_DOWN] select");
  await keyboard.press("ArrowDown");
  await tabTo(page, "[data-pd-field=MULTI_SELECT] select");
  await keyboard.press("ArrowDown");
  await tabTo(page, "[data-pd-field=DATE] input");
  await keyboard.type("11252026");
  await tabTo(page, "[data-pd-field=item] input");
  await keyboard.type("one");
  await tabTo(page, ".add-row-image-gaia");
  await keyboard.press("Enter");
  await expect(page.locator("[data-pd-field=item] input").nth(1), "the new row has the keyboard").toBeFocused();
  await keyboard.type("two");
  await tabTo(page, "button[data-pd-save]");
  await keyboard.press("Enter");
  await page.waitForURL(/show\?record=1/);
  const { record } = await rest.call("GET", `record.json?app=${app}&id=1`);
  const value = (code: string) => record[code].value;
  expect(value("SINGLE_LINE_TEXT")).toBe("by keys");
  expect(value("RICH_TEXT")).toContain("rich");
  expect([value("CHECK_BOX"), value("RADIO_BUTTON"), value("DROP_DOWN")]).toEqual([["one"], "green", "small"]);
  expect(value("MULTI_SELECT")).toHaveLength(1);
  expect(value("DATE")).toBe("2026-11-25");
  const rows = value("SUBTABLE") as { value: { item: { value: string } } }[];
  expect(rows.map((row) => row.value.item.value)).toEqual(["one", "two"]);
});
