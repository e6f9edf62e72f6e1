// Applies a handler's return value to the form (B7.4): values, errors, and enabled or disabled fields.

import type { RecordJson } from "../../../lib/boot.ts";
import type { Form } from "./form.ts";

/** Applies the return value of a handler. Returns the page's error message that the handler set as `event.error`. */
export function applied(form: Form, returned: unknown, before: RecordJson): string | null {
  if (typeof returned !== "object" || returned === null) return null;
  const { record, error } = returned as { record?: unknown; error?: unknown };
  form.take(record, before);
  return typeof error === "string" && error !== "" ? error : null;
}
