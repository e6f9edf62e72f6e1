// `kintone.events`: the listeners of events, and how events are dispatched (B7.4).

import { caller } from "./caller.ts";
import type { Page } from "./page.ts";

/** An event in the form that handlers receive. */
export type ToldEvent = { type: string };

/** The result of dispatching an event. The return value of the last handler is the one that is applied (B7.4). */
export interface Told {
  returned: unknown;
  /** True if a thenable was rejected. The announced action must then not happen. */
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

  /** Adds a handler. Unknown event names are accepted and never dispatched (R47). */
  function on(types: string | string[], handler: Handler): void {
    if (typeof handler !== "function") return;
    const plugin = caller();
    listeners.push(...[types].flat().map((type) => ({ type, handler, plugin })));
  }

  /** Removes handlers and returns whether at least one was removed. Without arguments, removes all. */
  function off(types?: string | string[], handler?: Handler): boolean {
    const before = listeners.length;
    const wanted = types && [types].flat();
    listeners = listeners.filter(
      (one) => (wanted && !wanted.includes(one.type)) || (handler && handler !== one.handler),
    );
    return listeners.length < before;
  }

  const heard = (type: string) => listeners.filter((one) => one.type === type);

  /** Calls the handlers one after the other and returns the value of the last one. Thenables are not awaited. */
  function tellNow(event: ToldEvent): unknown {
    let last: unknown;
    // The result of a handler that throws is ignored (R46).
    for (const { handler, plugin } of heard(event.type))
      last = (page.run(plugin, () => handler(event)) ?? { value: last }).value;
    return last;
  }

  /**
   * Like `tellNow`, but awaits thenables. If one is rejected, the later handlers do not run and the action is stopped.
   */
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
