// Removing items from the form.

import type { Field, Form } from "./model.ts";
import { find, take } from "./tree.ts";

/**
 * Removes the item with this key. The fields of a group stay. A built-in field becomes spare and can be added again.
 */
export function remove(form: Form, wanted: number, builtIn: (type: string) => boolean): boolean {
  const spot = find(form, wanted);
  const taken = take(form, wanted);
  if (!spot || !taken) return false;
  // The fields of a removed group stay at its position.
  if ("row" in taken && taken.row.kind === "GROUP") form.rows.splice(spot.at, 0, ...taken.row.rows);
  if ("item" in taken && taken.item.kind === "FIELD" && builtIn(taken.item.field.type)) {
    form.spare.push(taken.item.field);
  }
  return true;
}

/** Returns the numbers of the saved fields that a removal deletes. A table's columns are deleted with it. */
export function lost(form: Form, wanted: number): number[] {
  const spot = find(form, wanted);
  if (!spot) return [];
  const fields: Field[] = [];
  if (spot.item?.kind === "FIELD") fields.push(spot.item.field);
  if (!spot.item && spot.row.kind === "SUBTABLE") {
    fields.push(spot.row.field, ...spot.row.items.flatMap((it) => (it.kind === "FIELD" ? [it.field] : [])));
  }
  return fields.flatMap((field) => (field.id === null ? [] : [field.id]));
}

/** Returns the key of the item that gets the focus after a removal: the next item, or else the previous one. */
export function neighbour(form: Form, wanted: number): number | null {
  const spot = find(form, wanted);
  if (!spot) return null;
  if (spot.item && spot.row.kind !== "GROUP") {
    const beside = spot.row.items[spot.index + 1] ?? spot.row.items[spot.index - 1];
    if (beside) return beside.key;
  }
  const row = spot.rows[spot.at + 1] ?? spot.rows[spot.at - 1];
  if (!row) return spot.group?.key ?? null;
  return row.kind === "ROW" ? (row.items[0]?.key ?? null) : row.key;
}
