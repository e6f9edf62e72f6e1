// The texts of the runtime, in the page's language.

import type en from "../../../locales/en/runtime.json";
import { type Files, type Params, speaking } from "../../lib/texts.ts";

export type TextKey = keyof typeof en;

const FILES: Files<TextKey> = import.meta.glob("../../../locales/*/runtime.json", { eager: true, import: "default" });

export function text(locale: string, key: TextKey, params?: Params): string {
  return speaking(FILES, locale)(key, params);
}
