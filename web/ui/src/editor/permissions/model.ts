// An app's permissions while they are edited.

import type {
  AppRightRow,
  FieldRightRow,
  NamedField,
  PermissionsStart,
  RecordRightRow,
  RightEntity,
} from "../../../../api/generated/boot.ts";
import type { PersonOfApp } from "../../../../api/generated/rest.ts";

/** The rights of the three kinds of permissions, in the order of their columns. */
export const RIGHTS = {
  app: [
    "recordViewable",
    "recordAddable",
    "recordEditable",
    "recordDeletable",
    "recordImportable",
    "recordExportable",
    "appEditable",
  ],
  record: ["viewable", "editable", "deletable"],
  field: ["viewable", "editable"],
} as const;

export type Kind = keyof typeof RIGHTS;
export type Right = (typeof RIGHTS)[Kind][number];

/** The rights that need another right, as in Kintone. */
const NEEDS: Partial<Record<Right, Right>> = {
  recordEditable: "recordViewable",
  recordDeletable: "recordViewable",
  recordExportable: "recordViewable",
  recordImportable: "recordAddable",
  editable: "viewable",
  deletable: "viewable",
};

export interface Row {
  /** The key of the row in this editor. */
  key: number;
  /** The type of the entity, a colon and its code. */
  id: string;
  subs: boolean;
  granted: ReadonlySet<Right>;
}

/** A rule for records (`of` is its condition) or for a field (`of` is its code). */
export interface Rule {
  key: number;
  of: string;
  rows: Row[];
}

export interface Permissions {
  app: Row[];
  records: Rule[];
  fields: Rule[];
}

export const EVERYONE = "GROUP:everyone";
export const CREATOR = "CREATOR:";

let last = 0;

/** Returns a new key that is unique in this editor. */
export function fresh(): number {
  last += 1;
  return last;
}

const idOf = ({ type, code }: RightEntity) => `${type}:${code ?? ""}`;

/** Returns the row of everyone that a new rule begins with. */
export function everyone(granted: Iterable<Right> = []): Row {
  return { key: fresh(), id: EVERYONE, subs: false, granted: new Set(granted) };
}

/** Returns the rights after one of them was switched: rights that need it, or that it needs, follow. */
export function switched(granted: ReadonlySet<Right>, right: Right, on: boolean): Set<Right> {
  const next = new Set(granted);
  if (on) {
    next.add(right);
    const needed = NEEDS[right];
    if (needed) next.add(needed);
  } else {
    next.delete(right);
    for (const other of granted) if (NEEDS[other] === right) next.delete(other);
  }
  return next;
}

/** Returns the name that the form shows for a field. */
export function fieldName(code: string, { form }: PermissionsStart): string {
  return form.find((field) => field.code === code)?.label ?? code;
}

/** Returns true if organizations below the row's entity can be included. */
export function mayHaveSubs(id: string, { form }: PermissionsStart): boolean {
  const isField = ({ code, organizations }: NamedField) => organizations && id === `FIELD_ENTITY:${code}`;
  return id.startsWith("ORGANIZATION:") || form.some(isField);
}

/** How a row relates to a person: it decides, the value of a field says if it decides, or it is not about the person. */
export type Relation = "decides" | "may" | "";

/** Returns the relation of each row to a person. Rows behind the one that decides are never reached. */
export function relations(rows: Row[], person: PersonOfApp): Relation[] {
  let decided = false;
  return rows.map(({ id, subs }) => {
    if (decided) return "";
    if (id.startsWith("FIELD_ENTITY:")) return "may";
    decided = names(id, subs, person);
    return decided ? "decides" : "";
  });
}

function names(id: string, subs: boolean, person: PersonOfApp): boolean {
  const code = id.slice(id.indexOf(":") + 1);
  if (id.startsWith("USER:")) return code === person.code;
  if (id.startsWith("GROUP:")) return person.groups.includes(code);
  if (id.startsWith("ORGANIZATION:"))
    return person.organizations.includes(code) || (subs && person.above.includes(code));
  return person.creator;
}

function row(entity: RightEntity, subs: boolean, granted: Right[]): Row {
  return { key: fresh(), id: idOf(entity), subs, granted: new Set(granted) };
}

const of = <Name extends Right>(names: readonly Name[], flags: Record<Name, boolean>) =>
  names.filter((name) => flags[name]);

const appRow = (it: AppRightRow) => row(it.entity, it.includeSubs, of(RIGHTS.app, it));
const recordRow = (it: RecordRightRow) => row(it.entity, it.includeSubs, of(RIGHTS.record, it));

function fieldRow({ entity, includeSubs, accessibility }: FieldRightRow): Row {
  const viewable = accessibility !== "NONE";
  return row(entity, includeSubs, of(RIGHTS.field, { viewable, editable: accessibility === "WRITE" }));
}

export function read(start: PermissionsStart): Permissions {
  return {
    app: start.rights.map(appRow),
    records: start.records.map(({ filterCond, entities }) => ({
      key: fresh(),
      of: filterCond,
      rows: entities.map(recordRow),
    })),
    fields: start.fields.map(({ code, entities }) => ({ key: fresh(), of: code, rows: entities.map(fieldRow) })),
  };
}

function entityOf(id: string): { type: string; code?: string } {
  const [type = "", ...code] = id.split(":");
  return type === "CREATOR" ? { type } : { type, code: code.join(":") };
}

const sent = (kind: Kind) => (it: Row) => ({
  entity: entityOf(it.id),
  includeSubs: it.subs,
  ...Object.fromEntries(RIGHTS[kind].map((right) => [right, it.granted.has(right)])),
});

const accessibility = ({ granted }: Row) =>
  granted.has("editable") ? "WRITE" : granted.has("viewable") ? "READ" : "NONE";

/** Builds `rights` of the three requests in REST form. */
export function write({ app, records, fields }: Permissions): Record<Kind, { [member: string]: unknown }[]> {
  const fieldRow = (it: Row) => ({
    entity: entityOf(it.id),
    includeSubs: it.subs,
    accessibility: accessibility(it),
  });
  return {
    app: app.map(sent("app")),
    record: records.map((rule) => ({ filterCond: rule.of, entities: rule.rows.map(sent("record")) })),
    field: fields.map((rule) => ({ code: rule.of, entities: rule.rows.map(fieldRow) })),
  };
}
