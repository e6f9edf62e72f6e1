// The form while it is edited: a tree of rows and items, in which each field is at its position.

import type {
  CellSize,
  FieldProperty,
  FormStart,
  LayoutCell,
  LayoutRow,
  NumberedField,
} from "../../../../api/generated/boot.ts";
import type { SaveForm } from "../../../../api/generated/rest.ts";

export interface Field {
  /** The key of the field in this editor. */
  key: number;
  /** The server's number of the field, or null if the field is not saved yet. */
  id: number | null;
  type: string;
  label: string;
  code: string;
  /** True while the code is still derived from the label. */
  follows: boolean;
  /** The settings by name. Options are a list of labels in their order. */
  settings: Record<string, unknown>;
}

/** An item in a row, or a column of a table. */
export type Item =
  | { key: number; kind: "FIELD"; size: CellSize; field: Field }
  | { key: number; kind: "LABEL"; size: CellSize; label: string }
  | { key: number; kind: "SPACER"; size: CellSize; elementId: string }
  | { key: number; kind: "HR"; size: CellSize };

export type Row =
  | { key: number; kind: "ROW"; items: Item[] }
  | { key: number; kind: "SUBTABLE"; field: Field; items: Item[] }
  | { key: number; kind: "GROUP"; field: Field; rows: Row[] };

export interface Form {
  rows: Row[];
  /** Built-in fields that are not on the form. */
  spare: Field[];
}

let last = 0;

/** Returns a new key that is unique in this editor. */
export function key(): number {
  last += 1;
  return last;
}

const OWN = new Set(["type", "label", "code", "fields"]);

function field({ id, property }: NumberedField): Field {
  const settings: Field["settings"] = Object.fromEntries(Object.entries(property).filter(([name]) => !OWN.has(name)));
  if (property.options) settings.options = labels(property.options);
  const { type, label, code } = property;
  return { key: key(), id, type, label, code, follows: false, settings };
}

/** Returns the labels of options in their order. */
export function labels(options: Record<string, { label: string; index: string }>): string[] {
  return Object.values(options)
    .sort((a, b) => Number(a.index) - Number(b.index))
    .map((option) => option.label);
}

/** Builds a row for a field that the layout does not contain. */
function rowOf({ property: { type, code }, columns }: NumberedField): LayoutRow {
  const cell = (type: FieldProperty["type"], code: string): LayoutCell => ({ type, code, size: {} });
  if (type === "GROUP") return { type, code, layout: [] };
  if (type !== "SUBTABLE") return { type: "ROW", fields: [cell(type, code)] };
  return { type, code, fields: columns.map(({ property }) => cell(property.type, property.code)) };
}

/** Builds the editor's tree from the server's data. */
export function read(start: FormStart): Form {
  const known = new Map(start.fields.map((field) => [field.property.code, field]));
  const take = (code: string): NumberedField => {
    const found = known.get(code);
    if (!found) throw new Error(`the layout names ${code}, which no field has`);
    known.delete(code);
    return found;
  };
  const items = (cells: LayoutCell[], of: (code: string) => NumberedField): Item[] =>
    cells.map((cell) => {
      const size = { ...cell.size };
      if (cell.type === "LABEL") return { key: key(), kind: "LABEL", size, label: cell.label };
      if (cell.type === "SPACER") return { key: key(), kind: "SPACER", size, elementId: cell.elementId };
      if (cell.type === "HR") return { key: key(), kind: "HR", size };
      return { key: key(), kind: "FIELD", size, field: field(of(cell.code)) };
    });
  const rows = (places: LayoutRow[]): Row[] =>
    places.map((row) => {
      if (row.type === "GROUP") {
        return { key: key(), kind: "GROUP", field: field(take(row.code)), rows: rows(row.layout) };
      }
      if (row.type === "SUBTABLE") {
        const table = take(row.code);
        const column = (code: string) => table.columns.find((it) => it.property.code === code) as NumberedField;
        return { key: key(), kind: "SUBTABLE", field: field(table), items: items(row.fields, column) };
      }
      return { key: key(), kind: "ROW", items: items(row.fields, take) };
    });
  const read = rows(start.layout);
  const builtIn = new Set<string>(start.types.filter((type) => type.builtIn).map((type) => type.type));
  const left = [...known.values()];
  const stays = ({ property }: NumberedField) => builtIn.has(property.type);
  // The next save would remove fields that are not in the layout, so each gets a row at the end.
  read.push(...rows(left.filter((field) => !stays(field)).map(rowOf)));
  return { rows: read, spare: left.filter(stays).map(field) };
}

/** A field in the request. */
type Part = SaveForm["fields"][number];

/** The request, and the fields of the form by their place in it. */
export interface Sent {
  body: Pick<SaveForm, "fields" | "layout">;
  /** The fields by their place in an error, such as `fields[2].fields[0]`. */
  at: Map<string, Field>;
}

function property(field: Field): Part {
  const { id, type, label, code } = field;
  const said: Part = { ...field.settings, type, label, code };
  if (id !== null) said.id = id;
  if (Array.isArray(said.options)) {
    // The index is the key, because the server must receive duplicate labels to report them.
    const options = (said.options as string[]).map((label, index) => [String(index), { label, index }]);
    said.options = Object.fromEntries(options);
  }
  return said;
}

/** Builds the request that saves the form. */
export function write(form: Form): Sent {
  const at = new Map<string, Field>();
  const fields: Part[] = [];
  const add = (field: Field, columns?: Field[]) => {
    const place = `fields[${fields.length}]`;
    at.set(place, field);
    const said = property(field);
    if (columns) {
      for (const [index, column] of columns.entries()) at.set(`${place}.fields[${index}]`, column);
      said.fields = columns.map(property);
    }
    fields.push(said);
  };
  const item = (item: Item): Part => {
    const { size } = item;
    if (item.kind === "FIELD") return { type: item.field.type, code: item.field.code, size };
    if (item.kind === "LABEL") return { type: "LABEL", label: item.label, size };
    if (item.kind === "SPACER") return { type: "SPACER", elementId: item.elementId, size };
    return { type: "HR", size };
  };
  const inside = (items: Item[]) => items.flatMap((item) => (item.kind === "FIELD" ? [item.field] : []));
  const row = (row: Row): Part => {
    if (row.kind === "GROUP") {
      add(row.field);
      return { type: "GROUP", code: row.field.code, layout: row.rows.map(rowOf) };
    }
    const columns = inside(row.items);
    if (row.kind === "SUBTABLE") {
      add(row.field, columns);
      return { type: "SUBTABLE", code: row.field.code, fields: row.items.map(item) };
    }
    for (const field of columns) add(field);
    return { type: "ROW", fields: row.items.map(item) };
  };
  const rowOf = (it: Row): Part => row(it);
  const layout = form.rows.map(rowOf);
  return { body: { fields, layout }, at };
}

/** Returns all fields, including columns of tables and fields that are not on the form. */
export function every(form: Form): Field[] {
  const of = (row: Row): Field[] => {
    if (row.kind === "GROUP") return [row.field, ...row.rows.flatMap(of)];
    const items = row.items.flatMap((item) => (item.kind === "FIELD" ? [item.field] : []));
    return row.kind === "SUBTABLE" ? [row.field, ...items] : items;
  };
  return [...form.rows.flatMap(of), ...form.spare];
}
