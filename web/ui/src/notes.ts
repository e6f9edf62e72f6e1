// Notes that are read out when they appear.

import { make } from "../../lib/dom.ts";
import type { Refusal } from "../../lib/server.ts";

/** A coloured box. What went wrong interrupts what is being read out, what went well does not. */
export function note(tone: "danger" | "good", ...children: (string | Node)[]): HTMLElement {
  return make("div", { class: `pd-note pd-note-${tone}`, role: tone === "danger" ? "alert" : "status" }, ...children);
}

/** A list of lines. */
export function lines(texts: string[]): HTMLElement {
  return make("ul", { class: "pd-list pd-break" }, ...texts.map((text) => make("li", {}, text)));
}

/** Puts a refusal, and nothing else, into `place`. */
export function refuse(place: Element | null, { message, reasons }: Refusal): void {
  // The message of a package holds its first reason.
  const more = reasons.filter((reason) => !message.includes(reason));
  place?.replaceChildren(note("danger", make("p", {}, message), ...(more.length > 0 ? [lines(more)] : [])));
}
