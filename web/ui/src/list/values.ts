// The inputs of the builder, one for each kind of value. The surrounding elements label them.

import type { Askable } from "../../../api/generated/boot.ts";
import { make } from "../../../lib/dom.ts";
import { LOGIN_USER, PERIODS, PRIMARY_ORGANIZATION } from "../../../lib/schema.ts";
import { toInstant } from "../record/editors/moment.ts";
import type { Say, TextKey } from "../texts.ts";
import type { Operand } from "./query.ts";

/** An input and its value. `read` returns null if the value is not usable. */
export interface ValueInput {
  element: HTMLElement;
  read(): Operand[] | null;
}

const PERIOD_TEXTS: Record<(typeof PERIODS)[number], TextKey> = {
  "TODAY()": "list.value_today",
  "THIS_WEEK()": "list.value_this_week",
  "THIS_MONTH()": "list.value_this_month",
  "LAST_MONTH()": "list.value_last_month",
  "THIS_YEAR()": "list.value_this_year",
};

/** Returns the input for a field and an operator, or null if the operator takes no value. */
export function valueInput(field: Askable, operator: string, say: Say, zone: string): ValueInput | null {
  if (operator.startsWith("is ")) return null;
  const many = operator.endsWith("in");
  switch (field.value) {
    case "choice":
      return choices(field.options, many);
    case "user":
      return either(
        [[LOGIN_USER, say("list.value_me")]],
        say("list.value_user"),
        typed("text"),
        say("list.value_login"),
      );
    case "organization":
      return either(
        [[PRIMARY_ORGANIZATION, say("list.value_mine")]],
        say("list.value_department"),
        typed("text"),
        say("list.value_code"),
      );
    case "date":
      return orPeriod(say, typed("date"));
    case "datetime":
      return orPeriod(
        say,
        typed("datetime-local", (wall) => toInstant(wall, zone)),
      );
    case "time":
      return typed("time");
    default:
      return many ? separated(say) : typed(field.value === "number" ? "number" : "text");
  }
}

export function option(text: string, value = text): HTMLOptionElement {
  return make("option", { value }, text);
}

function typed(type: string, convert = (value: string) => value): ValueInput {
  const input = make("input", { class: "pd-input", type, step: type === "number" ? "any" : undefined });
  return {
    element: input,
    read: () => (input.value === "" && type !== "text" ? null : [{ text: convert(input.value) }]),
  };
}

function separated(say: Say): ValueInput {
  const many = say("list.value_many");
  const input = make("input", { class: "pd-input", placeholder: many, title: many });
  const read = () => input.value.split(",").map((text) => ({ text: text.trim() }));
  return { element: input, read };
}

function choices(options: string[], many: boolean): ValueInput {
  const size = many ? Math.min(Math.max(options.length, 2), 5) : undefined;
  const select = make("select", { class: "pd-input", multiple: many, size }, ...options.map((name) => option(name)));
  const read = () => {
    const chosen = [...select.selectedOptions].map(({ value }) => ({ text: value }));
    return chosen.length > 0 ? chosen : null;
  };
  return { element: select, read };
}

function orPeriod(say: Say, day: ValueInput): ValueInput {
  const known = PERIODS.map((call) => [call, say(PERIOD_TEXTS[call])] as const);
  return either(known, say("list.value_day"), day, say("list.value_day"));
}

/** Offers the values of `known`, or an input for another value. */
function either(known: (readonly [string, string])[], own: string, input: ValueInput, label: string): ValueInput {
  const select = make(
    "select",
    { class: "pd-input" },
    ...known.map(([call, text]) => option(text, call)),
    option(own, ""),
  );
  select.value = known.length > 1 ? "" : (known[0]?.[0] ?? "");
  const follow = () => {
    input.element.hidden = select.value !== "";
  };
  input.element.setAttribute("aria-label", label);
  select.addEventListener("change", follow);
  follow();
  const element = make("span", { class: "pd-builder-either" }, select, input.element);
  const read = () => {
    if (select.value !== "") return [{ call: select.value }];
    const given = input.read();
    return given?.some((value) => "text" in value && value.text !== "") ? given : null;
  };
  return { element, read };
}
