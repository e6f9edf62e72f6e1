import { expect, test } from "../support/test.ts";

// Fields with values from elsewhere: formulas, lookups, records of another app.

test("a form shows what formulas and lookups give before it is saved, and a record shows its related ones", async ({
  rest,
  page,
}) => {
  const make = async (name: string, properties: object, layout?: object[]) => {
    const { app } = await rest.call("POST", "preview/app.json", { name });
    await rest.call("POST", "preview/app/form/fields.json", { app, properties });
    if (layout) await rest.call("PUT", "preview/app/form/layout.json", { app, layout });
    await rest.deploy(Number(app));
    return Number(app);
  };
  const field = (type: string, code: string, more: object = {}) => ({ [code]: { type, code, label: code, ...more } });
  const goods = await make("Goods", {
    ...field("SINGLE_LINE_TEXT", "name", { unique: true }),
    ...field("NUMBER", "price"),
  });
  for (const [name, price] of [
    ["pen", "1.20"],
    ["ink", "3"],
  ]) {
    await rest.call("POST", "record.json", { app: goods, record: { name: { value: name }, price: { value: price } } });
  }
  const lookup = {
    relatedApp: { app: String(goods) },
    relatedKeyField: "name",
    fieldMappings: [{ field: "price", relatedField: "price" }],
    lookupPickerFields: ["price"],
    filterCond: "",
    sort: "name asc",
  };
  const referenceTable = {
    relatedApp: { app: String(goods) },
    condition: { field: "good", relatedField: "name" },
    displayFields: ["name", "price"],
    filterCond: "",
    sort: "name asc",
    size: "5",
  };
  const orders = await make("Orders", {
    ...field("SINGLE_LINE_TEXT", "good", { lookup }),
    ...field("NUMBER", "price"),
    ...field("NUMBER", "count"),
    ...field("CALC", "sum", { expression: "price * count", unit: "€", unitPosition: "BEFORE" }),
    ...field("REFERENCE_TABLE", "known", { referenceTable }),
  });

  await page.goto(`/k/${orders}/edit`);
  const input = (code: string) => page.locator(`[data-pd-field="${code}"] input`);
  await input("good").fill("p");
  await expect(page.locator("#pd-offers-good option")).toHaveCount(1);
  await input("good").fill("nothing");
  await input("good").blur();
  await expect(page.getByText("No record in the source app has this value.")).toBeVisible();
  await input("good").fill("pen");
  await input("good").blur();
  await expect(input("price")).toHaveValue("1.2");
  await input("count").fill("3");
  await input("count").blur();
  await expect(page.locator('[data-pd-computed="sum"]')).toHaveText("€ 3.6");
  await page.getByRole("button", { name: "Save" }).first().click();
  await page.waitForURL(/show\?record=1/);
  const { record } = await rest.call("GET", `record.json?app=${orders}&id=1`);
  expect([record.price.value, record.sum.value]).toEqual(["1.2", "3.6"]);

  const known = page.locator('[data-pd-field="known"] tbody tr');
  await expect(known).toHaveCount(1);
  await expect(known).toContainText("pen");
  await expect(known.getByRole("link")).toHaveAttribute("href", `/k/${goods}/show?record=1#record=1`);
});
