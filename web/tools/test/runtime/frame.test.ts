import { describe, expect, it } from "vitest";
import { readFrame } from "../../../runtime/src/frame.ts";
import { frame } from "./test_page.ts";

describe("the raw form of an answer", () => {
  it.each(["", "text", '{"a":"あ😀"}', "\ufeffmarked", "\u0000\u0000\u0000\u0002{}"])(
    "R25 gives the body %j back",
    (body) => {
      const outcome = { success: true, status: 200, headers: { "X-A": "é" } };
      expect(readFrame(frame(body, outcome))).toEqual({ body, outcome });
    },
  );

  it("R19 tells a failure that came after the first byte", () => {
    const outcome = { success: false, httpStatus: 502, error: { code: "PD_PROXY_LIMIT", id: "x", message: "m" } };
    expect(readFrame(frame("half of it", outcome))).toEqual({ body: "half of it", outcome });
  });

  it("reads a view that begins inside its buffer", () => {
    const whole = frame("body", { success: true, status: 204, headers: {} });
    const padded = new Uint8Array(whole.length + 3);
    padded.set(whole, 3);
    expect(readFrame(padded.subarray(3))?.body).toBe("body");
  });

  it("answers null for bytes that were cut at any place", () => {
    const whole = frame("body", { success: true, status: 200, headers: {} });
    for (let length = 0; length < whole.length; length++) {
      expect(readFrame(whole.subarray(0, length)), `${length} bytes`).toBeNull();
    }
  });

  it("answers null for a length that reaches before the first byte", () => {
    const bytes = new TextEncoder().encode("body{}....");
    for (let length = 7; length < 16; length++) {
      new DataView(bytes.buffer).setUint32(6, length);
      expect(readFrame(bytes), `${length}`).toBeNull();
    }
  });

  it("reads 8 MB in well under a second", () => {
    const bytes = frame("あ".repeat(8_388_608 / 3), { success: true, status: 200, headers: {} });
    const before = performance.now();
    expect(readFrame(bytes)?.body.length).toBe(Math.floor(8_388_608 / 3));
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
