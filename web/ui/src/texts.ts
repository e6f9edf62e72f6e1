// The texts of record pages, in the page's language.

import type en from "../../../locales/en/record.json";
import { type Files, type Say as SayOf, speaking } from "../../lib/texts.ts";

export type TextKey = keyof typeof en;
export type Say = SayOf<TextKey>;

const FILES: Files<TextKey> = import.meta.glob("../../../locales/*/record.json", { eager: true, import: "default" });

export const sayIn = (locale: string): Say => speaking(FILES, locale);
