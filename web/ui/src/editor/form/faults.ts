// The server's errors, sorted by field.

import { Refusal } from "../../../../lib/server.ts";
import type { Form, Sent } from "./model.ts";

/** Error messages by the key of the field and then by setting. */
export type Faults = ReadonlyMap<number, ReadonlyMap<string, string[]>>;

/** Sorts the reasons of a refusal by field and setting. `rest` is the refusal for the toolbar. */
export function byField(refusal: Refusal, sent: Sent): { faults: Faults; rest: Refusal } {
  const faults = new Map<number, Map<string, string[]>>();
  const rest: string[] = [];
  for (const [place, messages] of Object.entries(refusal.places)) {
    const [, at = "", setting = ""] = /^(fields\[\d+\](?:\.fields\[\d+\])?)(?:\.([^.[]+).*)?$/.exec(place) ?? [];
    const field = sent.at.get(at);
    if (!field) {
      rest.push(...messages);
      continue;
    }
    const settings = faults.get(field.key) ?? new Map<string, string[]>();
    settings.set(setting, [...(settings.get(setting) ?? []), ...messages]);
    faults.set(field.key, settings);
    rest.push(`${field.label || field.code}: ${messages.join(" ")}`);
  }
  return { faults, rest: new Refusal(refusal.message, { "": rest }) };
}

/** Returns the key with which a field is selected. */
export function keyOf(form: Form, field: number): number | null {
  const of = (rows: Form["rows"]): number | null => {
    for (const row of rows) {
      if (row.kind !== "ROW" && row.field.key === field) return row.key;
      const item =
        row.kind === "GROUP" ? undefined : row.items.find((it) => it.kind === "FIELD" && it.field.key === field);
      const inside = row.kind === "GROUP" ? of(row.rows) : (item?.key ?? null);
      if (inside !== null) return inside;
    }
    return null;
  };
  return of(form.rows);
}
