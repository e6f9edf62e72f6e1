// `kintone.showNotification`: one message at the top of the page, until it is closed or another comes.

import type { Page } from "./page.ts";

const TONES: { [type: string]: string } = { ERROR: "danger", SUCCESS: "good", INFO: "plain" };

export function notificationApi(page: Page) {
  let shown: HTMLElement | null = null;
  const showNotification = (type: string, message: string): Promise<void> => {
    shown?.remove();
    const notice = document.createElement("div");
    notice.className = `pd-notice pd-notice-${TONES[type] ?? "plain"}`;
    // What went wrong is read out at once.
    notice.setAttribute("role", type === "ERROR" ? "alert" : "status");
    const text = document.createElement("span");
    text.textContent = String(message);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "pd-notice-close";
    close.textContent = "×";
    close.setAttribute("aria-label", page.text("close"));
    close.addEventListener("click", () => notice.remove());
    notice.append(text, close);
    document.body.append(notice);
    shown = notice;
    return Promise.resolve();
  };
  return { showNotification };
}
