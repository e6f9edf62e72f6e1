// What people read on the pages about an app's data, in the page's language.

import en from "../../../../locales/en/data.json";
import ja from "../../../../locales/ja/data.json";

const TEXTS = { en, ja };
const locale = window.__plugdock?.boot.locale ?? "en";

export function say(key: keyof typeof en, params: Record<string, string | number> = {}): string {
  return TEXTS[locale][key].replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}
