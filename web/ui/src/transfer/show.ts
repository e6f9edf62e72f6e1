// Notes and files, on both pages.

import type { Refusal } from "../admin/rest.ts";
import { element, lines } from "../admin/show.ts";

/** A refusal where it is read out; what it says of single parameters is what a reader can use. */
export function refuse(place: Element, { message, reasons }: Refusal): void {
  // The parameters' names mean nothing here.
  const told = reasons.map((reason) => reason.replace(/^\w+: /, ""));
  const [only] = told;
  const note = element("div", "pd-note pd-note-danger", element("p", "", told.length === 1 && only ? only : message));
  if (told.length > 1) note.append(lines(told));
  note.setAttribute("role", "alert");
  place.replaceChildren(note);
}

/** Hands a file to the browser's downloads. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = element("a", "");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
