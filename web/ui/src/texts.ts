// What people read on record pages, in the page's language.

import en from "../../../locales/en/record.json";
import ja from "../../../locales/ja/record.json";
import { type Say as SayOf, sayFrom } from "../../lib/texts.ts";

const SAY = { en: sayFrom(en), ja: sayFrom(ja) };

export type TextKey = keyof typeof en;
export type Say = SayOf<TextKey>;

export function sayIn(locale: "en" | "ja"): Say {
  return SAY[locale];
}
