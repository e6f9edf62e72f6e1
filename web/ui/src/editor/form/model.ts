// The form while it is edited: a tree of rows that holds each field where it stands.

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
  /** Of this field, in this editor. */
  key: number;
  /** The server's number; null until it is saved. */
  id: number | null;
  type: string;
  label: string;
  code: string;
  /** Whether the code still follows the label. */
  follows: boolean;
  /** By name; options as a list of labels in their order. */
  settings: Record<string, unknown>;
}

/** What stands in a row or is a table's column. */
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
  /** Fields that every app has and that do not stand on the form. */
  spare: Field[];
}

let last = 0;

/** A number that nothing in this editor has yet. */
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

/** The labels of options in their order. */
export function labels(options: Record<string, { label: string; index: string }>): string[] {
  return Object.values(options)
    .sort((a, b) => Number(a.index) - Number(b.index))
    .map((option) => option.label);
}

/** A row for a field that no row has. */
function rowOf({ property: { type, code }, columns }: NumberedField): LayoutRow {
  const cell = (type: FieldProperty["type"], code: string): LayoutCell => ({ type, code, size: {} });
  if (type === "GROUP") return { type, code, layout: [] };
  if (type !== "SUBTABLE") return { type: "ROW", fields: [cell(type, code)] };
  return { type, code, fields: columns.map(({ property }) => cell(property.type, property.code)) };
}

/** The editor's tree out of what the server has. */
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
  // What stands nowhere would be removed by the next save: it gets a row at the end.
  read.push(...rows(left.filter((field) => !stays(field)).map(rowOf)));
  return { rows: read, spare: left.filter(stays).map(field) };
}

/** Of a request. */
type Part = SaveForm["fields"][number];

/** Each field of the form in the order of the request, with its columns. */
export interface Sent {
  body: Pick<SaveForm, "fields" | "layout">;
  /** The field at a place of an error (`fields[2].fields[0]`). */
  at: Map<string, Field>;
}

function property(field: Field): Part {
  const { id, type, label, code } = field;
  const said: Part = { ...field.settings, type, label, code };
  if (id !== null) said.id = id;
  if (Array.isArray(said.options)) {
    // By number, since two labels that are the same must reach the server to be told.
    const options = (said.options as string[]).map((label, index) => [String(index), { label, index }]);
    said.options = Object.fromEntries(options);
  }
  return said;
}

/** The request that saves the form. */
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

/** All fields, those of tables and those that stand nowhere too. */
export function every(form: Form): Field[] {
  const of = (row: Row): Field[] => {
    if (row.kind === "GROUP") return [row.field, ...row.rows.flatMap(of)];
    const items = row.items.flatMap((item) => (item.kind === "FIELD" ? [item.field] : []));
    return row.kind === "SUBTABLE" ? [row.field, ...items] : items;
  };
  return [...form.rows.flatMap(of), ...form.spare];
}
