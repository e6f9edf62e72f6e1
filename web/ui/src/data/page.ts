// What the pages about an app's data have in common: the app, and what people read, in the page's language.

import en from "../../../../locales/en/data.json";
import ja from "../../../../locales/ja/data.json";
import { sayFrom } from "../../../lib/texts.ts";

const boot = window.__plugdock?.boot;

export const app = boot?.app?.id;
export const csrf = boot?.csrf ?? "";
export const say = sayFrom(boot?.locale === "ja" ? ja : en);
