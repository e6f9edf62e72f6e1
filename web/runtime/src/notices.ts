// `kintone.showLoading` and `kintone.showNotification`.

import { make } from "../../lib/dom.ts";
import type { Page } from "./page.ts";

const TONES: { [type: string]: string } = { ERROR: "danger", SUCCESS: "good", INFO: "plain" };

/** An overlay over the page while a plug-in works. */
export function loadingApi(page: Page) {
  let veil: HTMLElement | null = null;
  const showLoading = (state: "VISIBLE" | "HIDDEN"): Promise<void> => {
    veil?.remove();
    veil = null;
    if (state === "VISIBLE") {
      veil = make("div", { class: "pd-loading", role: "status" }, page.text("loading"));
      document.body.append(veil);
    }
    return Promise.resolve();
  };
  return { showLoading };
}

/** A message at the top of the page. It stays until it is closed or another one replaces it. */
export function notificationApi(page: Page) {
  let shown: HTMLElement | null = null;
  const showNotification = (type: string, message: string): Promise<void> => {
    shown?.remove();
    const close = make("button", { type: "button", class: "pd-notice-close", "aria-label": page.text("close") }, "×");
    const notice = make(
      "div",
      // Screen readers read errors immediately.
      { class: `pd-notice pd-notice-${TONES[type] ?? "plain"}`, role: type === "ERROR" ? "alert" : "status" },
      make("span", {}, String(message)),
      close,
    );
    close.addEventListener("click", () => notice.remove());
    document.body.append(notice);
    shown = notice;
    return Promise.resolve();
  };
  return { showNotification };
}
