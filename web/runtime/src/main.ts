// The runtime: defines `kintone` before any plug-in's script runs (R46).

import { readBoot } from "../../lib/boot.ts";
import { cybozuData } from "./cybozu.ts";
import { makeHooks } from "./hooks.ts";
import { makeKintone } from "./kintone.ts";
import { watchErrors } from "./page.ts";

declare global {
  interface Window {
    kintone?: object;
    cybozu?: object;
  }
}

const { kintone, start, tell, tellNow, page } = makeKintone(readBoot());
watchErrors(page);
window.kintone = kintone;
window.cybozu = cybozuData(page.boot);
window.__plugdock = makeHooks(page, start, tell, tellNow);
