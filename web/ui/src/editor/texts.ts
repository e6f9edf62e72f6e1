// The editors' texts, in the page's language.

import en from "../../../../locales/en/form.json";
import ja from "../../../../locales/ja/form.json";
import { type Say, sayFrom } from "../../../lib/texts.ts";

/** A text whose key is made at run time, out of the server's schema; a test there knows that each is there. */
export const named: Say<string> = sayFrom<string>(document.documentElement.lang === "ja" ? ja : en);

export const text: Say<keyof typeof en> = named;
