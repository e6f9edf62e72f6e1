// Small buttons.

import { make } from "../../lib/dom.ts";

/** A button that submits nothing. */
export function button(text: string, press: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = make("button", { class: "pd-button pd-button-small", ...attributes, type: "button" }, text);
  made.addEventListener("click", press);
  return made;
}
