// Results of formulas while a form is edited. The server computes them, so that they match the saved values.

import { Refusal } from "../../../lib/server.ts";
import { all } from "../../../runtime/src/elements.ts";
import type { Form } from "./form.ts";
import type { FormContext } from "./form_context.ts";
import { type Properties, type Property, textOf } from "./property.ts";

/** The time without input after which the server computes the formulas, in milliseconds. */
const PAUSE = 250;

const isComputed = (property: Property): boolean =>
  property.type === "CALC" || !!property.expression || Object.values(property.fields ?? {}).some(isComputed);

/** Returns the function to call when a value changed. It does nothing on a form without formulas. */
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
      // An incomplete form may not be computable. Saving reports the errors.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void compute(), PAUSE);
  };
}

/** Formats a result as the server does for saved records, with thousands separators and unit. */
export function display(property: Property, value: unknown): string {
  const text = textOf(value);
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (!whole) return text;
  const grouped = property.format === "NUMBER_DIGIT" || property.digit ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  const number = `${sign}${grouped}${rest}`;
  if (!property.unit) return number;
  return property.unitPosition === "AFTER" ? `${number} ${property.unit}` : `${property.unit} ${number}`;
}
