// Results of formulas, shown while a form is filled in. The server computes: here and when it saves alike.

import { Refusal } from "../../../lib/server.ts";
import { all } from "../../../runtime/src/elements.ts";
import type { Form } from "./form.ts";
import type { FormContext } from "./form_context.ts";
import { type Properties, type Property, textOf } from "./property.ts";

/** How long nobody types before the server is asked, in milliseconds. */
const PAUSE = 250;

const isComputed = (property: Property): boolean =>
  property.type === "CALC" || !!property.expression || Object.values(property.fields ?? {}).some(isComputed);

/** What to call when a value changed; does nothing on a form without formulas. */
export function computing(context: FormContext, form: Form, properties: Properties): () => void {
  const { boot } = context.hooks;
  if (!Object.values(properties).some(isComputed)) return () => {};
  let timer = 0;
  let turn = 0;

  async function compute(): Promise<void> {
    turn += 1;
    const mine = turn;
    const asked = { app: context.app, preview: boot.preview, record: form.payload() };
    try {
      const { record } = await context.server.call("POST", "/k/api/record/compute.json", asked);
      if (mine !== turn) return;
      form.fix(record);
      for (const property of Object.values(properties)) {
        const place = all("computed", property.code)[0];
        if (place && record[property.code]) place.textContent = display(property, record[property.code]?.value);
      }
    } catch (error) {
      // Half a form may not compute; saving says what is wrong.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void compute(), PAUSE);
  };
}

/** A result as people read it: thousands and unit, as the server shows it when the record is saved. */
export function display(property: Property, value: unknown): string {
  const text = textOf(value);
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (!whole) return text;
  const grouped = property.format === "NUMBER_DIGIT" || property.digit ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  const number = `${sign}${grouped}${rest}`;
  if (!property.unit) return number;
  return property.unitPosition === "AFTER" ? `${number} ${property.unit}` : `${property.unit} ${number}`;
}
