import { describe, expect, it } from "vitest";
import { toInstant, toLocal } from "../../../ui/src/record/editors/moment.ts";

describe("an instant on the reader's clock", () => {
  it.each([
    ["2026-11-22T03:30:00Z", "2026-11-22T12:30", "Asia/Tokyo"],
    ["2026-11-22T03:30:00Z", "2026-11-22T03:30", "UTC"],
    ["2026-07-01T12:00:00Z", "2026-07-01T14:00", "Europe/Berlin"],
    // The offset includes half an hour, and the local date is the day before.
    ["2026-01-01T00:15:00Z", "2025-12-31T20:45", "America/St_Johns"],
    // The last minute of summer time. The same clock time an hour later is read as the later instant.
    ["2026-10-25T00:59:00Z", "2026-10-25T02:59", "Europe/Berlin"],
  ])("%s is %s in %s, and back", (instant, local, zone) => {
    expect(toLocal(instant, zone)).toBe(local);
    expect(toLocal(toInstant(local, zone), zone)).toBe(local);
  });

  it("an hour that is skipped in spring is the one after", () => {
    expect(toLocal(toInstant("2026-03-29T02:30", "Europe/Berlin"), "Europe/Berlin")).toBe("2026-03-29T03:30");
  });

  it("what is no instant is nothing", () => {
    for (const text of ["", "soon", "2026-13-01"]) expect(toLocal(text, "UTC")).toBe("");
  });
});
