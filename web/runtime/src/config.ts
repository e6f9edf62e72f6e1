// What `setConfig` takes (R41).

import type { TextKey } from "./texts.ts";

const MAX_VALUE = 65_535; // UTF-16 units
const MAX_TOTAL = 262_144; // UTF-8 bytes of keys and values

/** A call that is refused before anything is sent. */
export class InvalidCall extends Error {
  constructor(
    readonly text: TextKey,
    readonly params: Record<string, string> = {},
  ) {
    super(text);
  }
}

/** A copy of the settings in `given`, taken now, so that a later change of it changes nothing. */
export function checkConfig(given: unknown): Record<string, string> {
  if (typeof given !== "object" || given === null) throw new InvalidCall("configNotObject");
  const utf8 = new TextEncoder();
  let total = 0;
  const kept: [string, string][] = [];
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at 0
    if (!/^[\x00-\x7f]*$/.test(key)) throw new InvalidCall("configKey", { key });
    if (typeof value !== "string") throw new InvalidCall("configValue", { key });
    if (value.length > MAX_VALUE) throw new InvalidCall("configLong", { key });
    total += key.length + utf8.encode(value).length;
    if (total > MAX_TOTAL) throw new InvalidCall("configTotal", { key });
    kept.push([key, value]);
  }
  return Object.fromEntries(kept);
}

/** R43: header values become strings. */
export function headerStrings(given: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** R43: data values keep their scalar type; an object is refused. */
export function checkData(given: unknown): Record<string, unknown> {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [key, value] of entries) {
    const scalar = value === null || ["string", "number", "boolean"].includes(typeof value);
    if (!scalar) throw new InvalidCall("dataValue", { key });
  }
  return Object.fromEntries(entries);
}
