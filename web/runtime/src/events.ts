// `kintone.events`: who listens to what, and how it is told (B7.4).

import { caller } from "./caller.ts";
import type { Page } from "./page.ts";

/** An event as handlers get it. */
export type ToldEvent = { type: string };

/** What came of telling: the last handler's return value is what is applied (B7.4). */
export interface Told {
  returned: unknown;
  /** A thenable rejected: what the event announced must not happen. */
  stopped: boolean;
}

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

  const heard = (type: string) => listeners.filter((one) => one.type === type);

  /** Tells the handlers at once, one after the other; answers what the last of them returned. Nobody is waited for. */
  function tellNow(event: ToldEvent): unknown {
    let last: unknown;
    // A handler that throws counts as if it were not there (R46).
    for (const { handler, plugin } of heard(event.type))
      last = (page.run(plugin, () => handler(event)) ?? { value: last }).value;
    return last;
  }

  /** The same, but a thenable is waited for; when it rejects, the later handlers do not run and the action is stopped. */
  async function tell(event: ToldEvent): Promise<Told> {
    let last: unknown;
    for (const { handler, plugin } of heard(event.type)) {
      const returned = page.run(plugin, () => handler(event));
      if (!returned) continue;
      last = returned.value;
      if (typeof (last as PromiseLike<unknown> | null)?.then !== "function") continue;
      try {
        last = await last;
      } catch (error) {
        page.report(error, plugin);
        return { returned: undefined, stopped: true };
      }
    }
    return { returned: last, stopped: false };
  }

  return { events: { on, off }, tell, tellNow };
}
