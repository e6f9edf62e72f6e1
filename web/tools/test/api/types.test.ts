// @vitest-environment node
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { GENERATED, typesOf } from "../../../api/generate.ts";

test.each(Object.keys(GENERATED))("%s is what the server's document says: else run with UPDATE=1", async (file) => {
  const at = path.resolve(import.meta.dirname, "../../../api", file);
  const types = await typesOf(file);
  if (process.env.UPDATE) writeFileSync(at, types);
  expect(readFileSync(at, "utf8")).toBe(types);
});
