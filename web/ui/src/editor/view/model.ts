// The views of an app while they are edited: a list in the order in which people see them.

import type { View as StoredView } from "../../../../api/generated/boot.ts";
import type { UpdateViews } from "../../../../api/generated/rest.ts";

export interface View {
  /** Of this view, in this editor. */
  key: number;
  /** The name under which the server knows it; null until it is saved. */
  old: string | null;
  type: StoredView["type"];
  name: string;
  filterCond: string;
  sort: string;
  /** Codes of a list's columns. */
  fields: string[];
  /** Codes of a calendar's day and text. */
  date: string;
  title: string;
  html: string;
  pager: boolean;
  device: Extract<StoredView, { device: string }>["device"];
}

let last = 0;

/** A view with nothing in it. */
export function fresh(type: View["type"], name: string): View {
  last += 1;
  const empty = { filterCond: "", sort: "$id desc", fields: [], date: "", title: "", html: "", pager: true };
  return { ...empty, key: last, old: null, type, name, device: "ANY" };
}

/** The server's views in their order. */
export function read(views: Record<string, StoredView>): View[] {
  const all = Object.entries(views).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
  return all.map(([old, view]) => ({ ...fresh("LIST", old), ...view, old }));
}

/** The request's views by the names that the server knows them under, and whose they are. */
export function write(views: View[]): { sent: UpdateViews["views"]; of: Map<string, View> } {
  const sent: UpdateViews["views"] = {};
  const of = new Map<string, View>();
  const taken = new Set(views.flatMap((view) => (view.old === null ? [] : [view.old])));
  for (const [index, view] of views.entries()) {
    // A new view must not come under the name of an old one: it would take its number.
    let name = view.old ?? `+${view.key}`;
    while (view.old === null && taken.has(name)) name = `+${name}`;
    taken.add(name);
    of.set(name, view);
    const { type, filterCond, sort, fields, date, title, html, pager, device } = view;
    const common = { index, name: view.name, type, filterCond, sort };
    if (type === "LIST") sent[name] = { ...common, fields };
    else if (type === "CALENDAR") sent[name] = { ...common, date, title };
    else sent[name] = { ...common, html, pager, device };
  }
  return { sent, of };
}

/** One step of an order. */
export interface Step {
  code: string;
  way: "asc" | "desc";
}

/** `price desc, $id asc` in steps. */
export function steps(sort: string): Step[] {
  const parts = sort.split(",").map((part) => part.trim().split(/\s+/));
  return parts.flatMap(([code = "", way]) =>
    code ? [{ code, way: way?.toLowerCase() === "desc" ? "desc" : "asc" }] : [],
  );
}

/** Steps as the server reads them. */
export function sortOf(list: Step[]): string {
  return list.map(({ code, way }) => `${code} ${way}`).join(", ");
}
