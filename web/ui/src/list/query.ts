// Builds query text from the user's choices.

/** The right side of an operator: a text that needs quotes, or a function call. */
export type Operand = { text: string } | { call: string };

/** Builds one condition. `in` takes any number of values, `is empty` none, and other operators use the first. */
export function test(code: string, operator: string, values: Operand[]): string {
  if (operator.startsWith("is ")) return `${code} ${operator}`;
  const written = values.map((value) => ("call" in value ? value.call : quoted(value.text)));
  if (operator === "in" || operator === "not in") return `${code} ${operator} (${written.join(", ")})`;
  return `${code} ${operator} ${written[0] ?? '""'}`;
}

/** Adds another condition with `and`. */
export function narrowed(condition: string, more: string): string {
  if (!condition) return more;
  return /\bor\b/i.test(condition) ? `(${condition}) and ${more}` : `${condition} and ${more}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
