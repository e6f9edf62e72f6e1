// Between the runtime and the page's own script; plug-ins have no business here.

import type { Boot, RecordJson } from "../../lib/boot.ts";
import type { Told, ToldEvent } from "./events.ts";
import type { Page } from "./page.ts";

/** A form that is open on the page: what `kintone.app.record.get` and `set` work on. */
export interface OpenForm {
  /** The record as the form holds it now, a copy. */
  read(): RecordJson;
  /** Takes over what a plug-in changed in a record that it got from `read`. */
  write(record: RecordJson): void;
}

export interface Hooks {
  readonly boot: Boot;
  readonly page: Page;
  /** Fires the event that the page begins with, once; answers what the last handler returned, null where there is none. */
  start(): Promise<unknown>;
  /** Tells the handlers of an event; `name` is the desktop one, without `mobile.`. `type` and `appId` are added. */
  tell(name: string, event: object): Promise<Told>;
  /** The same for events that wait for nobody. */
  tellNow(name: string, event: object): unknown;
}

export function makeHooks(
  page: Page,
  start: () => Promise<unknown>,
  tell: (event: ToldEvent) => Promise<Told>,
  tellNow: (event: ToldEvent) => unknown,
): Hooks {
  const { boot } = page;
  // Handlers may add to the event and return it: it is made here, once, and `event` keeps its own members; inline editing
  // brings its app as a string (B7.4).
  const make = (name: string, event: { appId?: unknown }): ToldEvent =>
    Object.assign(event, { type: boot.mobile ? `mobile.${name}` : name, appId: event.appId ?? boot.app?.id });
  return {
    boot,
    page,
    start,
    tell: (name, event) => tell(make(name, event)),
    tellNow: (name, event) => tellNow(make(name, event)),
  };
}

declare global {
  interface Window {
    __plugdock?: Hooks;
  }
}
