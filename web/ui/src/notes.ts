// Notes that screen readers read when they appear.

import { make } from "../../lib/dom.ts";
import type { Refusal } from "../../lib/server.ts";

/** Creates a coloured box. Errors interrupt the screen reader, and successes do not. */
export function note(tone: "danger" | "good", ...children: (string | Node)[]): HTMLElement {
  return make("div", { class: `pd-note pd-note-${tone}`, role: tone === "danger" ? "alert" : "status" }, ...children);
}

/** Creates a list of lines. */
export function lines(texts: string[]): HTMLElement {
  return make("ul", { class: "pd-list pd-break" }, ...texts.map((text) => make("li", {}, text)));
}

/** Replaces the content of `place` by a refusal. */
export function refuse(place: Element | null, { message, reasons }: Refusal): void {
  // A package's message includes its first reason.
  const more = reasons.filter((reason) => !message.includes(reason));
  place?.replaceChildren(note("danger", make("p", {}, message), ...(more.length > 0 ? [lines(more)] : [])));
}
