// The queue of a settings page's saves. They are sent one after the other in the order of the calls (R42).

import type { Page } from "./page.ts";

export interface Save {
  /** The key of the saved item. Saves with the same key overwrite each other. */
  key: string;
  /** Sends the save. It never rejects: it returns null, or the failure for `ng` or for a message. */
  send: () => Promise<{ message: string; error: unknown } | null>;
  ok: unknown;
  ng: unknown;
}

export function saveQueue(page: Page): (save: Save) => void {
  let waiting: Save[] = [];
  let draining = false;
  const plugin = page.boot.settingsPlugin;

  async function drain() {
    draining = true;
    let leaving = false;
    let staying = false;
    for (let save = waiting.shift(); save; save = waiting.shift()) {
      const { send, ok, ng } = save;
      const failure = await send();
      if (failure === null) {
        if (typeof ok === "function") page.run(plugin, () => ok());
        else leaving = true;
      } else if (typeof ng === "function") {
        page.run(plugin, () => ng(failure.error));
      } else {
        staying = true; // leaving the page would remove the message
        page.alert(page.text("saveFailed", { message: failure.message }));
      }
    }
    draining = false;
    if (leaving && !staying) page.leave(`/k/admin/app/${page.boot.app?.id}/plugin/?message=CONFIG_SAVED#/`);
  }

  // If the page closes while saves are waiting, all are sent now. Only the last save of each key is sent, because
  // nothing keeps their order any more.
  addEventListener("pagehide", () => {
    const last = new Map(waiting.map((save) => [save.key, save]));
    waiting = [];
    for (const save of last.values()) void save.send();
  });

  return (save) => {
    waiting.push(save);
    if (!draining) void drain();
  };
}
