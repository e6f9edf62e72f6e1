// The editors' texts, in the page's language.

import en from "../../../../locales/en/form.json";
import ja from "../../../../locales/ja/form.json";

export type TextKey = keyof typeof en;

const TEXTS: Record<string, string> = document.documentElement.lang === "ja" ? ja : en;

/** A text with its places filled in. */
export function text(key: TextKey, params: Record<string, string | number> = {}): string {
  return named(key, params);
}

/** A text whose key is made at run time, out of the server's schema; a test there knows that each is there. */
export function named(key: string, params: Record<string, string | number> = {}): string {
  return (TEXTS[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}
