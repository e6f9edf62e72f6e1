// Builds a query without typing it: a field, an operator and a value, and the sort order.

import type { Askable } from "../../../api/generated/boot.ts";
import type { Say, TextKey } from "../texts.ts";
import { narrowed, test } from "./query.ts";
import { option, type ValueInput, valueInput } from "./values.ts";

const WORDS: { [operator: string]: TextKey } = {
  "=": "list.op_equal",
  "!=": "list.op_not_equal",
  like: "list.op_like",
  "not like": "list.op_not_like",
  in: "list.op_in",
  "not in": "list.op_not_in",
  ">=": "list.op_from",
  "<=": "list.op_to",
  ">": "list.op_above",
  "<": "list.op_below",
  "is empty": "list.op_empty",
  "is not empty": "list.op_not_empty",
};

/** The operators have other names for dates and times: earlier and later instead of less and greater. */
const TIME_WORDS: { [operator: string]: TextKey } = {
  ...WORDS,
  ">=": "list.op_since",
  "<=": "list.op_until",
  ">": "list.op_after",
  "<": "list.op_before",
};

/** Sets up the page's builder. Without scripts it stays hidden, and users write queries in the text field. */
export function builder(say: Say, zone: string, go: (address: string) => void): void {
  const box = document.querySelector<HTMLDetailsElement>("details[data-pd-builder]");
  if (!box) return;
  const fields = JSON.parse(box.dataset.pdBuilder ?? "[]") as Askable[];
  const part = <T extends HTMLElement>(name: string) => box.querySelector<T>(`[data-pd-part="${name}"]`) as T;
  const [field, operator] = [part<HTMLSelectElement>("field"), part<HTMLSelectElement>("operator")];
  const [sort, way] = [part<HTMLSelectElement>("sort"), part<HTMLSelectElement>("way")];
  const condition = box.dataset.pdCondition ?? "";
  const order = box.dataset.pdOrder ?? "";
  let input: ValueInput | null = null;

  const chosen = () => fields.find(({ code }) => code === field.value);
  const drawValue = () => {
    const known = chosen();
    input = known ? valueInput(known, operator.value, say, zone) : null;
    part("value-box").hidden = input === null;
    part("value").replaceChildren(...(input ? [input.element] : []));
    // The label refers to the first input.
    const first = part("value").querySelector("input, select");
    if (first) first.id = "pd-build-value";
  };
  const drawOperators = () => {
    const known = chosen();
    const words = known && ["date", "datetime", "time"].includes(known.value) ? TIME_WORDS : WORDS;
    const texts = (known?.operators ?? []).map((name) => option(words[name] ? say(words[name]) : name, name));
    operator.replaceChildren(...texts);
    drawValue();
  };
  const ask = (query: string) => {
    const address = new URLSearchParams(location.search);
    for (const name of ["query", "offset"]) address.delete(name);
    address.set("q", query);
    go(`?${address}`);
  };

  field.replaceChildren(
    ...fields.filter(({ operators }) => operators.length > 0).map(({ code, label }) => option(label, code)),
  );
  sort.replaceChildren(...fields.filter(({ sorts }) => sorts).map(({ code, label }) => option(label, code)));
  drawOperators();
  field.addEventListener("change", drawOperators);
  operator.addEventListener("change", drawValue);
  part("add").addEventListener("click", () => {
    const values = input ? input.read() : [];
    if (values === null) {
      input?.element.querySelector<HTMLElement>("input:not([hidden])")?.focus();
      if (input?.element.matches("input, select")) input.element.focus();
      return;
    }
    ask(`${narrowed(condition, test(field.value, operator.value, values))} ${order}`.trim());
  });
  part("order").addEventListener("click", () => ask(`${condition} order by ${sort.value} ${way.value}`.trim()));
  box.hidden = false;
}
