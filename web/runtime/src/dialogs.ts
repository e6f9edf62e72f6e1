// `kintone.createDialog`, `kintone.showConfirmDialog` and their mobile versions, which slide in from the bottom.

import { make } from "../../lib/dom.ts";
import { caller } from "./caller.ts";
import type { Page } from "./page.ts";

type Action = "OK" | "CANCEL" | "CLOSE";

interface Config {
  title?: string;
  body?: unknown;
  /** The OK button is shown unless this is false. */
  showOkButton?: boolean;
  okButtonText?: string;
  /** The cancel button is hidden unless this is true. */
  showCancelButton?: boolean;
  cancelButtonText?: string;
  /** The close button is hidden unless this is true. Without it, Escape does not close the dialog. */
  showCloseButton?: boolean;
  /** Runs before the dialog closes. If it returns `false`, or a Promise of `false`, the dialog stays open. */
  beforeClose?: (action: Action) => unknown;
}

export function dialogsApi(page: Page) {
  const create = (sheet: boolean) => (config?: Config) => Promise.resolve(dialogOf(page, config ?? {}, sheet));
  const confirm = (sheet: boolean) => (config?: Config) => {
    const { body, beforeClose, ...rest } = config ?? {};
    const text = make("p", { class: "pd-dialog-text" }, String(body ?? "").replace(/\r\n?/g, "\n"));
    return dialogOf(page, { ...rest, ...(text.textContent && { body: text }) }, sheet).show();
  };
  return {
    desktop: { createDialog: create(false), showConfirmDialog: confirm(false) },
    mobile: { createBottomSheet: create(true), showConfirmBottomSheet: confirm(true) },
  };
}

function dialogOf(page: Page, config: Config, sheet: boolean) {
  const plugin = caller();
  const dialog = make("dialog", { class: `pd-dialog pd-dialog-small${sheet ? " pd-sheet" : ""}` });
  let done: ((how: Action | "FUNCTION") => void) | null = null;
  let asking = false;

  function end(how: Action | "FUNCTION") {
    dialog.close();
    dialog.remove();
    done?.(how);
    done = null;
  }
  /** Ignores a press while `beforeClose` still handles an earlier one. */
  async function attempt(action: Action) {
    if (asking) return;
    asking = true;
    const asked = page.run(plugin, () => config.beforeClose?.(action));
    const answer = await Promise.resolve(asked?.value).catch((error) => page.report(error, plugin));
    asking = false;
    if (answer !== false && done) end(action);
  }

  if (config.title) dialog.setAttribute("aria-label", String(config.title));
  dialog.append(...content(page, config, (action) => void attempt(action)));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (config.showCloseButton) void attempt("CLOSE");
  });
  return {
    show: () =>
      new Promise<Action | "FUNCTION">((resolve) => {
        done = resolve;
        document.body.append(dialog);
        dialog.showModal();
      }),
    close() {
      if (done) end("FUNCTION");
    },
  };
}

/** Returns the elements of a dialog from top to bottom. */
function content(page: Page, config: Config, press: (action: Action) => void): HTMLElement[] {
  const button = (className: string, text: string, action: Action) => {
    const made = make("button", { class: className, type: "button" }, String(text));
    made.addEventListener("click", () => press(action));
    return made;
  };
  const parts: HTMLElement[] = [];
  if (config.title) parts.push(make("h2", { class: "pd-dialog-title" }, String(config.title)));
  if (config.body instanceof Element) parts.push(make("div", { class: "pd-card-body" }, config.body));
  const foot = make("div", { class: "pd-dialog-foot" });
  if (config.showOkButton !== false)
    foot.append(button("pd-button pd-button-main", config.okButtonText || page.text("ok"), "OK"));
  if (config.showCancelButton)
    foot.append(button("pd-button", config.cancelButtonText || page.text("cancel"), "CANCEL"));
  if (foot.childElementCount > 0) parts.push(foot);
  // The close button is the last element, so that the focus starts in the dialog's content.
  if (config.showCloseButton) {
    const close = button("pd-dialog-close", "×", "CLOSE");
    close.setAttribute("aria-label", page.text("close"));
    parts.push(close);
  }
  return parts;
}
