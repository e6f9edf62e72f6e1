// What people read on record pages, in the page's language.

import en from "../../../locales/en/record.json";
import ja from "../../../locales/ja/record.json";

const TEXTS = { en, ja };

export type TextKey = keyof typeof en;
export type Say = (key: TextKey, params?: Record<string, string>) => string;

export function sayIn(locale: "en" | "ja"): Say {
  return (key, params = {}) => TEXTS[locale][key].replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}
