import type { Page } from "@playwright/test";
import { expectNoFaults, expectNoFaultsAnywhere } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

// An app's settings in the browser: the form by mouse and by keyboard, views, scripts, tokens.

/** Creates an app on the portal and returns its ID. */
async function makeApp(page: Page, name: string): Promise<number> {
  await page.goto("/k/");
  await page.getByLabel("New app name").fill(name);
  await page.getByRole("button", { name: "Create app" }).click();
  await page.waitForURL((url) => url.pathname === "/k/admin/app/flow");
  return Number(new URL(page.url()).searchParams.get("app"));
}

/** Saves the state of an editor and waits until the page has loaded again. */
async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL((url) => url.search.includes("APP_SAVED"));
  await expect(page.getByText("All changes saved")).toBeVisible();
}

async function updateApp(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Update app" }).click();
  await page.waitForURL((url) => url.search.includes("APP_UPDATED"));
}

test("R40.1 a form with every type of field is built by mouse, listed by a view, updated and discarded", async ({
  page,
  rest,
}) => {
  const app = await makeApp(page, "Built by mouse");
  await page.getByRole("link", { name: "Form", exact: true }).first().click();
  const palette = page.getByRole("region", { name: "Add", exact: true });
  // The script of the page draws the palette.
  await expect(palette.getByRole("button")).toHaveCount(28);
  const tiles = await palette.getByRole("button").evaluateAll((all) => all.map((it) => it.getAttribute("aria-label")));
  expect(tiles).toHaveLength(28);
  // Drags fields: a number beside the text, a group to the end, a date into the group.
  const canvas = page.getByRole("region", { name: "Form", exact: true });
  const pick = (name: string) => canvas.getByRole("button", { name }).first();
  const tile = (name: string) => palette.getByRole("button", { name: `Add ${name}`, exact: true });
  await tile("Text").click();
  const box = await pick("Text").boundingBox();
  if (!box) throw new Error("the text field is not on the form");
  await tile("Number").dragTo(pick("Text"), { targetPosition: { x: box.width - 8, y: box.height / 2 } });
  await page.getByLabel("Label", { exact: true }).fill("Price");
  await expect(page.getByLabel("Field code")).toHaveValue("Price");
  await page.getByLabel("Unit", { exact: true }).fill("EUR");
  await tile("Field group").dragTo(canvas.getByRole("heading"));
  await tile("Date").dragTo(canvas.getByText("No fields yet"));
  await expect(canvas.getByText("No fields yet")).toHaveCount(0);
  // Adds the other fields to the end of the form with a click each.
  for (const name of tiles) {
    await page.getByRole("button", { name: "Done" }).click();
    await palette.getByRole("button", { name: name ?? "", exact: true }).click();
    await expect(page.getByText("Added. You can now change its settings.")).toBeAttached();
  }
  await save(page);

  const { properties } = await rest.call("GET", `preview/app/form/fields.json?app=${app}`);
  const types = Object.values(properties as Record<string, { type: string }>).map((field) => field.type);
  expect(new Set(types).size).toBe(28);
  expect(properties.Price).toMatchObject({ type: "NUMBER", label: "Price", unit: "EUR" });
  const { layout } = await rest.call("GET", `preview/app/form/layout.json?app=${app}`);
  expect(layout[0].fields.map((cell: { code: string }) => cell.code)).toEqual(["Text", "Price"]);
  const group = layout.find((row: { type: string }) => row.type === "GROUP");
  expect(group.layout[0].fields[0].type).toBe("DATE");

  await page.getByRole("link", { name: "Views", exact: true }).first().click();
  await page.getByRole("button", { name: "Add list view" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Priced");
  for (const column of ["Price", "Text"]) {
    await page.getByLabel("Add column").selectOption({ label: `${column} (${column})` });
  }
  await page.getByRole("button", { name: "Move “Text” up" }).click();
  await page.getByLabel("Filter", { exact: true }).fill("Cost > 3");
  await expect(page.getByText("Specified field (Cost) not found.")).toBeVisible();
  await page.getByLabel("Filter", { exact: true }).fill("Price > 3");
  await expect(page.getByText("The filter is valid.")).toBeVisible();
  await save(page);
  await updateApp(page);

  for (const price of ["2", "5"]) {
    const record = { Price: { value: price }, Text: { value: `costs ${price}` } };
    await rest.call("POST", "record.json", { app, record });
  }
  await page.getByRole("link", { name: "Open app" }).click();
  await expect(page.getByText("costs 5")).toBeVisible();
  await expect(page.getByText("costs 2")).toHaveCount(0);

  // The editor asks before it removes a field that holds data. Discarding the changes restores the field.
  await page.goto(`/k/admin/app/${app}/form`);
  await pick("Price").click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("2");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(pick("Price")).toHaveCount(0);
  await save(page);
  await expect(page.getByText("Fields removed: “Price”")).toBeVisible();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard changes" }).click();
  await page.waitForURL((url) => url.search.includes("APP_DISCARDED"));
  const back = await rest.call("GET", `preview/app/form/fields.json?app=${app}`);
  expect(back.properties.Price.unit).toBe("EUR");
});

test("R40.1 a form is built by keyboard alone, and a wrong setting is shown at its field", async ({ page, rest }) => {
  const app = await makeApp(page, "Built by keyboard");
  await page.goto(`/k/admin/app/${app}/form`);
  const add = async (type: string, label: string) => {
    await page.getByRole("button", { name: `Add ${type}`, exact: true }).focus();
    await page.keyboard.press("Enter");
    // The new field's label has the focus and is selected.
    await expect(page.getByLabel("Label", { exact: true })).toBeFocused();
    await page.keyboard.type(label);
  };
  await add("Text", "Title");
  await add("Number", "Amount");
  const item = page.getByRole("button", { name: "Amount Number" });
  await item.focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(item).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page.getByText("“Amount” moved left")).toBeAttached();
  await add("Drop-down", "State");
  await page.getByRole("button", { name: "Add option" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Option 3", { exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Late");
  await page.getByRole("button", { name: "Move “Late” up" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Default value").selectOption("Late");
  await add("Table", "Parts");
  await add("Number", "Count");
  await add("Link", "Gone");
  await page.getByRole("button", { name: "Gone Link" }).focus();
  await page.keyboard.press("Delete");
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await page.getByRole("button", { name: "Redo" }).press("Enter");
  await expect(page.getByRole("button", { name: "Gone Link" })).toHaveCount(0);

  // The range is reversed and the code belongs to another field, so both are wrong.
  await item.press("Enter");
  await page.getByLabel("Minimum value").fill("10");
  await page.getByLabel("Maximum value").fill("5");
  await page.getByLabel("Field code").fill("Title");
  await page.getByRole("button", { name: "Update app" }).click();
  await expect(page.getByText("has unsaved changes. Save or undo them")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Minimum value")).toHaveAccessibleDescription(
    "The minimum is greater than the maximum.",
  );
  await expect(page.getByRole("button", { name: "Amount Has problems" })).toBeVisible();
  await expectNoFaults(page);
  const before = await rest.call("GET", `preview/app/form/fields.json?app=${app}`);
  expect(before.revision).toBe("1");
  page.once("dialog", (dialog) => void dialog.dismiss());
  await page.getByRole("link", { name: "Views", exact: true }).first().click();
  expect(page.url()).toContain("/form");

  await page.getByRole("button", { name: "Amount Has problems" }).click();
  await page.getByLabel("Maximum value").fill("50");
  await page.getByLabel("Field code").fill("Amount");
  await save(page);
  const { properties, revision } = await rest.call("GET", `preview/app/form/fields.json?app=${app}`);
  expect(revision).toBe("2");
  expect(properties.Amount).toMatchObject({ minValue: "10", maxValue: "50" });
  expect(properties.State).toMatchObject({ defaultValue: "Late", options: { Late: { index: "1" } } });
  expect(Object.keys(properties.Parts.fields)).toHaveLength(2);
  const { layout } = await rest.call("GET", `preview/app/form/layout.json?app=${app}`);
  expect(layout[0].fields.map((cell: { code: string }) => cell.code)).toEqual(["Amount", "Title"]);

  for (const part of ["form", "view", "process", "general", "plugin/", "customize", "token"]) {
    await page.goto(`/k/admin/app/${app}/${part}`);
    await expectNoFaultsAnywhere(page);
  }
  await page.goto(`/k/admin/app/flow?app=${app}`);
  await expectNoFaultsAnywhere(page);
});

test("R46.1 the app's own script runs before its plug-ins, and a token is shown once", async ({
  page,
  rest,
  probe,
}) => {
  const app = await makeApp(page, "With scripts");
  await rest.addPlugins(app, probe);
  await page.goto(`/k/admin/app/${app}/customize`);
  const list = page.getByRole("region", { name: "JavaScript for desktop" });
  const script = "window.early = { plugin: kintone.$PLUGIN_ID ?? null };";
  await list.locator("input[type=file]").setInputFiles({
    name: "early.js",
    mimeType: "text/javascript",
    buffer: Buffer.from(script),
  });
  await expect(list.getByText("early.js")).toBeVisible();
  await list.getByLabel("URL (https://…)").fill("http://x.test/a.js");
  await list.getByRole("button", { name: "Add URL" }).click();
  await expect(list.getByRole("alert")).toHaveText("The URL must begin with https://.");
  await save(page);
  await updateApp(page);
  await page.goto(`/k/${app}/`);
  expect(await page.evaluate("window.early")).toEqual({ plugin: null });

  await page.goto(`/k/admin/app/${app}/token`);
  await page.getByLabel("Add records").check();
  await page.getByRole("button", { name: "Create token" }).click();
  const token = await page.getByRole("textbox", { name: "This is the token" }).inputValue();
  const asked = await fetch(`${rest.origin}/k/v1/records.json?app=${app}`, {
    headers: { "X-Cybozu-API-Token": token },
  });
  expect(asked.status).toBe(200);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("heading", { name: "Token", exact: false }).first()).toBeVisible();
  expect(await page.content()).not.toContain(token);
});
