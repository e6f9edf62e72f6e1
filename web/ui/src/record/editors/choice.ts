// Choices among a field's options.

import { make } from "../../../../lib/dom.ts";
import type { Editor, Order } from "../editor.ts";
import { listOf, options } from "../property.ts";

let groups = 0;

/** The editor for CHECK_BOX and RADIO_BUTTON. All options are visible. */
export function choices({ property, name, problem, changed }: Order, type: "checkbox" | "radio"): Editor {
  groups += 1;
  const group = `pd-choice-${groups}`;
  const inputs = options(property).map((value) => make("input", { type, value, name: group }));
  const element = make("div", {
    ...name,
    "aria-describedby": problem,
    "aria-required": type === "radio" && property.required ? "true" : undefined,
    class: `pd-choices${property.align === "VERTICAL" ? " pd-choices-down" : ""}`,
    role: type === "radio" ? "radiogroup" : "group",
  });
  for (const input of inputs) {
    element.append(make("label", { class: "pd-choice" }, input, make("span", {}, input.value)));
  }
  element.addEventListener("change", changed);
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    element,
    read: () => (type === "radio" ? (chosen()[0] ?? null) : chosen()),
    write: (value) => {
      const wanted = type === "radio" ? [value] : listOf(value);
      for (const input of inputs) input.checked = wanted.includes(input.value);
    },
    disable: (off) => {
      for (const input of inputs) input.disabled = off;
    },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
  };
}

/** The editor for DROP_DOWN, with one option or none. */
export function dropDown({ property, name, problem, changed, context }: Order): Editor {
  const select = make("select", { ...name, "aria-describedby": problem, class: "pd-input" });
  select.append(make("option", { value: "" }, context.say("none")));
  for (const value of options(property)) select.append(make("option", { value }, value));
  select.addEventListener("change", changed);
  return {
    element: select,
    read: () => select.value || null,
    write: (value) => {
      select.value = typeof value === "string" ? value : "";
    },
    disable: (off) => {
      select.disabled = off;
    },
    focus: () => select.focus(),
  };
}

/** The editor for MULTI_SELECT, a list in which any number of options can be chosen. */
export function multiSelect({ property, name, problem, changed }: Order): Editor {
  const all = options(property);
  const select = make("select", {
    ...name,
    "aria-describedby": problem,
    class: "pd-input multipleselect-cybozu",
    multiple: true,
    size: Math.min(Math.max(all.length, 2), 6),
  });
  for (const value of all) select.append(make("option", { value }, value));
  select.addEventListener("change", changed);
  return {
    element: select,
    read: () => [...select.selectedOptions].map((option) => option.value),
    write: (value) => {
      const wanted = listOf(value);
      for (const option of select.options) option.selected = wanted.includes(option.value);
    },
    disable: (off) => {
      select.disabled = off;
    },
    focus: () => select.focus(),
  };
}
