// Moving items on the form. Each function changes the copy that it receives and returns whether it could.

import { type Form, type Item, key, type Row } from "./model.ts";

export type Way = "up" | "down" | "left" | "right";

/** The position of an item. `rows` is the list that contains its row, and `index` is its position in the row. */
export interface Spot {
  rows: Row[];
  at: number;
  row: Row;
  group: (Row & { kind: "GROUP" }) | null;
  index: number;
  item: Item | null;
}

/** A target position: beside or inside the item with this key. */
export interface Target {
  side: "before" | "after" | "left" | "right" | "into";
  key: number;
}

/** A movable part of the form: an item, or a row that is a table or group. */
export type Thing = { item: Item } | { row: Row };

/** Finds a row or an item by its key. */
export function find(form: Form, wanted: number): Spot | null {
  return search(form.rows, null, wanted);
}

function search(rows: Row[], group: Spot["group"], wanted: number): Spot | null {
  for (const [at, row] of rows.entries()) {
    if (row.key === wanted) return { rows, at, row, group, index: -1, item: null };
    if (row.kind === "GROUP") {
      const found = search(row.rows, row, wanted);
      if (found) return found;
      continue;
    }
    const index = row.items.findIndex((item) => item.key === wanted);
    if (index >= 0) return { rows, at, row, group, index, item: row.items[index] ?? null };
  }
  return null;
}

/** Moves an item by one step. An item that is alone in its row joins the next row. Any other item gets its own row. */
export function move(form: Form, wanted: number, way: Way): boolean {
  const spot = find(form, wanted);
  if (!spot) return false;
  const { rows, at, row, item, index } = spot;
  const back = way === "up" || way === "left";
  if (way === "left" || way === "right") {
    return item !== null && row.kind !== "GROUP" && swap(row.items, index, index + (back ? -1 : 1));
  }
  if (row.kind !== "ROW") return item === null && swap(rows, at, at + (back ? -1 : 1));
  if (!item) return false;
  if (row.items.length > 1) {
    row.items.splice(index, 1);
    rows.splice(back ? at : at + 1, 0, { key: key(), kind: "ROW", items: [item] });
    return true;
  }
  const other = rows[at + (back ? -1 : 1)];
  if (!other) return leave(form, spot, back);
  if (other.kind === "SUBTABLE") return swap(rows, at, at + (back ? -1 : 1));
  rows.splice(at, 1);
  if (other.kind === "ROW") other.items.push(item);
  else if (back) other.rows.push(row);
  else other.rows.unshift(row);
  return true;
}

/** Moves a row out of its group, if it is the first or last row of the group. */
function leave(form: Form, { rows, at, row, group }: Spot, back: boolean): boolean {
  if (!group) return false;
  rows.splice(at, 1);
  const outside = form.rows.indexOf(group);
  form.rows.splice(back ? outside : outside + 1, 0, row);
  return true;
}

function swap<T>(list: T[], one: number, other: number): boolean {
  const [a, b] = [list[one], list[other]];
  if (a === undefined || b === undefined) return false;
  list[one] = b;
  list[other] = a;
  return true;
}

/** Removes an item from the form. If its row is then empty, the row is removed too. */
export function take(form: Form, wanted: number): Thing | null {
  const spot = find(form, wanted);
  if (!spot) return null;
  const { rows, at, row, item, index } = spot;
  if (!item) {
    rows.splice(at, 1);
    return { row };
  }
  if (row.kind === "GROUP") return null;
  row.items.splice(index, 1);
  if (row.kind === "ROW" && row.items.length === 0) rows.splice(at, 1);
  return { item };
}

/**
 * Returns whether the item may move to the target. A saved column must stay in its table, and a saved field outside
 * tables.
 */
export function fits(form: Form, thing: Thing, target: Target, fitsInTable: (type: string) => boolean): boolean {
  const spot = find(form, target.key);
  if (!spot) return false;
  const beside = target.side === "left" || target.side === "right";
  const table = spot.row.kind === "SUBTABLE" && (spot.item !== null || target.side === "into");
  if ("row" in thing) {
    const grouped = spot.group !== null || (target.side === "into" && spot.row.kind === "GROUP");
    return !beside && !table && !grouped && thing.row.key !== target.key;
  }
  const { item } = thing;
  if (item.key === target.key) return false;
  const from = find(form, item.key);
  const home = from?.row.kind === "SUBTABLE" ? from.row.key : null;
  if (table) {
    if (item.kind !== "FIELD" || !fitsInTable(item.field.type)) return false;
    return home === spot.row.key || item.field.id === null;
  }
  return home === null || (item.kind === "FIELD" && item.field.id === null);
}

/** Inserts an item beside or inside the target, or at the end of the form if there is no target. */
export function put(form: Form, thing: Thing, target: Target | null): boolean {
  const row: Row = "row" in thing ? thing.row : { key: key(), kind: "ROW", items: [thing.item] };
  if (!target) {
    form.rows.push(row);
    return true;
  }
  const spot = find(form, target.key);
  if (!spot) return false;
  const { side } = target;
  if (side === "into") {
    if (spot.row.kind === "GROUP") spot.row.rows.push(row);
    else if (spot.row.kind === "SUBTABLE" && "item" in thing) spot.row.items.push(thing.item);
    else return false;
    return true;
  }
  if (side === "left" || side === "right") {
    if (!spot.item || spot.row.kind === "GROUP" || !("item" in thing)) return false;
    spot.row.items.splice(spot.index + (side === "right" ? 1 : 0), 0, thing.item);
    return true;
  }
  spot.rows.splice(spot.at + (side === "after" ? 1 : 0), 0, row);
  return true;
}

/** Moves an item that is already on the form. If it does not fit at the target, nothing changes. */
export function drop(form: Form, wanted: number, target: Target, fitsInTable: (type: string) => boolean): boolean {
  const spot = find(form, wanted);
  if (!spot) return false;
  const thing: Thing = spot.item ? { item: spot.item } : { row: spot.row };
  // An item that is alone in its row would not move if it were dropped beside that row.
  const alone = spot.row.kind === "ROW" && spot.row.items.length === 1 && spot.row.key === target.key;
  if (alone || !fits(form, thing, target, fitsInTable)) return false;
  take(form, wanted);
  return put(form, thing, target);
}
