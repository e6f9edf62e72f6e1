// The raw form of a proxied answer: the body's bytes, then the outcome as JSON, then the outcome's length in four bytes,
// big-endian. A failure after the first byte can be told no other way: the browser calls a cut body `Failed to fetch`.

import type { ProxyOutcome } from "../../api/generated/boot.ts";

export const RAW = "application/vnd.plugdock.raw";

/** Null where the bytes do not end in an outcome. */
export function readFrame(bytes: Uint8Array): { body: string; outcome: ProxyOutcome } | null {
  const end = bytes.length - 4;
  if (end < 0) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end);
  if (length > end) return null;
  // The server has decoded the body; a byte order mark that is still there belongs to it.
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  try {
    const outcome: ProxyOutcome = JSON.parse(utf8.decode(bytes.subarray(end - length, end)));
    return { body: utf8.decode(bytes.subarray(0, end - length)), outcome };
  } catch {
    return null;
  }
}
