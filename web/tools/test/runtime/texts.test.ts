import { expect, it } from "vitest";
import en from "../../../../locales/en/runtime.json";
import ja from "../../../../locales/ja/runtime.json";
import { text } from "../../../runtime/src/texts.ts";

it("both languages have the same texts with the same places in them", () => {
  const places = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, [...new Set(value.match(/\{\w+/g))].sort()]));
  expect(places(ja)).toEqual(places(en));
});

it("fills its places once, and leaves what it was not given", () => {
  expect(text("en", "configKey", { key: "{key}$&" })).toContain("“{key}$&”");
  expect(text("ja", "saveFailed")).toContain("{message}");
});
