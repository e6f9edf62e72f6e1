import { expect, test } from "vitest";
import { speaking } from "../../../lib/texts.ts";

const FILES = {
  "../../locales/en/area.json": { hello: "Hello {name}", other: "{name} and {name}" },
  "../../locales/ja/area.json": { hello: "こんにちは{name}", other: "{name}" },
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
