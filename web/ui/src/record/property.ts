// Fields as form/fields.json describes them, and values as REST writes them.

import type { Boot, RecordJson } from "../../../lib/boot.ts";
import { fieldType } from "../../../lib/schema.ts";

export interface Property {
  type: string;
  code: string;
  label: string;
  required?: boolean;
  /** Of the optional built-in fields: whether the app has it. */
  enabled?: boolean;
  noLabel?: boolean;
  options?: { [name: string]: { label: string; index: string } };
  align?: "HORIZONTAL" | "VERTICAL";
  protocol?: "WEB" | "CALL" | "MAIL";
  unit?: string;
  unitPosition?: "BEFORE" | "AFTER";
  minValue?: string;
  maxValue?: string;
  expression?: string;
  /** How a result is written; `digit` says the same of a number. */
  format?: string;
  digit?: boolean;
  lookup?: { fieldMappings?: { field: string }[] } | null;
  /** A table's own fields. */
  fields?: Properties;
}

export type Properties = { [code: string]: Property };

/** A field of a record, with what a handler may add to it (B7.4). */
export interface FieldJson {
  type: string;
  value: unknown;
  disabled?: boolean;
  error?: string | null;
}

/** A row of a table; one that is not saved yet has no ID. */
export interface RowJson {
  id: string | null;
  value: { [code: string]: FieldJson };
}

export type { Boot, RecordJson };

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

/** A text from whatever a plug-in set. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** A list from whatever a plug-in set. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
