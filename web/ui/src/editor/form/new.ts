// New items: what a click in the palette adds to the form.

import type { TypeOfField } from "../../../../api/generated/boot.ts";
import { fieldType } from "../../../../lib/schema.ts";
import { named, text } from "../texts.ts";
import { codeFor } from "./codes.ts";
import { every, type Field, type Form, type Item, key, type Row } from "./model.ts";
import { find, type Target, type Thing } from "./tree.ts";

type Types = ReadonlyMap<string, TypeOfField>;

/** Creates a field of a type with the server's default settings and an unused label and code. */
function fieldOf(form: Form, type: TypeOfField): Field {
  const used = every(form);
  const name = named(`type.${type.type}`);
  const taken = new Set(used.map((field) => field.label));
  let label = name;
  for (let number = 2; taken.has(label); number += 1) label = `${name} ${number}`;
  const settings = structuredClone(type.unsaid);
  if ("options" in settings) {
    settings.options = [1, 2].map((number) => text("option_new", { number }));
    if (fieldType(type.type).choosesFirst) settings.defaultValue = text("option_new", { number: 1 });
  }
  const code = codeFor(label, new Set(used.map((field) => field.code)));
  return { key: key(), id: null, type: type.type, label, code, follows: true, settings };
}

/** Takes a built-in field, or creates the item that `what` names. */
export function thing(form: Form, types: Types, what: string | Field): Thing {
  if (typeof what !== "string") {
    form.spare = form.spare.filter((field) => field.key !== what.key);
    return { item: { key: key(), kind: "FIELD", size: {}, field: structuredClone(what) } };
  }
  if (what === "LABEL") return { item: { key: key(), kind: "LABEL", size: {}, label: named("type.LABEL") } };
  if (what === "SPACER") return { item: { key: key(), kind: "SPACER", size: {}, elementId: "" } };
  if (what === "HR") return { item: { key: key(), kind: "HR", size: {} } };
  const type = types.get(what);
  if (!type) throw new Error(`no type ${what}`);
  const field = fieldOf(form, type);
  if (what === "GROUP") return { row: { key: key(), kind: "GROUP", field, rows: [] } };
  if (what === "SUBTABLE") {
    // A table has at least one column.
    const row: Row & { items: Item[] } = { key: key(), kind: "SUBTABLE", field, items: [] };
    const column = types.get("SINGLE_LINE_TEXT");
    const beside = { ...form, rows: [...form.rows, row] };
    if (column) row.items.push({ key: key(), kind: "FIELD", size: {}, field: fieldOf(beside, column) });
    return { row };
  }
  return { item: { key: key(), kind: "FIELD", size: {}, field } };
}

/** Returns where a click in the palette adds: into the selected group or table, or else below the selected item. */
export function destination(form: Form, selected: number | null, what: Thing | null, types: Types): Target | null {
  const spot = selected === null ? null : find(form, selected);
  if (!spot) return null;
  const { row, group, item } = spot;
  const whole = what !== null && "row" in what;
  if (row.kind === "GROUP") return { side: whole ? "after" : "into", key: row.key };
  if (row.kind === "SUBTABLE") {
    const column = what === null || ("item" in what && what.item.kind === "FIELD" && fits(what.item.field, types));
    if (!column) return { side: "after", key: row.key };
    return item ? { side: "right", key: item.key } : { side: "into", key: row.key };
  }
  return { side: "after", key: whole && group ? group.key : row.key };
}

function fits(field: Field, types: Types): boolean {
  return types.get(field.type)?.inTable === true && field.id === null;
}
