// What the pages about an app's data have in common: the app, and what people read, in the page's language.

import type en from "../../../../locales/en/data.json";
import { type Files, speaking } from "../../../lib/texts.ts";

const FILES: Files<keyof typeof en> = import.meta.glob("../../../../locales/*/data.json", {
  eager: true,
  import: "default",
});
const boot = window.__plugdock?.boot;

export const app = boot?.app?.id ?? 0;
export const csrf = boot?.csrf ?? "";
export const say = speaking(FILES, boot?.locale ?? "");
