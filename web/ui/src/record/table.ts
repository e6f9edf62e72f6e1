// SUBTABLE: rows of fields. A row's elements are made once and stay while the row does.

import { make } from "../../../lib/dom.ts";
import { button } from "../button.ts";
import { display } from "./computed.ts";
import type { Editor, Order } from "./editor.ts";
import { type FieldJson, listOf, nothing, type Property, type RowJson, writable } from "./property.ts";
import { fill, type Slot, take } from "./slot.ts";

export interface TableEditor extends Editor {
  read(): RowJson[];
  /** The place of a field in the row at `index`. */
  slot(index: number, code: string): Slot | undefined;
  slots(): Slot[];
  /** Shows results of formulas in the rows, in their order. */
  fix(rows: RowJson[]): void;
  /** Shows the rows as they were saved: the same rows, of which new ones have got their numbers. */
  settle(saved: unknown): void;
  /** Takes over what a handler did to the rows. */
  take(rows: unknown, before: RowJson[] | undefined): void;
}

/** What changed: a field of the row at `row`, or the table itself: the row that came, null where one went. */
export interface RowChange {
  code: string | null;
  row: number | null;
}

interface Row {
  id: string | null;
  element: HTMLTableRowElement;
  cells: Map<string, Slot>;
  /** Values that nobody can change here, as they came. */
  fixed: { [code: string]: FieldJson };
}

export function tableEditor(order: Order, changed: (change: RowChange) => void): TableEditor {
  const { desk, property } = order;
  const { say } = desk;
  const inner = Object.values(property.fields ?? {});
  const heads = inner.map((field) => {
    const star = field.required ? [make("span", { class: "pd-required", title: say("required") }, "*")] : [];
    return make(
      "th",
      { scope: "col", class: "subtable-label-gaia", "data-pd-field-box": field.code },
      make("span", { class: "subtable-label-inner-gaia" }, field.label),
      ...star,
    );
  });
  const last = make("th", { scope: "col" }, make("span", { class: "pd-hidden-text" }, say("row_actions")));
  const body = make("tbody");
  const table = make(
    "table",
    { class: "pd-table pd-subtable subtable-gaia", ...order.name },
    make("thead", {}, make("tr", { class: "subtable-header-gaia" }, ...heads, last)),
    body,
  );
  let rows: Row[] = [];
  let off = false;

  function makeRow(given: RowJson): Row {
    const element = make("tr", { class: "subtable-row-gaia" });
    const row: Row = { id: given.id, element, cells: new Map(), fixed: {} };
    for (const field of inner) {
      const cell = make("td", {
        "data-pd-field": field.code,
        "data-pd-field-box": field.code,
        class: "control-value-gaia",
      });
      // A plug-in may have hidden the whole column.
      cell.hidden = heads[inner.indexOf(field)]?.hidden ?? false;
      element.append(cell);
      const told = given.value[field.code];
      if (writable(field)) {
        const slot = fill(cell, desk, field, () => {
          slot.error(null);
          changed({ code: field.code, row: rows.indexOf(row) });
        });
        slot.editor.write(told?.value ?? nothing(field));
        if (off) slot.disable(true);
        row.cells.set(field.code, slot);
      } else {
        row.fixed[field.code] = told ?? { type: field.type, value: nothing(field) };
        cell.append(make("span", { "data-pd-computed": field.code }, display(field, told?.value)));
      }
    }
    const add = button(
      "+",
      () => {
        const index = rows.indexOf(row) + 1;
        insert(index, emptyRow(property));
        rows[index]?.cells.values().next().value?.editor.focus();
        changed({ code: null, row: index });
      },
      { class: "pd-button pd-button-small add-row-image-gaia", "aria-label": say("row_add") },
    );
    const remove = button(
      "−",
      () => {
        const index = rows.indexOf(row);
        rows = rows.filter((other) => other !== row);
        element.remove();
        // A table keeps a row to write into.
        if (rows.length === 0) insert(0, emptyRow(property));
        rows[Math.min(index, rows.length - 1)]?.cells.values().next().value?.editor.focus();
        changed({ code: null, row: null });
      },
      { class: "pd-button pd-button-small remove-row-image-gaia", "aria-label": say("row_remove") },
    );
    add.disabled = remove.disabled = off;
    element.append(make("td", { class: "pd-row-buttons subtable-operation-gaia" }, add, remove));
    return row;
  }

  function insert(index: number, given: RowJson): void {
    const row = makeRow(given);
    body.insertBefore(row.element, rows[index]?.element ?? null);
    rows = rows.toSpliced(index, 0, row);
  }

  function read(): RowJson[] {
    return rows.map(({ id, cells, fixed }) => ({
      id,
      value: Object.fromEntries(
        inner.map((field) => {
          const slot = cells.get(field.code);
          const value = slot ? { type: field.type, value: slot.editor.read() } : structuredClone(fixed[field.code]);
          return [field.code, value as FieldJson];
        }),
      ),
    }));
  }

  /** Rows that stay keep their elements: one without a number is known by its values, else by its place among such. */
  function write(value: unknown, before?: RowJson[]): void {
    const wanted = listOf(value).map(rowOf);
    const texts = (before ?? read()).map((row) => JSON.stringify(row));
    let unused = [...rows];
    const claim = (fits: (row: Row) => boolean): Row | undefined => {
      const found = unused.find(fits);
      unused = unused.filter((row) => row !== found);
      return found;
    };
    const unchanged = wanted.map((given) => claim((row) => texts[rows.indexOf(row)] === JSON.stringify(given)));
    const next = wanted.map((given, index) => {
      const row = unchanged[index] ?? claim(({ id }) => id === given.id) ?? makeRow(given);
      const old = before?.[rows.indexOf(row)];
      for (const [code, slot] of row.cells) {
        const cell = given.value[code];
        if (cell) take(slot, cell, old?.value[code]);
      }
      return row;
    });
    for (const { element } of unused) element.remove();
    rows = next;
    if (rows.length === 0) insert(0, emptyRow(property));
    // Moving an element takes the keyboard's place from it: only where the order is another.
    rows.forEach(({ element }, index) => {
      if (body.children[index] !== element) body.insertBefore(element, body.children[index] ?? null);
    });
  }

  function fix(results: RowJson[]): void {
    rows.forEach(({ element, fixed }, index) => {
      for (const [code, cell] of Object.entries(results[index]?.value ?? {})) {
        const place = [...element.querySelectorAll("[data-pd-computed]")].find(
          (it) => it.getAttribute("data-pd-computed") === code,
        );
        const field = property.fields?.[code];
        if (!place || !field) continue;
        fixed[code] = cell;
        place.textContent = display(field, cell.value);
      }
    });
  }

  return {
    fix,
    element: make("div", { class: "pd-scroll" }, table),
    read,
    write: (value) => write(value),
    settle(saved) {
      listOf(saved).forEach((given, index) => {
        const row = rows[index];
        if (row) row.id = rowOf(given).id;
      });
      write(saved);
    },
    take: (given, before) => write(given, before),
    slot: (index, code) => rows[index]?.cells.get(code),
    slots: () => rows.flatMap(({ cells }) => [...cells.values()]),
    disable(now) {
      off = now;
      for (const { element, cells } of rows) {
        for (const slot of cells.values()) slot.disable(now);
        for (const press of element.querySelectorAll<HTMLButtonElement>(":scope > .pd-row-buttons > button"))
          press.disabled = now;
      }
    },
    focus: () => rows[0]?.cells.values().next().value?.editor.focus(),
  };
}

/** A row as a plug-in may write it: without an ID, with fields missing. */
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

/** What a new row begins with. */
function initial(field: Property & { defaultValue?: unknown }): unknown {
  const fixed = [
    "SINGLE_LINE_TEXT",
    "MULTI_LINE_TEXT",
    "RICH_TEXT",
    "NUMBER",
    "LINK",
    "CHECK_BOX",
    "MULTI_SELECT",
    "RADIO_BUTTON",
    "DROP_DOWN",
  ];
  return (fixed.includes(field.type) && field.defaultValue) || nothing(field);
}
