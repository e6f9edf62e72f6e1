// Asks before unsaved changes are lost.

import { text } from "./texts.ts";

let unsaved = false;

/** Sets whether there are unsaved changes. Forms on the page read this too (admin/forms.ts). */
export function setUnsaved(is: boolean): void {
  unsaved = is;
  if (is) document.documentElement.dataset.pdUnsaved = text("unsaved_first");
  else delete document.documentElement.dataset.pdUnsaved;
}

window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
