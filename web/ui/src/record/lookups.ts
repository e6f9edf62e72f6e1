// Lookups: the values that a lookup copies from the related app are shown before the record is saved. The server copies
// them again when it saves.

import type { Offers } from "../../../api/generated/rest.ts";
import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import type { Form } from "./form.ts";
import type { FormContext } from "./form_context.ts";
import type { Properties } from "./property.ts";

/** The time without input after which values are suggested, in milliseconds. */
const PAUSE = 200;

function offers(context: FormContext, field: string, wanted: { value: string } | { q: string }): Promise<Offers> {
  const asked = { app: context.app, field, preview: context.hooks.boot.preview, ...wanted };
  return context.server.call("GET", "/k/api/record/lookup.json", asked);
}

/**
 * Returns the function to call when a field's value changed. It copies the values of the field's lookup, or shows that
 * no record has the value.
 */
export function lookups(context: FormContext, form: Form, properties: Properties): (code: string) => Promise<void> {
  return async (code) => {
    if (!properties[code]?.lookup) return;
    const value = String(form.read()[code]?.value ?? "");
    try {
      const found = value === "" ? [] : (await offers(context, code, { value })).records;
      if (String(form.read()[code]?.value ?? "") !== value) return; // the user has typed on
      const [first] = found;
      if (first) form.copy(first.copies);
      form.error(code, first || value === "" ? null : context.say("lookup_none"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      form.error(code, error.message);
    }
  };
}

/** Suggests values of the related app while the user types into `input`. */
export function offering(context: FormContext, code: string, input: HTMLInputElement): HTMLElement {
  const list = make("datalist", { id: `pd-offers-${code}` });
  input.setAttribute("list", list.id);
  let timer = 0;
  let turn = 0;
  const offer = async () => {
    turn += 1;
    const mine = turn;
    try {
      const { records } = await offers(context, code, { q: input.value });
      if (mine === turn) list.replaceChildren(...records.map(({ value }) => make("option", { value: String(value) })));
    } catch (error) {
      // After an error there are no suggestions. The user can still type the value, and saving reports the error.
      if (!(error instanceof Refusal)) throw error;
    }
  };
  input.addEventListener("focus", () => void offer());
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void offer(), PAUSE);
  });
  return list;
}
