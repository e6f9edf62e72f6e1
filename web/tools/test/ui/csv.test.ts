import { expect, test } from "vitest";
import { counter } from "../../../ui/src/csv/export.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the records of a file are counted as it comes, whatever its pieces", () => {
  const file = bytes('"*","name","n"\r\n"*","two\nlines ""quoted""","1"\r\n"","","2"\r\n"*","","3"\r\n');
  const whole = counter(true);
  expect(whole(file)).toBe(2);
  const byByte = counter(true);
  let count = 0;
  for (const byte of file) count = byByte(new Uint8Array([byte]));
  expect(count).toBe(2);
});

test("without marks every line is a record, also one that begins with nothing", () => {
  expect(counter(false)(bytes('\ufeff"name"\r\n""\r\n"b"\r\n'))).toBe(2);
  expect(counter(false)(bytes('"name"\r\n'))).toBe(0);
});
