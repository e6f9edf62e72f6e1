// The saves of a settings page: one after the other, in the order they were asked for (R42).

import type { Page } from "./page.ts";

export interface Save {
  /** Saves with the same key overwrite each other. */
  key: string;
  /** Never rejects: what failed, to be handed to `ng` or shown; null when it is saved. */
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
        staying = true; // leaving would take the message away
        page.alert(page.text("saveFailed", { message: failure.message }));
      }
    }
    draining = false;
    if (leaving && !staying) page.leave(`/k/admin/app/${page.boot.app?.id}/plugin/?message=CONFIG_SAVED#/`);
  }

  // The page goes while saves wait: all are sent now, those of one key once, since nothing orders them any more.
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
