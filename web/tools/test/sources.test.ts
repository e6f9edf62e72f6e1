// @vitest-environment node
import path from "node:path";
import { expect, test } from "vitest";
import { longFunctions, sources, wrongImports } from "../sources.ts";

const all = sources(path.resolve(import.meta.dirname, "../.."));

test("no function of the front has more than 80 lines", () => {
  expect(all.length).toBeGreaterThan(80);
  expect(all.flatMap(longFunctions)).toEqual([]);
  const body = "  f();\n".repeat(79);
  const long = { path: "ui/src/a.tsx", text: `\nconst a = () => {\n${body}};\nclass B {\n  b() {\n${body}  }\n}\n` };
  expect(longFunctions(long)).toEqual([
    "ui/src/a.tsx:2: a function of 81 lines; at most 80",
    "ui/src/a.tsx:84: a function of 81 lines; at most 80",
  ]);
  expect(longFunctions({ path: "lib/a.ts", text: `function a() {\n${body.slice(7)}}\n` })).toEqual([]);
});

test("the runtime imports only what it shares with our pages, and that imports nothing", () => {
  expect(all.flatMap(wrongImports)).toEqual([]);
  const importing = (from: string) => `import a from "${from}";\n`;
  expect(wrongImports({ path: "runtime/src/a.ts", text: importing("../../ui/src/b.ts") })).toHaveLength(1);
  expect(wrongImports({ path: "runtime/src/a.ts", text: importing("preact") })).toHaveLength(1);
  expect(wrongImports({ path: "lib/a.ts", text: importing("../runtime/src/b.ts") })).toHaveLength(1);
  expect(wrongImports({ path: "runtime/src/a.ts", text: importing("../../lib/b.ts") })).toEqual([]);
});
