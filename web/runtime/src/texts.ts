// What people read, in the page's language.

import en from "../../../locales/en/runtime.json";
import ja from "../../../locales/ja/runtime.json";
import { type Params, sayFrom } from "../../lib/texts.ts";

const SAY = { en: sayFrom(en), ja: sayFrom(ja) };

export type TextKey = keyof typeof en;

export function text(locale: "en" | "ja", key: TextKey, params?: Params): string {
  return SAY[locale](key, params);
}
