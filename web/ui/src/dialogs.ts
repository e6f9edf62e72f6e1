// The dialogs of our pages: a question before an action that cannot be undone, and the user's password before a change
// that gives somebody more power.

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

/** The texts of the dialog for the password. */
export interface Words {
  title: string;
  label: string;
  yes: string;
  no: string;
}

/**
 * Asks for the password. `wrong` is the server's message about the previous one, or an empty string. Returns null if
 * the user cancels.
 */
export function password(words: Words, wrong: string): Promise<string | null> {
  return new Promise((resolve) => {
    const input = make("input", {
      class: "pd-input",
      id: "pd-confirm-password",
      type: "password",
      autocomplete: "current-password",
      required: true,
      "aria-describedby": wrong ? "pd-confirm-wrong" : undefined,
      "aria-invalid": wrong ? "true" : undefined,
    });
    const no = make("button", { type: "button", class: "pd-button pd-button-quiet" }, words.no);
    const form = make(
      "form",
      { method: "dialog" },
      make(
        "div",
        { class: "pd-card-body pd-form" },
        make("p", { class: "pd-dialog-text", id: "pd-confirm-title" }, words.title),
        make("label", { class: "pd-label", for: "pd-confirm-password" }, words.label),
        input,
        ...(wrong ? [make("p", { class: "pd-error", id: "pd-confirm-wrong", role: "alert" }, wrong)] : []),
      ),
      make(
        "div",
        { class: "pd-dialog-foot" },
        make("button", { type: "submit", class: "pd-button pd-button-main", value: "yes" }, words.yes),
        no,
      ),
    );
    const dialog = make("dialog", { class: "pd-dialog pd-dialog-small", "aria-labelledby": "pd-confirm-title" }, form);
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      const entered = dialog.returnValue === "yes" ? input.value : null;
      dialog.remove();
      resolve(entered);
    });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
