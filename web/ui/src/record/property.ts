// Fields as described by form/fields.json, and values in REST form.

import type { FieldProperty, FieldRow } from "../../../api/generated/rest.ts";
import type { Boot, HeldValue, RecordJson } from "../../../lib/boot.ts";
import { fieldType } from "../../../lib/schema.ts";

export type { RecordJson };

/** A field, as far as the user may see it. */
export interface Property extends Omit<FieldProperty, "fields"> {
  /** The fields of a table. */
  fields?: Properties;
  /** True if the user may not change the field. */
  readOnly?: boolean;
}
export type Properties = { [code: string]: Property };

/** Returns the fields of the page. Those that the user may not change are marked. */
export function propertiesOf({ fields, readOnly }: Boot): Properties {
  const marked = (given: Properties): Properties =>
    Object.fromEntries(
      Object.entries(given).map(([code, property]) => {
        const inner = property.fields && { fields: marked(property.fields) };
        return [code, { ...property, ...inner, readOnly: readOnly.includes(code) }];
      }),
    );
  return marked(fields ?? {});
}

/** A field of a record, with the members that a handler may add (B7.4). */
export interface FieldJson extends HeldValue {
  disabled?: boolean;
  error?: string | null;
}

/** A row of a table in a form. */
export interface RowJson extends Omit<FieldRow, "value"> {
  value: { [code: string]: FieldJson };
}

/** Returns whether users can write the field. */
export function writable(property: Property): boolean {
  const fixed = fieldType(property.type).readOnly || property.readOnly || property.expression;
  return !fixed && property.enabled !== false;
}

/** Returns the empty value of the field. */
export function nothing(property: Property): unknown {
  const { empty } = fieldType(property.type);
  return Array.isArray(empty) ? [] : empty;
}

/** Returns the options of a choice in their order. */
export function options(property: Property): string[] {
  return Object.entries(property.options ?? {})
    .sort(([, a], [, b]) => Number(a.index) - Number(b.index))
    .map(([name]) => name);
}

/** Returns the revision of a record, or null if the record is new. */
export function revisionOf(record: RecordJson): string | null {
  const revision = record.$revision?.value;
  return typeof revision === "string" ? revision : null;
}

/** Converts any value that a plug-in set to a text. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Converts any value that a plug-in set to a list. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
