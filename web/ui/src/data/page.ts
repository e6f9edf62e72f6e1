// The app and the texts that the pages for an app's data share.

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
