import type { Rest } from "./rest.ts";

const options = (...names: string[]) =>
  Object.fromEntries(names.map((name, index) => [name, { label: name, index: String(index) }]));

/**
 * A field of each type that users write, without groups and organizations, and a table with some of them. The code of
 * each field is its type.
 */
export const PROPERTIES = {
  SINGLE_LINE_TEXT: { type: "SINGLE_LINE_TEXT", code: "SINGLE_LINE_TEXT", label: "Text", required: true },
  NUMBER: { type: "NUMBER", code: "NUMBER", label: "Number", maxValue: "1000", unit: "kg", unitPosition: "AFTER" },
  LINK: { type: "LINK", code: "LINK", label: "Link", protocol: "WEB" },
  MULTI_LINE_TEXT: { type: "MULTI_LINE_TEXT", code: "MULTI_LINE_TEXT", label: "Lines" },
  RICH_TEXT: { type: "RICH_TEXT", code: "RICH_TEXT", label: "Rich text" },
  CHECK_BOX: { type: "CHECK_BOX", code: "CHECK_BOX", label: "Boxes", options: options("one", "two", "three") },
  RADIO_BUTTON: {
    type: "RADIO_BUTTON",
    code: "RADIO_BUTTON",
    label: "Radio",
    options: options("red", "green"),
    defaultValue: "red",
  },
  DROP_DOWN: { type: "DROP_DOWN", code: "DROP_DOWN", label: "Drop-down", options: options("small", "large") },
  MULTI_SELECT: { type: "MULTI_SELECT", code: "MULTI_SELECT", label: "Several", options: options("a", "b", "c") },
  DATE: { type: "DATE", code: "DATE", label: "Day" },
  TIME: { type: "TIME", code: "TIME", label: "Time" },
  DATETIME: { type: "DATETIME", code: "DATETIME", label: "Instant" },
  USER_SELECT: { type: "USER_SELECT", code: "USER_SELECT", label: "Users" },
  FILE: { type: "FILE", code: "FILE", label: "Files" },
  SUBTABLE: {
    type: "SUBTABLE",
    code: "SUBTABLE",
    label: "Rows",
    fields: {
      item: { type: "SINGLE_LINE_TEXT", code: "item", label: "Item" },
      count: { type: "NUMBER", code: "count", label: "Count" },
    },
  },
};

const row = (...types: string[]) => ({ type: "ROW", fields: types.map((type) => ({ type, code: type })) });

const LAYOUT = [
  { type: "ROW", fields: [{ type: "SPACER", elementId: "above", size: { width: "300" } }] },
  row("SINGLE_LINE_TEXT", "NUMBER", "LINK"),
  row("MULTI_LINE_TEXT", "RICH_TEXT"),
  row("CHECK_BOX", "RADIO_BUTTON", "DROP_DOWN", "MULTI_SELECT"),
  row("DATE", "TIME", "DATETIME"),
  row("USER_SELECT", "FILE"),
  {
    type: "SUBTABLE",
    code: "SUBTABLE",
    fields: [
      { type: "SINGLE_LINE_TEXT", code: "item" },
      { type: "NUMBER", code: "count" },
    ],
  },
];

/** Creates and deploys an app with all of these fields and with the given plug-ins. */
export async function makeWholeApp(rest: Rest, name: string, ...plugins: string[]): Promise<number> {
  const { app } = await rest.call("POST", "preview/app.json", { name });
  await rest.call("POST", "preview/app/form/fields.json", { app, properties: PROPERTIES });
  await rest.call("PUT", "preview/app/form/layout.json", { app, layout: LAYOUT });
  if (plugins.length > 0) await rest.addPlugins(Number(app), ...plugins);
  await rest.deploy(Number(app));
  return Number(app);
}
