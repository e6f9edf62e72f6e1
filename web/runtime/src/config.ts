// Checks the arguments of `setConfig` and `setProxyConfig` (R41, R43).

import type { TextKey } from "./texts.ts";

const MAX_VALUE = 65_535; // UTF-16 code units
const MAX_TOTAL = 262_144; // UTF-8 bytes of all keys and values

/** An error of a call that is refused before anything is sent. */
export class InvalidCall extends Error {
  constructor(
    readonly text: TextKey,
    readonly params: Record<string, string> = {},
  ) {
    super(text);
  }
}

/** Checks a config and returns a copy, so that later changes to `given` have no effect. */
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

/** Returns the headers with their values as strings (R43). */
export function headerStrings(given: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Returns the data with the types of its scalar values. Refuses objects (R43). */
export function checkData(given: unknown): Record<string, unknown> {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [key, value] of entries) {
    const scalar = value === null || ["string", "number", "boolean"].includes(typeof value);
    if (!scalar) throw new InvalidCall("dataValue", { key });
  }
  return Object.fromEntries(entries);
}
