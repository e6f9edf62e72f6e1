// The editors' texts, in the page's language.

import type en from "../../../../locales/en/form.json";
import { type Files, type Say, speaking } from "../../../lib/texts.ts";

const FILES: Files<string> = import.meta.glob("../../../../locales/*/form.json", { eager: true, import: "default" });

/** A text whose key is made at run time, out of the server's schema; a test there knows that each is there. */
export const named: Say<string> = speaking(FILES, document.documentElement.lang);

export const text: Say<keyof typeof en> = named;
