import { beforeEach, describe, expect, it, vi } from "vitest";
import { connect, Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { type Change, openForm } from "../../../ui/src/record/form.ts";
import type { FormContext } from "../../../ui/src/record/form_context.ts";
import type { Properties, RecordJson, RowJson } from "../../../ui/src/record/property.ts";
import { sayIn } from "../../../ui/src/texts.ts";
import { BOOT } from "../runtime/test_page.ts";

const PROPERTIES: Properties = {
  text: { type: "SINGLE_LINE_TEXT", code: "text", label: "Text" },
  number: { type: "NUMBER", code: "number", label: "Number" },
  boxes: {
    type: "CHECK_BOX",
    code: "boxes",
    label: "Boxes",
    options: { b: { label: "b", index: "1" }, a: { label: "a", index: "0" } },
  },
  made: { type: "CREATED_TIME", code: "made", label: "Made" },
  hidden: { type: "SINGLE_LINE_TEXT", code: "hidden", label: "On no form" },
  rows: {
    type: "SUBTABLE",
    code: "rows",
    label: "Rows",
    fields: {
      item: { type: "SINGLE_LINE_TEXT", code: "item", label: "Item" },
      count: { type: "NUMBER", code: "count", label: "Count" },
    },
  },
};

const row = (id: string | null, item: string): RowJson => ({
  id,
  value: { item: { type: "SINGLE_LINE_TEXT", value: item }, count: { type: "NUMBER", value: "1" } },
});

const record = (): RecordJson => ({
  text: { type: "SINGLE_LINE_TEXT", value: "a" },
  number: { type: "NUMBER", value: "12345678901234567890.5" },
  boxes: { type: "CHECK_BOX", value: ["b"] },
  made: { type: "CREATED_TIME", value: "2026-11-25T00:00:00Z" },
  hidden: { type: "SINGLE_LINE_TEXT", value: "kept" },
  rows: { type: "SUBTABLE", value: [row("1", "x"), row("2", "y"), row("3", "z")] },
  $revision: { type: "__REVISION__", value: "4" },
});

function open() {
  document.body.innerHTML = ["text", "number", "boxes", "rows"]
    .map((code) => `<div data-pd-field-box="${code}"><div data-pd-field="${code}"></div></div>`)
    .join("");
  const place = (code: string) => document.querySelector<HTMLElement>(`[data-pd-field="${code}"]`);
  const context: FormContext = { hooks: { boot: BOOT } as Hooks, say: sayIn("en"), server: connect("", ""), app: 1 };
  const changed = vi.fn<(change: Change) => void>();
  const form = openForm(context, record(), PROPERTIES, place, changed);
  const lines = () => [...document.querySelectorAll<HTMLElement>(".subtable-row-gaia")];
  return { form, changed, place, lines };
}

describe("a form", () => {
  let page: ReturnType<typeof open>;
  beforeEach(() => {
    page = open();
  });

  it("holds the record as it was given, numbers digit by digit, in copies", () => {
    const { form } = page;
    expect(form.read()).toEqual(record());
    expect(form.read()).not.toBe(form.read());
  });

  it("takes over only what a handler changed, and what cannot be written not at all", () => {
    const { form, place } = page;
    const before = form.read();
    const told = structuredClone(before) as Record<string, { type: string; value: unknown; disabled?: boolean }>;
    const input = place("text")?.querySelector("input");
    if (!input || !told.number || !told.made || !told.boxes) throw new Error("no such field");
    input.value = "typed while the handler thought";
    told.number.value = 7;
    told.made.value = "never";
    told.boxes.disabled = true;
    form.take(told, before);
    const now = form.read();
    expect(now.text?.value).toBe("typed while the handler thought");
    expect(now.number?.value).toBe("7");
    expect(now.made).toEqual(before.made);
    expect(place("boxes")?.querySelectorAll("input:disabled")).toHaveLength(2);
  });

  it("sends what people may write, without types, and fields that stand on no form too", () => {
    const { form } = page;
    form.write({ hidden: { type: "SINGLE_LINE_TEXT", value: "set" } });
    const { rows, ...rest } = form.payload();
    expect(rest).toEqual({
      text: { value: "a" },
      number: { value: "12345678901234567890.5" },
      boxes: { value: ["b"] },
      hidden: { value: "set" },
    });
    expect(rows?.value).toMatchObject([{ id: "1", value: { item: { value: "x" }, count: { value: "1" } } }, {}, {}]);
  });

  it("B8.3 puts what the server refuses at the field, in rows too, and hands back what belongs to none", () => {
    const { form, place, lines } = page;
    const errors = {
      "record.number.value": ["too large"],
      "record.rows.value[1].value.count.value": ["no number"],
      "record.gone.value": ["unknown"],
    };
    const homeless = form.refuse(new Refusal("no", errors, "CB_VA01"));
    expect(homeless).toEqual(["record.gone.value: unknown"]);
    expect(place("number")?.textContent).toContain("too large");
    expect(place("number")?.querySelector("input")?.getAttribute("aria-invalid")).toBe("true");
    expect(lines()[1]?.textContent).toContain("no number");
    expect(lines()[0]?.textContent).not.toContain("no number");
    form.clearErrors();
    expect(form.hasErrors()).toBe(false);
    expect(document.querySelector("[aria-invalid]")).toBeNull();
  });

  it("keeps the element of each row that stays, whatever comes and goes around it", () => {
    const { form, lines } = page;
    const [first, second, third] = lines();
    if (second) second.dataset.mine = "a plug-in's";
    form.write({ rows: { type: "SUBTABLE", value: [row("3", "z"), row("2", "changed"), row(null, "new")] } });
    expect(lines().slice(0, 2)).toEqual([third, second]);
    expect(lines()[1]?.dataset.mine).toBe("a plug-in's");
    expect(lines()[1]?.querySelector("input")?.value).toBe("changed");
    expect(first?.isConnected).toBe(false);
    expect(form.read().rows?.value).toMatchObject([{ id: "3" }, { id: "2" }, { id: null }]);
  });

  it("B7.4 tells which field of which row a person changed, and when a row came or went", () => {
    const { changed, lines } = page;
    const input = lines()[1]?.querySelector("input");
    input?.dispatchEvent(new Event("change"));
    lines()[1]?.querySelectorAll("button")[0]?.click();
    lines()[0]?.querySelectorAll("button")[1]?.click();
    expect(changed.mock.calls.map(([change]) => change)).toEqual([
      { code: "item", table: "rows", row: 1 },
      { code: "rows", table: null, row: 2 },
      { code: "rows", table: null, row: null },
    ]);
  });

  it("a table keeps a row to write into", () => {
    const { form, lines } = page;
    form.write({ rows: { type: "SUBTABLE", value: [] } });
    expect(lines()).toHaveLength(1);
    lines()[0]?.querySelectorAll("button")[1]?.click();
    expect(form.read().rows?.value).toMatchObject([{ id: null, value: { item: { value: "" } } }]);
  });
});
