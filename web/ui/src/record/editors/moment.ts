// Days, times of day, and instants as the reader's clock shows them.

import { make } from "../../../../lib/dom.ts";
import type { Editor, Order } from "../editor.ts";
import { textOf } from "../property.ts";

const INPUTS: Record<string, string> = { DATE: "date", TIME: "time", DATETIME: "datetime-local" };

/** DATE, TIME, DATETIME. */
export function moment({ property, name, problem, changed, context }: Order): Editor {
  const zone = context.hooks.boot.user.timezone || "UTC";
  const instant = property.type === "DATETIME";
  const input = make("input", {
    ...name,
    "aria-describedby": problem,
    "aria-required": property.required ? "true" : undefined,
    class: "pd-input pd-input-moment",
    type: INPUTS[property.type] ?? "text",
  });
  input.addEventListener("change", changed);
  return {
    element: input,
    read: () => {
      if (!input.value) return instant ? "" : null;
      return instant ? toInstant(input.value, zone) : input.value;
    },
    write: (value) => {
      const text = textOf(value);
      input.value = instant ? toLocal(text, zone) : text;
    },
    disable: (off) => {
      input.disabled = off;
    },
    focus: () => input.focus(),
  };
}

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((it) => it.type === type)?.value);
  const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map(part);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** `2026-11-22T03:30:00Z` as `2026-11-22T12:30` in Tokyo; what is no instant as nothing. */
export function toLocal(text: string, zone: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? "" : new Date(at + ahead(at, zone)).toISOString().slice(0, 16);
}

/** `2026-11-22T12:30` of Tokyo as `2026-11-22T03:30:00Z`. An hour that is skipped in spring is the one after. */
export function toInstant(local: string, zone: string): string {
  const wall = Date.parse(`${local}Z`);
  // The offset at the wall's time read as UTC is the right one, but near a change of clocks: then that of the result is.
  const first = wall - ahead(wall, zone);
  const at = wall - ahead(first, zone);
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
