// `kintone.events`: who listens to what, and how it is told (B7.4).

import { caller } from "./caller.ts";
import type { Page } from "./page.ts";

type Handler = (event: unknown) => unknown;

interface Listener {
  type: string;
  handler: Handler;
  plugin: string | null;
}

export function eventsApi(page: Page) {
  let listeners: Listener[] = [];

  /** Unknown names are kept and never told of anything (R47). */
  function on(types: string | string[], handler: Handler): void {
    if (typeof handler !== "function") return;
    const plugin = caller();
    listeners.push(...[types].flat().map((type) => ({ type, handler, plugin })));
  }

  /** Whether at least one went; nothing given stands for all. */
  function off(types?: string | string[], handler?: Handler): boolean {
    const before = listeners.length;
    const wanted = types && [types].flat();
    listeners = listeners.filter(
      (one) => (wanted && !wanted.includes(one.type)) || (handler && handler !== one.handler),
    );
    return listeners.length < before;
  }

  /**
   * Tells the handlers one after the other and answers what the last of them returned. `waits`: a thenable is waited for,
   * and when it rejects the later handlers do not run. A handler that throws counts as if it were not there (R46).
   */
  async function fire(event: { type: string }, waits: boolean): Promise<unknown> {
    let last: unknown;
    for (const { handler, plugin } of listeners.filter(({ type }) => type === event.type)) {
      const returned = page.run(plugin, () => handler(event));
      if (!returned) continue;
      last = returned.value;
      if (!waits || typeof (last as PromiseLike<unknown> | null)?.then !== "function") continue;
      try {
        last = await last;
      } catch (error) {
        page.report(error, plugin);
        return undefined;
      }
    }
    return last;
  }

  return { events: { on, off }, fire };
}
