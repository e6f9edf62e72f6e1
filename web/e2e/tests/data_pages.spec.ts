import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectNoFaults, expectNoFaultsAnywhere } from "../support/axe.ts";
import { answered, type PluginApp } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";

// The pages for an app's data: print, graph, file import and file export.

/** Tests a plug-in's functions on the open page (R27). Returns the events that it received. */
async function works(pluginApp: PluginApp): Promise<unknown[]> {
  const { page } = pluginApp;
  await page.waitForFunction(() => "probe" in window && document.readyState === "complete");
  expect(await page.evaluate(() => window.probe.getConfig())).toEqual({ a: "1" });
  const [body, status] = answered(await pluginApp.call("https://api.example.com/"));
  expect([JSON.parse(body), status]).toEqual([{ ok: true }, 200]);
  expect(answered(await pluginApp.upload("https://api.example.com/", "POST", {}, { size: 3 }))[1]).toBe(200);
  return await page.evaluate(() => window.probe.events);
}

/** Saves and deploys a config of the plug-in in an app, and adds three records. */
async function prepare(pluginApp: PluginApp): Promise<void> {
  await pluginApp.openSettings();
  await pluginApp.page.evaluate(() => new Promise<void>((ok) => kintone.plugin.app.setConfig({ a: "1" }, ok)));
  await pluginApp.rest.deploy(pluginApp.app);
  for (const [title, amount] of [
    ["pen", "12.5"],
    ["pen", "0.1"],
    ["ink", "3"],
  ]) {
    const record = { title: { value: title }, amount: { value: amount } };
    await pluginApp.rest.call("POST", "record.json", { app: pluginApp.app, record });
  }
}

const figures = (page: Page) => page.locator('[data-pd-report="table"] tbody tr').allInnerTexts();

test("R27 001.18 a record is printed as its form, once the plug-ins are done", async ({ pluginApp, page }) => {
  await prepare(pluginApp);
  // The plug-in's handler waits until the test releases it.
  await page.addInitScript(() => {
    const free = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }));
    document.addEventListener(
      "load",
      ({ target }) => {
        if (target instanceof HTMLScriptElement && target.src.endsWith("/probe.js")) {
          kintone.events.on("app.record.print.show", () => free);
        }
      },
      true,
    );
  });
  for (const base of [`/k/${pluginApp.app}/`, `/k/admin/preview/${pluginApp.app}/`]) {
    await page.goto(`${base}print?record=1`);
    const button = page.getByRole("button", { name: "Print" });
    await expect(button).toBeVisible();
    await page.waitForFunction(() => window.probe.events.length === 1);
    await expect(button).toBeDisabled();
    await page.evaluate(() => (window as never as { letGo(): void }).letGo());
    await expect(button).toBeEnabled();
    const events = await works(pluginApp);
    expect(events).toMatchObject([{ type: "app.record.print.show", appId: pluginApp.app, recordId: 1 }]);
    expect((events[0] as { record: Record<string, unknown> }).record).toMatchObject({ title: { value: "pen" } });
    const text = await page.evaluate(() => {
      type Named = { app: { record: { getFieldElement(code: string): HTMLElement | null } } };
      return (kintone as never as Named).app.record.getFieldElement("title")?.textContent;
    });
    expect(text).toBe("pen");
    await page.evaluate(() => Object.assign(window, { print: () => Object.assign(window, { printed: true }) }));
    await button.click();
    expect(await page.evaluate(() => "printed" in window)).toBe(true);
    await page.emulateMedia({ media: "print" });
    await expect(button).toBeHidden();
    await expect(page.locator(".pd-top")).toBeHidden();
    await page.emulateMedia({ media: null });
  }
});

test("R27 003.17 a graph of real records, on desktop, preview and phone", async ({ pluginApp, page }) => {
  await prepare(pluginApp);
  for (const [base, type] of [
    [`/k/${pluginApp.app}/`, "app.report.show"],
    [`/k/admin/preview/${pluginApp.app}/`, "app.report.show"],
    [`/k/m/${pluginApp.app}/`, "mobile.app.report.show"],
  ] as const) {
    await page.goto(`${base}report?group=title&function=sum&field=amount&sort=value-desc`);
    await expect.poll(() => figures(page)).toEqual(["pen\t12.6", "ink\t3"]);
    expect(await works(pluginApp)).toEqual([{ type, appId: pluginApp.app }]);
    await expect(page.getByRole("img", { name: /Columns: Sum · Amount by Title/ })).toBeVisible();
  }

  // The content that a plug-in put into the header space stays. The chosen graph goes into the address.
  await page.goto(`/k/${pluginApp.app}/report?group=title`);
  await expect.poll(() => figures(page)).toEqual(["ink\t1", "pen\t2"]);
  await page.evaluate(() => {
    type Named = { app: { getHeaderSpaceElement(): HTMLElement } };
    const space = (kintone as never as Named).app.getHeaderSpaceElement();
    space.innerHTML = "<b id='mine'>kept</b>";
    Object.assign(window, { mine: space.firstChild });
  });
  for (const type of ["bar", "stacked", "line", "pie", "table"]) {
    await page.getByLabel("Chart").selectOption(type);
    await expect.poll(() => new URL(page.url()).searchParams.get("type")).toBe(type);
    await expect(page.locator('[data-pd-report="chart"]')).toBeVisible({ visible: type !== "table" });
  }
  await page.getByLabel("Then by").selectOption("Created_datetime");
  await page.getByLabel("Second period").selectOption("year");
  const year = String(new Date().getUTCFullYear());
  await expect(page.locator('[data-pd-report="table"] thead th')).toHaveText(["Title", year, "All"]);
  await page.getByLabel("Filter").fill('title = "ink"');
  await page.getByLabel("Filter").press("Enter");
  await expect.poll(() => figures(page)).toEqual(["ink\t1\t1"]);
  await page.getByLabel("Filter").fill("title ==");
  await page.getByLabel("Filter").press("Enter");
  await expect(page.locator('[data-pd-report="wrong"]')).toContainText("8");
  const kept = await page.evaluate(() => document.getElementById("mine") === (window as never as { mine: Node }).mine);
  expect(kept).toBe(true);
});

const GOOD = 'Title,Amount\n"two\nlines",1.50\n=sum(a1),-2\n';
const BAD = "Title,Amount\nfine,1\nbroken,many\n";

/** Builds a file for the page's file input. */
const csv = (text: string) => ({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("R27 003.19 a file with a bad row is refused by line, and a good one comes in whole", async ({
  pluginApp,
  page,
}) => {
  await prepare(pluginApp);
  for (const base of [`/k/admin/preview/${pluginApp.app}/`, `/k/${pluginApp.app}/`]) {
    await page.goto(`${base}import`);
    // Import and export have no event (B7.4).
    expect(await works(pluginApp)).toEqual([]);
  }
  const file = page.locator('input[type="file"]');
  const status = page.getByRole("status").first();
  const go = page.getByRole("button", { name: "Import", exact: true });
  await file.setInputFiles(csv(BAD));
  const faults = page.getByRole("table", { name: "Problems by line" });
  await expect(faults.locator("tbody tr")).toHaveCount(1);
  await expect(faults.locator("tbody td")).toHaveText(["3", "Amount", "many", /./]);
  await expect(go).toBeHidden();
  const [list] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download this list" }).click(),
  ]);
  expect(readFileSync(await list.path(), "utf8")).toContain('"3","Amount","many"');
  await expectNoFaultsAnywhere(page);

  // Without the column of the wrong values, the other columns can be imported.
  await page.getByLabel("Field: Amount").selectOption("");
  await expect(status).toContainText("2 records are ready to import");
  await file.setInputFiles(csv(GOOD));
  await expect(page.getByLabel("Field: Title")).toHaveValue("title");
  await go.click();
  await expect(page.getByText("2 records added, 0 updated.")).toBeVisible();
  const { records } = await pluginApp.rest.call(
    "GET",
    `records.json?app=${pluginApp.app}&query=order%20by%20$id%20desc`,
  );
  expect(records).toHaveLength(5);
  expect([records[0].title.value, records[1].title.value]).toEqual(["=sum(a1)", "two\nlines"]);
  await page.getByRole("link", { name: "Show records" }).click();
  await expect(page).toHaveURL(`/k/${pluginApp.app}/`);
});

test("R27 003.20 what is exported can be imported again and changes nothing but the revision", async ({
  pluginApp,
  page,
}) => {
  await prepare(pluginApp);
  for (const base of [`/k/admin/preview/${pluginApp.app}/`, `/k/${pluginApp.app}/`]) {
    await page.goto(`${base}export`);
    expect(await works(pluginApp)).toEqual([]);
  }
  await page.getByRole("button", { name: "Move Amount up" }).click();
  await page.getByLabel("Filter").fill('title = "pen" order by $id asc');
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  await expect(page.getByText("2 records exported.")).toBeVisible();
  expect(download.suggestedFilename()).toMatch(/_\d{8}\.csv$/);
  const text = readFileSync(await download.path(), "utf8");
  const [head = "", first = ""] = text.split("\r\n");
  expect(head.indexOf('"Amount"')).toBeLessThan(head.indexOf('"Title"'));
  expect(first).toContain('"12.5","pen"');
  await expectNoFaultsAnywhere(page);

  await page.goto(`/k/${pluginApp.app}/import`);
  await page.locator('input[type="file"]').setInputFiles(csv(text));
  await page.getByLabel("For each row").selectOption("update");
  await page.getByLabel("Match records by").selectOption("Record_number");
  await expect(page.getByRole("status").first()).toContainText("2 records are ready to import");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("0 records added, 2 updated.")).toBeVisible();
  const { record } = await pluginApp.rest.call("GET", `record.json?app=${pluginApp.app}&id=1`);
  expect([record.title.value, record.amount.value, record.$revision.value]).toEqual(["pen", "12.5", "2"]);
});

test("axe-core finds nothing on the pages about data in either language", async ({ pluginApp, browser, server }) => {
  await prepare(pluginApp);
  const storageState = await pluginApp.page.context().storageState();
  for (const locale of ["en", "ja"]) {
    const context = await browser.newContext({ locale, storageState, baseURL: server.origin, reducedMotion: "reduce" });
    const page = await context.newPage();
    // The import and export pages are checked in English by the tests that use them.
    const more = locale === "ja" ? ["export", "import"] : [];
    for (const path of ["print?record=1", "report?group=title&series=Created_by", ...more]) {
      await page.goto(`/k/${pluginApp.app}/${path}`);
      if (path.startsWith("report")) await expect(page.locator("canvas")).toBeVisible();
      if (path.startsWith("print")) await expect(page.locator("button[data-pd-print]")).toBeEnabled();
      if (locale === "en") await expectNoFaultsAnywhere(page);
      else await expectNoFaults(page);
    }
    await context.close();
  }
});
