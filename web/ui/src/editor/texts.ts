// The texts of the editors, in the page's language.

import type en from "../../../../locales/en/form.json";
import { type Files, type Say, speaking } from "../../../lib/texts.ts";

const FILES: Files<string> = import.meta.glob("../../../../locales/*/form.json", { eager: true, import: "default" });

/** A text whose key comes from the server's schema at run time. A server test checks that every such text exists. */
export const named: Say<string> = speaking(FILES, document.documentElement.lang);

export const text: Say<keyof typeof en> = named;
