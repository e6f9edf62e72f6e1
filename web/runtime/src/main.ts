// The runtime: defines `kintone` before any plug-in's script runs (R46).

import { readBoot } from "./boot.ts";
import { makeKintone } from "./kintone.ts";
import { watchErrors } from "./page.ts";

declare global {
  interface Window {
    kintone?: object;
    /** Between the runtime and the page's own script; plug-ins have no business here. */
    __plugdock?: { start(): Promise<unknown> };
  }
}

const { kintone, start, page } = makeKintone(readBoot());
watchErrors(page);
window.kintone = kintone;
window.__plugdock = { start };
