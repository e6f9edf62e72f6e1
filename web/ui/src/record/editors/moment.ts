// Dates, times, and instants in the user's time zone.

import { make } from "../../../../lib/dom.ts";
import type { Editor, Order } from "../editor.ts";
import { textOf } from "../property.ts";

const INPUTS: Record<string, string> = { DATE: "date", TIME: "time", DATETIME: "datetime-local" };

/** The editor for DATE, TIME and DATETIME. */
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

/** Returns the zone's offset from UTC at an instant, in milliseconds. */
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

/**
 * Converts an instant to local time: `2026-11-22T03:30:00Z` becomes `2026-11-22T12:30` in Tokyo. Any other text becomes
 * an empty string.
 */
export function toLocal(text: string, zone: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? "" : new Date(at + ahead(at, zone)).toISOString().slice(0, 16);
}

/**
 * Converts local time to an instant: `2026-11-22T12:30` in Tokyo becomes `2026-11-22T03:30:00Z`. A time that is skipped
 * in spring becomes the time an hour later.
 */
export function toInstant(local: string, zone: string): string {
  const wall = Date.parse(`${local}Z`);
  // The first guess is the offset at the local time read as UTC. Near a clock change that may be wrong, so the offset
  // at the resulting instant is used.
  const first = wall - ahead(wall, zone);
  const at = wall - ahead(first, zone);
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
