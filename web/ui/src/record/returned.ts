// What a handler returned, applied to the form (B7.4): values, errors, whether fields can be changed.

import type { RecordJson } from "../../../lib/boot.ts";
import type { Form } from "./form.ts";

/** The message for the whole page that a handler set as `event.error`. */
export function applied(form: Form, returned: unknown, before: RecordJson): string | null {
  if (typeof returned !== "object" || returned === null) return null;
  const { record, error } = returned as { record?: unknown; error?: unknown };
  form.take(record, before);
  return typeof error === "string" && error !== "" ? error : null;
}
