import { expect, test } from "vitest";
import en from "../../../../locales/en/runtime.json";
import ja from "../../../../locales/ja/runtime.json";
import { speaking } from "../../../lib/texts.ts";
import { text } from "../../../runtime/src/texts.ts";

const FILES = {
  "../../locales/en/area.json": {
    hello: "Hello {name}",
    other: "{name} and {name}",
    used: "{count} {count:one=app uses|other=apps use} it",
  },
  "../../locales/ja/area.json": { hello: "こんにちは{name}", other: "{name}", used: "{count}個{count:other=で使用中}" },
};

test("an area speaks each language that has a folder, and English to everybody else", () => {
  expect(speaking(FILES, "ja")("hello", { name: "佐藤" })).toBe("こんにちは佐藤");
  expect(speaking(FILES, "en")("hello", { name: "Sato" })).toBe("Hello Sato");
  for (const language of ["xx", ""]) expect(speaking(FILES, language)("hello", { name: 1 })).toBe("Hello 1");
});

test("every place of a name is filled in once, and what is not known is seen", () => {
  const say = speaking<string>(FILES, "en");
  expect(say("other", { name: "{name}" })).toBe("{name} and {name}");
  expect(say("other")).toBe("{name} and {name}");
  expect(say("gone", { name: "x" })).toBe("gone");
});

test("a word follows its number, by the plural rule of the language that is spoken", () => {
  for (const language of ["en", "xx"]) {
    const say = speaking<string>(FILES, language);
    expect(say("used", { count: 1 })).toBe("1 app uses it");
    expect(say("used", { count: "1" })).toBe("1 app uses it");
    for (const count of ["0", "2", "11", "1,000"]) expect(say("used", { count })).toBe(`${count} apps use it`);
  }
  expect(speaking<string>(FILES, "ja")("used", { count: 1 })).toBe("1個で使用中");
  expect(speaking<string>(FILES, "en")("used")).toBe("{count} {count:one=app uses|other=apps use} it");
});

test("the runtime has the same texts with the same places in both languages", () => {
  const places = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, [...new Set(value.match(/\{\w+/g))].sort()]));
  expect(places(ja)).toEqual(places(en));
});

test("the runtime fills its places once, and leaves what it was not given", () => {
  expect(text("en", "configKey", { key: "{key}$&" })).toContain("“{key}$&”");
  expect(text("ja", "saveFailed")).toContain("{message}");
});
