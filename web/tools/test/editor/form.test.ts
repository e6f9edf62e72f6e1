import { beforeEach, describe, expect, it } from "vitest";
import type { FieldProperty, FormStart, NumberedField } from "../../../api/generated/boot.ts";
import { codeFor } from "../../../ui/src/editor/form/codes.ts";
import { type Form, read, write } from "../../../ui/src/editor/form/model.ts";
import { drop, find, move, type Target, type Way } from "../../../ui/src/editor/form/tree.ts";
import { begin, current, next, redo, undo } from "../../../ui/src/editor/history.ts";

const START: FormStart = {
  app: 1,
  revision: 1,
  types: [{ type: "RECORD_NUMBER", builtIn: true, inTable: false, settings: [], unsaid: {} }],
  running: [],
  records: 0,
  fields: [
    numbered(1, { type: "RECORD_NUMBER", label: "No", code: "No" }),
    numbered(2, { type: "LINK", label: "A", code: "a" }),
    numbered(3, { type: "DATE", label: "B", code: "b" }),
    numbered(4, { type: "GROUP", label: "G", code: "g" }),
    numbered(5, { type: "LINK", label: "C", code: "c" }),
    numbered(6, { type: "SUBTABLE", label: "T", code: "t" }, [
      numbered(7, { type: "LINK", label: "X", code: "x" }),
      numbered(8, {
        type: "DROP_DOWN",
        label: "Y",
        code: "y",
        options: { Two: { label: "Two", index: "1" }, One: { label: "One", index: "0" } },
      }),
    ]),
  ],
  layout: [
    { type: "ROW", fields: [cell("LINK", "a"), cell("DATE", "b")] },
    { type: "GROUP", code: "g", layout: [{ type: "ROW", fields: [cell("LINK", "c")] }] },
    { type: "SUBTABLE", code: "t", fields: [cell("LINK", "x"), cell("DROP_DOWN", "y")] },
  ],
};

function numbered(id: number, property: FieldProperty, columns: NumberedField[] = []): NumberedField {
  return { id, property, columns };
}

function cell(type: FieldProperty["type"], code: string) {
  return { type, code, size: { width: "200" } };
}

/** Writes a form in one line: `a b / g[c] / t(x y)`. */
function line(form: Form): string {
  const of = (rows: Form["rows"]): string =>
    rows
      .map((row) => {
        if (row.kind === "GROUP") return `${row.field.code}[${of(row.rows)}]`;
        const items = row.items.map((item) => (item.kind === "FIELD" ? item.field.code : item.kind)).join(" ");
        return row.kind === "SUBTABLE" ? `${row.field.code}(${items})` : items;
      })
      .join(" / ");
  return of(form.rows);
}

/** Returns the key with which the field with this code is selected. */
function keyOf(form: Form, code: string): number {
  for (let key = 0; key < 10_000; key += 1) {
    const spot = find(form, key);
    const field =
      spot?.item?.kind === "FIELD"
        ? spot.item.field
        : spot && !spot.item && spot.row.kind !== "ROW"
          ? spot.row.field
          : null;
    if (field?.code === code) return key;
  }
  throw new Error(`nothing has the code ${code}`);
}

describe("a form while it is edited", () => {
  let form: Form;

  beforeEach(() => {
    form = read(START);
  });

  it("goes back to the server as it came", () => {
    expect(line(form)).toBe("a b / g[c] / t(x y)");
    expect(form.spare.map((field) => field.code)).toEqual(["No"]);
    const { body, at } = write(form);
    expect(body.layout).toEqual(START.layout);
    expect(body.fields).toHaveLength(5);
    expect(at.get("fields[4].fields[1]")?.code).toBe("y");
    expect(body.fields[4]).toMatchObject({
      id: 6,
      fields: [{ id: 7 }, { id: 8, options: { 0: { label: "One", index: 0 }, 1: { label: "Two", index: 1 } } }],
    });
  });

  it("keeps fields that the layout forgot", () => {
    const bare = read({ ...START, layout: START.layout.slice(0, 1) });
    expect(line(bare)).toBe("a b / g[] / c / t(x y)");
    expect(bare.spare.map((field) => field.code)).toEqual(["No"]);
  });

  it.each<[string, Way, boolean, string]>([
    ["a", "right", true, "b a / g[c] / t(x y)"],
    ["a", "left", false, "a b / g[c] / t(x y)"],
    ["a", "up", true, "a / b / g[c] / t(x y)"],
    ["b", "down", true, "a / b / g[c] / t(x y)"],
    ["c", "up", true, "a b / c / g[] / t(x y)"],
    ["c", "down", true, "a b / g[] / c / t(x y)"],
    ["g", "up", true, "g[c] / a b / t(x y)"],
    ["t", "down", false, "a b / g[c] / t(x y)"],
    ["y", "left", true, "a b / g[c] / t(y x)"],
    ["y", "up", false, "a b / g[c] / t(x y)"],
  ])("%s moves %s: %s", (code, way, moved, after) => {
    expect(move(form, keyOf(form, code), way)).toBe(moved);
    expect(line(form)).toBe(after);
  });

  it("lets a field pass everything by going down again and again", () => {
    const key = keyOf(form, "a");
    const seen = [];
    while (move(form, key, "down")) seen.push(line(form));
    expect(seen).toEqual([
      "b / a / g[c] / t(x y)",
      "b / g[a / c] / t(x y)",
      "b / g[c a] / t(x y)",
      "b / g[c / a] / t(x y)",
      "b / g[c] / a / t(x y)",
      "b / g[c] / t(x y) / a",
    ]);
  });

  it.each<[string, Target["side"], string, boolean, string]>([
    ["a", "right", "c", true, "b / g[c a] / t(x y)"],
    ["a", "into", "g", true, "b / g[c / a] / t(x y)"],
    ["a", "into", "t", false, "a b / g[c] / t(x y)"],
    ["a", "left", "x", false, "a b / g[c] / t(x y)"],
    ["x", "right", "y", true, "a b / g[c] / t(y x)"],
    ["x", "right", "a", false, "a b / g[c] / t(x y)"],
    ["g", "after", "t", true, "a b / t(x y) / g[c]"],
    ["g", "into", "g", false, "a b / g[c] / t(x y)"],
    ["t", "into", "g", false, "a b / g[c] / t(x y)"],
    ["t", "left", "a", false, "a b / g[c] / t(x y)"],
  ])("%s dropped %s %s: %s", (code, side, other, dropped, after) => {
    const target = { side, key: keyOf(form, other) };
    expect(drop(form, keyOf(form, code), target, (type) => type !== "GROUP")).toBe(dropped);
    expect(line(form)).toBe(after);
  });
});

describe("codes and steps", () => {
  it("makes codes that the server takes, each its own", () => {
    expect(codeFor("Unit price (€)", new Set())).toBe("Unit_price____");
    expect(codeFor("単価・税込", new Set())).toBe("単価・税込");
    expect(codeFor("2nd", new Set())).toBe("_2nd");
    expect(codeFor(" ", new Set(["_"]))).toBe("__2");
    expect([...codeFor("あ".repeat(200), new Set())].length).toBeLessThanOrEqual(128);
  });

  it("undoes what was typed into one input at once, and does it again", () => {
    let history = begin("");
    for (const typed of ["a", "ab", "abc"]) history = next(history, typed, "label");
    history = next(history, "moved");
    expect(current(undo(history))).toBe("abc");
    expect(current(undo(undo(history)))).toBe("");
    expect(current(redo(undo(history)))).toBe("moved");
    // A new step after an undo discards the undone step.
    expect(current(redo(next(undo(history), "other")))).toBe("other");
  });
});
