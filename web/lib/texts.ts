// What people read: the texts of one area, in one language.

/** What stands in for the `{name}`s of a text. */
export type Params = Record<string, string | number>;

/** A text of the area by its key, with its places filled in. */
export type Say<Key extends string> = (key: Key, params?: Params) => string;

/** An area as `import.meta.glob` finds it: by the file's path, which has the language as its last folder. */
export type Files<Key extends string> = Record<string, Record<Key, string>>;

/** Speaks one language of those there are, else English. A key without a text comes back as itself, so that it is seen. */
export function speaking<Key extends string>(files: Files<Key>, language: string): Say<Key> {
  const of = (folder: string) => Object.entries(files).find(([path]) => path.split("/").at(-2) === folder)?.[1];
  const texts = of(language) ?? of("en");
  return (key, params = {}) =>
    (texts?.[key] ?? key).replace(/\{(\w+)\}/g, (whole: string, name: string) => String(params[name] ?? whole));
}
