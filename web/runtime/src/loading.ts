// `kintone.showLoading`: an overlay over the page while a plug-in works.

import { make } from "../../lib/dom.ts";
import type { Page } from "./page.ts";

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
