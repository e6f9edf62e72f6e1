// Shows a refusal on the import and export pages.

import { make } from "../../../lib/dom.ts";
import type { Refusal } from "../../../lib/server.ts";
import { lines, note } from "../notes.ts";

/**
 * Shows a refusal where screen readers read it. The reasons about single parameters are included, because users can act
 * on them.
 */
export function refuse(place: Element, { message, reasons }: Refusal): void {
  // The names of the parameters mean nothing to users.
  const told = reasons.map((reason) => reason.replace(/^\w+: /, ""));
  const [only] = told;
  const text = make("p", {}, told.length === 1 && only ? only : message);
  place.replaceChildren(note("danger", text, ...(told.length > 1 ? [lines(told)] : [])));
}
