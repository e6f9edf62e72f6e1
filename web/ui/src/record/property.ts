// Fields as form/fields.json describes them, and values as REST writes them.

import type { FieldRow, FieldProperty as Property } from "../../../api/generated/rest.ts";
import type { HeldValue, RecordJson } from "../../../lib/boot.ts";
import { fieldType } from "../../../lib/schema.ts";

export type { Property, RecordJson };
export type Properties = { [code: string]: Property };

/** A field of a record, with what a handler may add to it (B7.4). */
export interface FieldJson extends HeldValue {
  disabled?: boolean;
  error?: string | null;
}

/** A row of a table as a form holds it. */
export interface RowJson extends Omit<FieldRow, "value"> {
  value: { [code: string]: FieldJson };
}

/** Whether people may give it a value. */
export function writable(property: Property): boolean {
  return !fieldType(property.type).readOnly && !property.expression && property.enabled !== false;
}

/** What a value of the type is where there is none. */
export function nothing(property: Property): unknown {
  const { empty } = fieldType(property.type);
  return Array.isArray(empty) ? [] : empty;
}

/** The options of a choice in their order. */
export function options(property: Property): string[] {
  return Object.entries(property.options ?? {})
    .sort(([, a], [, b]) => Number(a.index) - Number(b.index))
    .map(([name]) => name);
}

/** The number of what a record was saved as; null of a record that is new. */
export function revisionOf(record: RecordJson): string | null {
  const revision = record.$revision?.value;
  return typeof revision === "string" ? revision : null;
}

/** A text from whatever a plug-in set. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** A list from whatever a plug-in set. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
