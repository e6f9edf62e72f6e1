// The interface between the runtime and the page's own script. Plug-ins must not use it.

import type { Boot, RecordJson } from "../../lib/boot.ts";
import type { Told, ToldEvent } from "./events.ts";
import type { Page } from "./page.ts";

/** The open form of the page, on which `kintone.app.record.get` and `set` work. */
export interface OpenForm {
  /** Returns a copy of the form's current record. */
  read(): RecordJson;
  /** Applies a plug-in's changes to a record that came from `read`. */
  write(record: RecordJson): void;
}

export interface Hooks {
  readonly boot: Boot;
  readonly page: Page;
  /** Fires the first event of the page, once. Returns the value of the last handler, or null if there is no event. */
  start(): Promise<unknown>;
  /** Dispatches an event. `name` is the desktop name, without `mobile.`. The fields `type` and `appId` are added. */
  tell(name: string, event: object): Promise<Told>;
  /** Like `tell`, but does not await thenables. */
  tellNow(name: string, event: object): unknown;
}

export function makeHooks(
  page: Page,
  start: () => Promise<unknown>,
  tell: (event: ToldEvent) => Promise<Told>,
  tellNow: (event: ToldEvent) => unknown,
): Hooks {
  const { boot } = page;
  // The event object is created once, because handlers may add members and return it. Members of `event` take
  // precedence: inline editing passes its app ID as a string (B7.4).
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
