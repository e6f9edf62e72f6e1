// The raw form of a proxied answer: the bytes of the body, then the outcome as JSON, then the length of the outcome as
// four bytes, big-endian. A failure after the first byte cannot be reported in another way, because the browser reports
// a cut body only as `Failed to fetch`.

import type { ProxyOutcome } from "../../api/generated/boot.ts";

export const RAW = "application/vnd.plugdock.raw";

/** Splits a raw answer. Returns null if the bytes do not end with an outcome. */
export function readFrame(bytes: Uint8Array): { body: string; outcome: ProxyOutcome } | null {
  const end = bytes.length - 4;
  if (end < 0) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end);
  if (length > end) return null;
  // The server has decoded the body, so a remaining byte order mark is part of the text.
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  try {
    const outcome: ProxyOutcome = JSON.parse(utf8.decode(bytes.subarray(end - length, end)));
    return { body: utf8.decode(bytes.subarray(0, end - length)), outcome };
  } catch {
    return null;
  }
}
