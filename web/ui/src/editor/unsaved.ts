// What is not saved yet is not lost without a question.

import { text } from "./texts.ts";

let unsaved = false;

/** Says whether something would be lost; the bar above reads it too (admin/forms.ts). */
export function setUnsaved(is: boolean): void {
  unsaved = is;
  if (is) document.documentElement.dataset.pdUnsaved = text("unsaved_first");
  else delete document.documentElement.dataset.pdUnsaved;
}

window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
