// Run with PLUGDOCK_ANSWERS=FOLDER, the server's tests write every answer of the API into that folder.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { checker, type Recorded } from "../../api/answers.ts";

const folder = process.env.PLUGDOCK_ANSWERS;
const document = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../docs/openapi.json"), "utf8"));

function recorded(): Recorded[] {
  if (!folder) throw new Error("PLUGDOCK_ANSWERS must name the folder with answers: see web/README.md");
  const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
  const lines = files.flatMap((file) => file.split("\n")).filter((line) => line !== "");
  return [...new Set(lines)].map((line) => JSON.parse(line));
}

test("every operation answers what the API document says, where it succeeds and where it fails", () => {
  const checked = checker(document);
  const faults = recorded().flatMap((answer) => checked.faults(answer));
  expect([...new Set(faults)]).toEqual([]);
  expect(checked.unseen()).toEqual([]);
});
