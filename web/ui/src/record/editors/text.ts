// Texts with one or several lines, numbers and links.

import { make } from "../../../../lib/dom.ts";
import type { Editor, Order } from "../editor.ts";
import { offering } from "../lookups.ts";
import { textOf } from "../property.ts";

/** The keyboards on phones. A number is edited as text, because it may have more digits than a JavaScript number. */
const KEYBOARDS: Record<string, string> = { NUMBER: "decimal", WEB: "url", CALL: "tel", MAIL: "email" };

/** The editor for SINGLE_LINE_TEXT, NUMBER and LINK. */
export function text({ property, name, problem, changed, context }: Order): Editor {
  const number = property.type === "NUMBER";
  const input = make("input", {
    ...name,
    "aria-describedby": problem,
    "aria-required": property.required ? "true" : undefined,
    class: `pd-input ${number ? "pd-input-number input-number-cybozu" : "input-text-cybozu"}`,
    inputmode: KEYBOARDS[property.type === "LINK" ? (property.protocol ?? "WEB") : property.type],
    spellcheck: number || property.type === "LINK" ? "false" : undefined,
    type: "text",
    autocomplete: "off",
  });
  input.addEventListener("change", changed);
  let element: HTMLElement = input;
  if (number && property.unit) {
    const unit = make("span", { class: "pd-unit" }, property.unit);
    element = make("div", { class: "pd-with-unit" });
    element.append(...(property.unitPosition === "AFTER" ? [input, unit] : [unit, input]));
  }
  if (property.lookup) {
    element = make("div", {}, element, offering(context, property.code, input));
  }
  return {
    element,
    read: () => (number ? input.value.trim() : input.value),
    write: (value) => {
      input.value = textOf(value);
    },
    disable: (off) => {
      input.disabled = off;
    },
    focus: () => input.focus(),
  };
}

/** The editor for MULTI_LINE_TEXT. */
export function lines({ property, name, problem, changed }: Order): Editor {
  const input = make("textarea", {
    ...name,
    "aria-describedby": problem,
    "aria-required": property.required ? "true" : undefined,
    class: "pd-input textarea-cybozu",
    rows: 4,
  });
  input.addEventListener("change", changed);
  return {
    element: input,
    read: () => input.value,
    write: (value) => {
      input.value = textOf(value);
    },
    disable: (off) => {
      input.disabled = off;
    },
    focus: () => input.focus(),
  };
}
