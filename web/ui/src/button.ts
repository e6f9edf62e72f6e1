// Small buttons.

import { make } from "../../lib/dom.ts";

/** Creates a button that does not submit a form. */
export function button(text: string, press: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = make("button", { class: "pd-button pd-button-small", ...attributes, type: "button" }, text);
  made.addEventListener("click", press);
  return made;
}
