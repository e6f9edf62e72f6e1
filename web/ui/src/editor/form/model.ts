// The form while it is edited: a tree of rows that holds each field where it stands.

/** A type of field as the server's schema has it. */
export interface FieldType {
  type: string;
  builtIn: boolean;
  inTable: boolean;
  settings: Setting[];
  unsaid: Record<string, unknown>;
}

export interface Setting {
  name: string;
  shape: "flag" | "text" | "count" | "number" | "oneOf" | "texts" | "options" | "entities" | "object";
  choices?: string[];
}

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

export type Size = Record<string, string>;

/** What stands in a row or is a table's column. */
export type Item =
  | { key: number; kind: "FIELD"; size: Size; field: Field }
  | { key: number; kind: "LABEL"; size: Size; label: string }
  | { key: number; kind: "SPACER"; size: Size; elementId: string }
  | { key: number; kind: "HR"; size: Size };

export type Row =
  | { key: number; kind: "ROW"; items: Item[] }
  | { key: number; kind: "SUBTABLE"; field: Field; items: Item[] }
  | { key: number; kind: "GROUP"; field: Field; rows: Row[] };

export interface Form {
  rows: Row[];
  /** Fields that every app has and that do not stand on the form. */
  spare: Field[];
}

/** What the page brings. */
export interface Start {
  app: string | number;
  revision: string | number;
  types: FieldType[];
  fields: Property[];
  layout: Place[];
  /** Numbers of the fields that run. */
  running: number[];
  records: number;
}

export interface Property {
  id: number;
  type: string;
  label: string;
  code: string;
  fields?: Property[];
  [setting: string]: unknown;
}

export interface Place {
  type: string;
  code?: string;
  fields?: Place[];
  layout?: Place[];
  size?: Size;
  label?: string;
  elementId?: string;
}

let last = 0;

/** A number that nothing in this editor has yet. */
export function key(): number {
  last += 1;
  return last;
}

const OWN = new Set(["id", "type", "label", "code", "fields"]);

function field(property: Property): Field {
  const settings = Object.fromEntries(Object.entries(property).filter(([name]) => !OWN.has(name)));
  if ("options" in settings) settings.options = labels(settings.options);
  const { id, type, label, code } = property;
  return { key: key(), id, type, label, code, follows: false, settings };
}

/** The labels of options in their order. */
export function labels(options: unknown): string[] {
  const all = Object.values(options as Record<string, { label: string; index: string }>);
  return all.sort((a, b) => Number(a.index) - Number(b.index)).map((option) => option.label);
}

/** The editor's tree out of what the server has. */
export function read(start: Start): Form {
  const known = new Map(start.fields.map((property) => [property.code, property]));
  const take = (code = ""): Property => {
    const found = known.get(code);
    if (!found) throw new Error(`the layout names ${code}, which no field has`);
    known.delete(code);
    return found;
  };
  const items = (places: Place[] = [], of: (code?: string) => Property): Item[] =>
    places.map((place) => {
      const size = { ...place.size };
      if (place.type === "LABEL") return { key: key(), kind: "LABEL", size, label: place.label ?? "" };
      if (place.type === "SPACER") return { key: key(), kind: "SPACER", size, elementId: place.elementId ?? "" };
      if (place.type === "HR") return { key: key(), kind: "HR", size };
      return { key: key(), kind: "FIELD", size, field: field(of(place.code)) };
    });
  const rows = (places: Place[] = []): Row[] =>
    places.map((place) => {
      if (place.type === "GROUP") {
        return { key: key(), kind: "GROUP", field: field(take(place.code)), rows: rows(place.layout) };
      }
      if (place.type === "SUBTABLE") {
        const table = take(place.code);
        const column = (code = "") => table.fields?.find((it) => it.code === code) as Property;
        return { key: key(), kind: "SUBTABLE", field: field(table), items: items(place.fields, column) };
      }
      return { key: key(), kind: "ROW", items: items(place.fields, take) };
    });
  const read = rows(start.layout);
  const builtIn = new Set(start.types.filter((type) => type.builtIn).map((type) => type.type));
  const left = [...known.values()];
  // What stands nowhere would be removed by the next save: it gets a row at the end.
  for (const lost of left.filter((property) => !builtIn.has(property.type))) {
    const own: Place = { type: lost.type, code: lost.code };
    if (lost.type === "SUBTABLE") own.fields = (lost.fields ?? []).map(({ type, code }) => ({ type, code }));
    read.push(...rows([lost.type === "SUBTABLE" || lost.type === "GROUP" ? own : { type: "ROW", fields: [own] }]));
  }
  return { rows: read, spare: left.filter((property) => builtIn.has(property.type)).map(field) };
}

/** Each field of the form in the order of the request, with its columns. */
export interface Sent {
  body: { fields: object[]; layout: object[] };
  /** The field at a place of an error (`fields[2].fields[0]`). */
  at: Map<string, Field>;
}

function property(field: Field): Record<string, unknown> {
  const { id, type, label, code } = field;
  const said: Record<string, unknown> = { ...field.settings, type, label, code };
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
  const fields: object[] = [];
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
  const item = (item: Item): object => {
    const { size } = item;
    if (item.kind === "FIELD") return { type: item.field.type, code: item.field.code, size };
    if (item.kind === "LABEL") return { type: "LABEL", label: item.label, size };
    if (item.kind === "SPACER") return { type: "SPACER", elementId: item.elementId, size };
    return { type: "HR", size };
  };
  const inside = (items: Item[]) => items.flatMap((item) => (item.kind === "FIELD" ? [item.field] : []));
  const row = (row: Row): object => {
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
  const rowOf = (it: Row): object => row(it);
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
