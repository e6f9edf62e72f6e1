// SUBTABLE: rows of fields. The elements of a row are created once and stay as long as the row.

import { button, make } from "../../../lib/dom.ts";
import { fieldType } from "../../../lib/schema.ts";
import type { Say } from "../texts.ts";
import { display } from "./computed.ts";
import type { Editor, Order } from "./editor.ts";
import { type FieldJson, listOf, nothing, type Property, type RowJson, writable } from "./property.ts";
import { fill, type Slot, take } from "./slot.ts";

export interface TableEditor extends Editor {
  read(): RowJson[];
  /** Returns the slot of a field in the row at `index`. */
  slot(index: number, code: string): Slot | undefined;
  slots(): Slot[];
  /** Shows results of formulas in the rows, in their order. */
  fix(rows: RowJson[]): void;
  /** Applies the saved rows. They are the same rows, and new ones have received their IDs. */
  settle(saved: unknown): void;
  /** Applies a handler's changes to the rows. */
  take(rows: unknown, before: RowJson[] | undefined): void;
}

/**
 * A change: a field in the row at `row`, or the table itself. For the table, `row` is the added row, or null if a row
 * was removed.
 */
export interface RowChange {
  code: string | null;
  row: number | null;
}

interface Row {
  id: string | null;
  element: HTMLTableRowElement;
  cells: Map<string, Slot>;
  /** Read-only values, as the server sent them. */
  fixed: { [code: string]: FieldJson };
}

export function tableEditor(order: Order, changed: (change: RowChange) => void): TableEditor {
  return new Table(order, changed);
}

class Table implements TableEditor {
  readonly element: HTMLElement;
  readonly #order: Order;
  readonly #changed: (change: RowChange) => void;
  readonly #fields: Property[];
  readonly #heads: HTMLElement[];
  readonly #body = make("tbody");
  #rows: Row[] = [];
  #off = false;

  constructor(order: Order, changed: (change: RowChange) => void) {
    const { say } = order.context;
    this.#order = order;
    this.#changed = changed;
    this.#fields = Object.values(order.property.fields ?? {});
    this.#heads = this.#fields.map((field) => headOf(field, say));
    const last = make("th", { scope: "col" }, make("span", { class: "pd-hidden-text" }, say("row_actions")));
    const table = make(
      "table",
      { class: "pd-table pd-subtable subtable-gaia", ...order.name },
      make("thead", {}, make("tr", { class: "subtable-header-gaia" }, ...this.#heads, last)),
      this.#body,
    );
    this.element = make("div", { class: "pd-scroll" }, table);
  }

  read(): RowJson[] {
    return this.#rows.map(({ id, cells, fixed }) => {
      const values = this.#fields.map(({ code, type }) => {
        const slot = cells.get(code);
        return [
          code,
          slot ? { type, value: slot.editor.read() } : (structuredClone(fixed[code]) as FieldJson),
        ] as const;
      });
      return { id, value: Object.fromEntries(values) };
    });
  }

  write(value: unknown): void {
    this.take(value, undefined);
  }

  /**
   * Rows that stay keep their elements. A row without an ID is matched by its values, or else by its position among
   * such rows.
   */
  take(value: unknown, before: RowJson[] | undefined): void {
    const wanted = listOf(value).map(rowOf);
    const texts = (before ?? this.read()).map((row) => JSON.stringify(row));
    let unused = [...this.#rows];
    const claim = (fits: (row: Row) => boolean): Row | undefined => {
      const found = unused.find(fits);
      unused = unused.filter((row) => row !== found);
      return found;
    };
    const unchanged = wanted.map((given) => claim((row) => texts[this.#rows.indexOf(row)] === JSON.stringify(given)));
    const next = wanted.map((given, index) => {
      const row = unchanged[index] ?? claim(({ id }) => id === given.id) ?? this.#make(given);
      const old = before?.[this.#rows.indexOf(row)];
      for (const [code, slot] of row.cells) {
        const cell = given.value[code];
        if (cell) take(slot, cell, old?.value[code]);
      }
      return row;
    });
    for (const { element } of unused) element.remove();
    this.#rows = next;
    this.#keepOne();
    // Moving an element removes the focus from it, so only rows in another position move.
    this.#rows.forEach(({ element }, index) => {
      const there = this.#body.children[index] ?? null;
      if (there !== element) this.#body.insertBefore(element, there);
    });
  }

  fix(results: RowJson[]): void {
    this.#rows.forEach(({ element, fixed }, index) => {
      for (const [code, cell] of Object.entries(results[index]?.value ?? {})) {
        const places = [...element.querySelectorAll("[data-pd-computed]")];
        const place = places.find((it) => it.getAttribute("data-pd-computed") === code);
        const field = this.#order.property.fields?.[code];
        if (!place || !field) continue;
        fixed[code] = cell;
        place.textContent = display(field, cell.value);
      }
    });
  }

  settle(saved: unknown): void {
    listOf(saved).forEach((given, index) => {
      const row = this.#rows[index];
      if (row) row.id = rowOf(given).id;
    });
    this.write(saved);
  }

  slot(index: number, code: string): Slot | undefined {
    return this.#rows[index]?.cells.get(code);
  }

  slots(): Slot[] {
    return this.#rows.flatMap(({ cells }) => [...cells.values()]);
  }

  disable(off: boolean): void {
    this.#off = off;
    for (const slot of this.slots()) slot.disable(off);
    for (const { element } of this.#rows) {
      for (const press of element.querySelectorAll<HTMLButtonElement>(":scope > .pd-row-buttons > button"))
        press.disabled = off;
    }
  }

  focus(): void {
    this.#focus(0);
  }

  #focus(index: number): void {
    this.#rows[index]?.cells.values().next().value?.editor.focus();
  }

  #make(given: RowJson): Row {
    const row: Row = {
      id: given.id,
      element: make("tr", { class: "subtable-row-gaia" }),
      cells: new Map(),
      fixed: {},
    };
    for (const field of this.#fields) row.element.append(this.#cell(row, field, given.value[field.code]));
    row.element.append(make("td", { class: "pd-row-buttons subtable-operation-gaia" }, ...this.#buttons(row)));
    return row;
  }

  #cell(row: Row, field: Property, given: FieldJson | undefined): HTMLElement {
    const { code, type } = field;
    const cell = make("td", { "data-pd-field": code, "data-pd-field-box": code, class: "control-value-gaia" });
    // A plug-in may have hidden the whole column.
    cell.hidden = this.#heads[this.#fields.indexOf(field)]?.hidden ?? false;
    if (writable(field)) {
      const slot = fill(cell, this.#order.context, field, () => {
        slot.error(null);
        this.#changed({ code, row: this.#rows.indexOf(row) });
      });
      slot.editor.write(given?.value ?? nothing(field));
      if (this.#off) slot.disable(true);
      row.cells.set(code, slot);
    } else {
      row.fixed[code] = given ?? { type, value: nothing(field) };
      cell.append(make("span", { "data-pd-computed": code }, display(field, given?.value)));
    }
    return cell;
  }

  #buttons(row: Row): HTMLButtonElement[] {
    const { say } = this.#order.context;
    const add = button(
      "+",
      () => {
        const index = this.#rows.indexOf(row) + 1;
        this.#insert(index, emptyRow(this.#order.property));
        this.#focus(index);
        this.#changed({ code: null, row: index });
      },
      { class: "pd-button pd-button-small add-row-image-gaia", "aria-label": say("row_add") },
    );
    const remove = button(
      "−",
      () => {
        const index = this.#rows.indexOf(row);
        this.#rows = this.#rows.filter((other) => other !== row);
        row.element.remove();
        this.#keepOne();
        this.#focus(Math.min(index, this.#rows.length - 1));
        this.#changed({ code: null, row: null });
      },
      { class: "pd-button pd-button-small remove-row-image-gaia", "aria-label": say("row_remove") },
    );
    add.disabled = remove.disabled = this.#off;
    return [add, remove];
  }

  #insert(index: number, given: RowJson): void {
    const row = this.#make(given);
    this.#body.insertBefore(row.element, this.#rows[index]?.element ?? null);
    this.#rows = this.#rows.toSpliced(index, 0, row);
  }

  /** Adds an empty row if the table has none. */
  #keepOne(): void {
    if (this.#rows.length === 0) this.#insert(0, emptyRow(this.#order.property));
  }
}

function headOf(field: Property, say: Say): HTMLElement {
  const star = field.required ? [make("span", { class: "pd-required", title: say("required") }, "*")] : [];
  return make(
    "th",
    { scope: "col", class: "subtable-label-gaia", "data-pd-field-box": field.code },
    make("span", { class: "subtable-label-inner-gaia" }, field.label),
    ...star,
  );
}

/** Normalizes a row that a plug-in wrote, possibly without an ID or without some fields. */
function rowOf(given: unknown): RowJson {
  const { id, value } = (given ?? {}) as Partial<RowJson>;
  return { id: id === undefined || id === null || id === "" ? null : String(id), value: value ?? {} };
}

function emptyRow(property: Property): RowJson {
  const fields = Object.values(property.fields ?? {});
  return {
    id: null,
    value: Object.fromEntries(fields.map((field) => [field.code, { type: field.type, value: initial(field) }])),
  };
}

/** Returns the value of a field in a new row. */
function initial(field: Property & { defaultValue?: unknown }): unknown {
  return (fieldType(field.type).defaults && field.defaultValue) || nothing(field);
}
