// How a refusal reads on both pages.

import { make } from "../../../lib/dom.ts";
import type { Refusal } from "../../../lib/server.ts";
import { lines, note } from "../notes.ts";

/** A refusal where it is read out; what it says of single parameters is what a reader can use. */
export function refuse(place: Element, { message, reasons }: Refusal): void {
  // The parameters' names mean nothing here.
  const told = reasons.map((reason) => reason.replace(/^\w+: /, ""));
  const [only] = told;
  const text = make("p", {}, told.length === 1 && only ? only : message);
  place.replaceChildren(note("danger", text, ...(told.length > 1 ? [lines(told)] : [])));
}
