// Notes and questions. Texts go in as text, never as HTML (T75).

import { question } from "../question.ts";
import { type Refusal, words } from "./rest.ts";

/** An element of ours with text or children in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A list of lines. */
export function lines(texts: string[]): HTMLElement {
  return element("ul", "pd-list pd-break", ...texts.map((text) => element("li", "", text)));
}

/** Puts a refusal where it is read out. */
export function refuse(place: Element | null, refusal: Refusal): void {
  const note = element("div", "pd-note pd-note-danger", element("p", "", refusal.message));
  note.setAttribute("role", "alert");
  if (refusal.reasons.length > 0) note.append(lines(refusal.reasons));
  place?.replaceChildren(note);
}

/** Asks; true when the reader goes on. */
export function ask(text: string, yes: string, danger: boolean): Promise<boolean> {
  return question(text, { yes, no: words.cancel, danger });
}
