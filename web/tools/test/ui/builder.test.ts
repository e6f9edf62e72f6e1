import { afterEach, describe, expect, it } from "vitest";
import { builder } from "../../../ui/src/list/builder.ts";
import { narrowed, test } from "../../../ui/src/list/query.ts";
import { sayIn } from "../../../ui/src/texts.ts";

describe("query text", () => {
  it("quotes texts and leaves functions", () => {
    expect(test("name", "=", [{ text: 'a "b" \\c' }])).toBe('name = "a \\"b\\" \\\\c"');
    expect(test("day", ">=", [{ call: "THIS_MONTH()" }])).toBe("day >= THIS_MONTH()");
    expect(test("who", "in", [{ call: "LOGINUSER()" }, { text: "bob" }])).toBe('who in (LOGINUSER(), "bob")');
    expect(test("memo", "is not empty", [])).toBe("memo is not empty");
    expect(test("name", "=", [])).toBe('name = ""');
  });

  it("asks for one thing more without changing what was asked", () => {
    expect(narrowed("", "b = 1")).toBe("b = 1");
    expect(narrowed("a = 1", "b = 1")).toBe("a = 1 and b = 1");
    expect(narrowed("a = 1 or c = 1", "b = 1")).toBe("(a = 1 or c = 1) and b = 1");
  });
});

describe("the builder", () => {
  const FIELDS = [
    { code: "name", label: "Name", operators: ["=", "like"], sorts: true, value: "text", options: [] },
    {
      code: "kind",
      label: "Kind",
      operators: ["in", "not in"],
      sorts: true,
      value: "choice",
      options: ["a", "b", "c"],
    },
    { code: "day", label: "Day", operators: [">="], sorts: true, value: "date", options: [] },
    { code: "who", label: "Who", operators: ["in"], sorts: false, value: "user", options: [] },
    { code: "home", label: "Home", operators: ["in"], sorts: false, value: "organization", options: [] },
    { code: "memo", label: "Memo", operators: ["is empty"], sorts: false, value: "text", options: [] },
  ];

  /** Opens a builder for `condition`. `asked` receives the addresses that it opens. */
  function open(condition: string, order = "") {
    history.replaceState(null, "", "/k/1/?view=5&offset=40&size=40");
    document.body.innerHTML = `<details hidden data-pd-builder>
      <select data-pd-part="field"></select><select data-pd-part="operator"></select>
      <label data-pd-part="value-box"><span data-pd-part="value"></span></label>
      <button data-pd-part="add"></button><select data-pd-part="sort"></select>
      <select data-pd-part="way"><option value="asc"><option value="desc"></select><button data-pd-part="order"></button>
    </details>`;
    const box = document.querySelector("details") as HTMLDetailsElement;
    Object.assign(box.dataset, { pdBuilder: JSON.stringify(FIELDS), pdCondition: condition, pdOrder: order });
    const asked: string[] = [];
    builder(sayIn("en"), "Asia/Tokyo", (address) => asked.push(decodeURIComponent(address.replaceAll("+", " "))));
    const part = <T extends HTMLElement>(name: string) => box.querySelector(`[data-pd-part="${name}"]`) as T;
    const choose = (name: string, value: string) => {
      part<HTMLSelectElement>(name).value = value;
      part(name).dispatchEvent(new Event("change"));
    };
    return { box, asked, part, choose };
  }

  afterEach(() => {
    document.body.innerHTML = "";
  });

  it("adds a test to what the list shows, from its beginning", () => {
    const { box, asked, part } = open('kind in ("a")', "order by day desc");
    expect(box.hidden).toBe(false);
    (part("value").querySelector("input") as HTMLInputElement).value = "dock";
    part("add").click();
    expect(asked).toEqual(['?view=5&size=40&q=kind in ("a") and name = "dock" order by day desc']);
  });

  it("offers choices for a choice, and asks for nothing without one", () => {
    const { asked, part, choose } = open("");
    choose("field", "kind");
    const select = part("value").querySelector("select") as HTMLSelectElement;
    expect([...select.options].map(({ value }) => value)).toEqual(["a", "b", "c"]);
    part("add").click();
    expect(asked).toEqual([]);
    for (const option of select.options) option.selected = option.value !== "b";
    part("add").click();
    expect(asked).toEqual(['?view=5&size=40&q=kind in ("a", "c")']);
  });

  it("knows periods, the reader and emptiness", () => {
    const { asked, part, choose } = open("");
    choose("field", "day");
    const period = part("value").querySelector("select") as HTMLSelectElement;
    period.value = "LAST_MONTH()";
    part("add").click();
    choose("field", "who");
    part("add").click();
    choose("field", "home");
    part("add").click();
    choose("field", "memo");
    expect(part("value-box").hidden).toBe(true);
    part("add").click();
    expect(asked.map((address) => address.split("q=")[1])).toEqual([
      "day >= LAST_MONTH()",
      "who in (LOGINUSER())",
      "home in (PRIMARY_ORGANIZATION())",
      "memo is empty",
    ]);
  });

  it("sorts by what can be sorted", () => {
    const { asked, part, choose } = open("a = 1", "order by day desc");
    expect([...part<HTMLSelectElement>("sort").options].map(({ value }) => value)).toEqual(["name", "kind", "day"]);
    choose("sort", "kind");
    choose("way", "desc");
    part("order").click();
    expect(asked).toEqual(["?view=5&size=40&q=a = 1 order by kind desc"]);
  });
});
