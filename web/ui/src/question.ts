// The dialog before an action that cannot be undone.

import { make } from "../../lib/dom.ts";

/** Asks the user and returns true for yes. Escape and the second button mean no. */
export function question(text: string, words: { yes: string; no: string; danger: boolean }): Promise<boolean> {
  return new Promise((resolve) => {
    const go = make(
      "button",
      { type: "button", class: `pd-button ${words.danger ? "pd-button-danger" : "pd-button-main"}` },
      words.yes,
    );
    const no = make("button", { type: "button", class: "pd-button pd-button-quiet" }, words.no);
    const body = make("p", { class: "pd-dialog-text", id: "pd-ask" }, text);
    const dialog = make(
      "dialog",
      { class: "pd-dialog pd-dialog-small", "aria-labelledby": "pd-ask" },
      make("div", { class: "pd-card-body" }, body),
      make("div", { class: "pd-dialog-foot" }, go, no),
    );
    go.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
