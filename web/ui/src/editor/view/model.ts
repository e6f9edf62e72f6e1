// The views of an app while they are edited, in the order in which users see them.

import type { View as StoredView } from "../../../../api/generated/boot.ts";
import type { UpdateViews } from "../../../../api/generated/rest.ts";

export interface View {
  /** The key of the view in this editor. */
  key: number;
  /** The name by which the server knows the view, or null if it is not saved yet. */
  old: string | null;
  type: StoredView["type"];
  name: string;
  filterCond: string;
  sort: string;
  /** The codes of a list's columns. */
  fields: string[];
  /** The codes of a calendar's date field and title field. */
  date: string;
  title: string;
  html: string;
  pager: boolean;
  device: Extract<StoredView, { device: string }>["device"];
}

let last = 0;

/** Creates an empty view. */
export function fresh(type: View["type"], name: string): View {
  last += 1;
  const empty = { filterCond: "", sort: "$id desc", fields: [], date: "", title: "", html: "", pager: true };
  return { ...empty, key: last, old: null, type, name, device: "ANY" };
}

/** Returns the server's views in their order. */
export function read(views: Record<string, StoredView>): View[] {
  const all = Object.entries(views).sort(([, a], [, b]) => Number(a.index) - Number(b.index));
  return all.map(([old, view]) => ({ ...fresh("LIST", old), ...view, old }));
}

/** Builds the views of the request by the names that the server knows. `of` maps these names to the editor's views. */
export function write(views: View[]): { sent: UpdateViews["views"]; of: Map<string, View> } {
  const sent: UpdateViews["views"] = {};
  const of = new Map<string, View>();
  const taken = new Set(views.flatMap((view) => (view.old === null ? [] : [view.old])));
  for (const [index, view] of views.entries()) {
    // A new view must not be sent under the name of an old one, because it would get the old view's number.
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

/** One field of a sort order. */
export interface Step {
  code: string;
  way: "asc" | "desc";
}

/** Parses a sort order such as `price desc, $id asc`. */
export function steps(sort: string): Step[] {
  const parts = sort.split(",").map((part) => part.trim().split(/\s+/));
  return parts.flatMap(([code = "", way]) =>
    code ? [{ code, way: way?.toLowerCase() === "desc" ? "desc" : "asc" }] : [],
  );
}

/** Writes a sort order in the server's form. */
export function sortOf(list: Step[]): string {
  return list.map(({ code, way }) => `${code} ${way}`).join(", ");
}
