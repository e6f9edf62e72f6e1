// What people read, in the page's language.

import en from "../../../locales/en/runtime.json";
import ja from "../../../locales/ja/runtime.json";

const TEXTS = { en, ja };

export type TextKey = keyof typeof en;

export function text(locale: "en" | "ja", key: TextKey, params: Record<string, string> = {}): string {
  return TEXTS[locale][key].replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}
