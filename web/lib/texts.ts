// What people read: the texts of one area, in one language.

/** What stands in for the `{name}`s of a text. */
export type Params = Record<string, string | number>;

/** A text of the area by its key, with its places filled in. */
export type Say<Key extends string> = (key: Key, params?: Params) => string;

/** Speaks one language. A key without a text comes back as itself, so that it is seen. */
export function sayFrom<Key extends string>(texts: Record<Key, string>): Say<Key> {
  return (key, params = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole: string, name: string) => String(params[name] ?? whole));
}
