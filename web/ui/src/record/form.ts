// A record's form: the editors in the page's elements, and the record that they hold.

import { fieldType } from "../../../lib/schema.ts";
import type { Refusal } from "../../../lib/server.ts";
import type { OpenForm } from "../../../runtime/src/hooks.ts";
import type { Editor, Order } from "./editor.ts";
import type { FormContext } from "./form_context.ts";
import {
  type FieldJson,
  listOf,
  type Properties,
  type Property,
  type RecordJson,
  type RowJson,
  writable,
} from "./property.ts";
import { fill, type Slot, take } from "./slot.ts";
import { type RowChange, type TableEditor, tableEditor } from "./table.ts";

/** A change by the user: the field, and its table if it is in one. */
export interface Change {
  code: string;
  table: string | null;
  /** The index of the row in the table. Null for a field outside tables, and for a removed row. */
  row: number | null;
}

export interface Form extends OpenForm {
  /** Applies a handler's changes to the record that it received. `before` is that record before the handler ran. */
  take(record: unknown, before: RecordJson): void;
  /** Applies the values that a lookup copies, including values of read-only fields. */
  copy(values: RecordJson): void;
  /** Shows an error at a field. Null removes the error. */
  error(code: string, text: string | null): void;
  /** Returns whether any field shows an error. */
  hasErrors(): boolean;
  clearErrors(): void;
  /** Shows the server's errors at the fields. Returns the errors that belong to no field. */
  refuse(refusal: Refusal): string[];
  /** Scrolls to the first field with an error and focuses it. */
  focusError(): void;
  /** Returns the values in the form of a request: `{value}` by code. */
  payload(): { [code: string]: { value: unknown } };
  /** Applies results of formulas, which users cannot write. */
  fix(results: RecordJson): void;
  /** Applies the saved record: its revision, and the values that the server set. */
  settle(record: RecordJson): void;
}

/** Creates editors for all writable fields in the elements that `placeOf` returns. */
export function openForm(
  context: FormContext,
  given: RecordJson,
  properties: Properties,
  placeOf: (code: string) => HTMLElement | null,
  changed: (change: Change) => void,
): Form {
  const form = new RecordForm(given, properties);
  for (const property of Object.values(properties)) {
    const place = placeOf(property.code);
    if (place && writable(property)) form.open(context, property, place, changed);
  }
  return form;
}

class RecordForm implements Form {
  readonly #properties: Properties;
  readonly #slots = new Map<string, Slot>();
  readonly #tables = new Map<string, TableEditor>();
  #record: RecordJson;

  constructor(given: RecordJson, properties: Properties) {
    this.#record = structuredClone(given);
    this.#properties = properties;
  }

  /** Creates the field's editor in its element. */
  open(context: FormContext, property: Property, place: HTMLElement, changed: (change: Change) => void): void {
    const { code } = property;
    const tell = (change: Change) => {
      this.#slots.get(code)?.error(null);
      changed(change);
    };
    const inRow = (change: RowChange) =>
      tell(
        change.code === null
          ? { code, table: null, row: change.row }
          : { code: change.code, table: code, row: change.row },
      );
    const asTable = (order: Order): Editor => {
      const table = tableEditor(order, inRow);
      this.#tables.set(code, table);
      return table;
    };
    const editorOf = property.type === "SUBTABLE" ? asTable : undefined;
    const slot = fill(place, context, property, () => tell({ code, table: null, row: null }), editorOf);
    slot.editor.write(this.#record[code]?.value);
    this.#slots.set(code, slot);
  }

  read(): RecordJson {
    const copy = structuredClone(this.#record);
    for (const [code, { property, editor }] of this.#slots) copy[code] = { type: property.type, value: editor.read() };
    return copy;
  }

  write(next: RecordJson): void {
    this.#take(next);
  }

  take(next: unknown, before: RecordJson): void {
    this.#take(next, before);
  }

  #take(next: unknown, before?: RecordJson): void {
    if (typeof next !== "object" || next === null) return;
    for (const [code, field] of Object.entries(next as { [code: string]: FieldJson | undefined })) {
      const property = this.#properties[code];
      if (!field || typeof field !== "object" || !property || !writable(property)) continue;
      const table = this.#tables.get(code);
      const slot = this.#slots.get(code);
      if (table && slot) {
        table.take(field.value, before && (listOf(before[code]?.value) as RowJson[]));
        if ("disabled" in field) slot.disable(field.disabled === true);
        if ("error" in field) slot.error(field.error ?? null);
      } else if (slot) {
        take(slot, field, before?.[code] as FieldJson | undefined);
      } else {
        // The field is not on this form, but it is saved all the same.
        this.#keep(code, { type: property.type, value: field.value });
      }
    }
  }

  copy(values: RecordJson): void {
    for (const [code, field] of Object.entries(values)) {
      const slot = this.#slots.get(code);
      if (slot) slot.editor.write(field.value);
      else this.#keep(code, field);
    }
  }

  fix(results: RecordJson): void {
    for (const [code, field] of Object.entries(results)) {
      const table = this.#tables.get(code);
      if (table) table.fix(listOf(field.value) as RowJson[]);
      else if (!this.#slots.has(code)) this.#keep(code, field);
    }
  }

  settle(saved: RecordJson): void {
    this.#record = structuredClone(saved);
    for (const [code, { editor }] of this.#slots) {
      const table = this.#tables.get(code);
      if (table) table.settle(saved[code]?.value);
      else editor.write(saved[code]?.value);
    }
  }

  /** Sets the value of a field without an editor. */
  #keep(code: string, field: RecordJson[string]): void {
    this.#record = { ...this.#record, [code]: field };
  }

  payload(): { [code: string]: { value: unknown } } {
    const now = this.read();
    const written = Object.values(this.#properties).filter((property) => writable(property) && now[property.code]);
    return Object.fromEntries(
      written.map(({ code, type, fields }) => [code, { value: sent(fields, type, now[code]?.value) }]),
    );
  }

  error(code: string, text: string | null): void {
    this.#slots.get(code)?.error(text);
  }

  hasErrors(): boolean {
    return this.#every().some((slot) => slot.hasError());
  }

  clearErrors(): void {
    for (const slot of this.#every()) slot.error(null);
  }

  refuse(refusal: Refusal): string[] {
    const homeless: string[] = [];
    for (const [at, messages] of Object.entries(refusal.places)) {
      const text = messages.join(" ");
      const slot = slotAt(at, this.#slots, this.#tables);
      if (slot) slot.error(text);
      else homeless.push(at ? `${at}: ${text}` : text);
    }
    return homeless;
  }

  focusError(): void {
    const first = this.#every().find((slot) => slot.hasError());
    first?.editor.element.scrollIntoView({ block: "center" });
    first?.editor.focus();
  }

  /** Returns the slots of all fields. Fields in tables come after the others. */
  #every(): Slot[] {
    return [...this.#slots.values(), ...[...this.#tables.values()].flatMap((table) => table.slots())];
  }
}

/** Finds the slot of an error. The server's place has the form `record.Table.value[0].value.n.value` (B8.3). */
function slotAt(at: string, slots: Map<string, Slot>, tables: Map<string, TableEditor>): Slot | undefined {
  const [, code = "", rest = ""] = /^record\.([^.[]+)(.*)$/s.exec(at) ?? [];
  const [, row, inner = ""] = /^\.value\[(\d+)\]\.value\.([^.[]+)/.exec(rest) ?? [];
  return (row === undefined ? undefined : tables.get(code)?.slot(Number(row), inner)) ?? slots.get(code);
}

/** Returns a value in the form of a request: without types, files by key, people by code. */
export function sent(fields: Properties | undefined, type: string, value: unknown): unknown {
  if (type === "FILE") return listOf(value).map((file) => ({ fileKey: (file as { fileKey: string }).fileKey }));
  if (fieldType(type).whom) {
    return listOf(value).map((entity) => ({ code: (entity as { code: string }).code }));
  }
  if (type !== "SUBTABLE") return value;
  return (listOf(value) as RowJson[]).map((row) => ({
    ...(row.id === null ? {} : { id: row.id }),
    value: Object.fromEntries(
      Object.values(fields ?? {})
        .filter(writable)
        .map((field) => [field.code, { value: sent(undefined, field.type, row.value[field.code]?.value) }]),
    ),
  }));
}

/**
 * Applies the return value of a handler to the form: values, errors, and enabled or disabled fields (B7.4). Returns the page's error message that the handler set as
 * `event.error`.
 */
export function applied(form: Form, returned: unknown, before: RecordJson): string | null {
  if (typeof returned !== "object" || returned === null) return null;
  const { record, error } = returned as { record?: unknown; error?: unknown };
  form.take(record, before);
  return typeof error === "string" && error !== "" ? error : null;
}
