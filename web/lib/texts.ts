// What people read: the texts of one area, in one language.

/** What stands in for the `{name}`s of a text. */
export type Params = Record<string, string | number>;

/** A text of the area by its key, with its places filled in. */
export type Say<Key extends string> = (key: Key, params?: Params) => string;

/** An area as `import.meta.glob` finds it: by the file's path, which has the language as its last folder. */
export type Files<Key extends string> = Record<string, Record<Key, string>>;

/**
 * Speaks one language of those there are, else English. A key without a text comes back as itself, so that it is seen.
 *
 * A place is `{name}`, or `{name:one=app|other=apps}` for a word that depends on a number: it becomes the form for the
 * number's plural category.
 */
export function speaking<Key extends string>(files: Files<Key>, language: string): Say<Key> {
  const of = (folder: string) => Object.entries(files).find(([path]) => path.split("/").at(-2) === folder)?.[1];
  const own = of(language);
  const [texts, spoken] = own ? [own, language] : [of("en"), "en"];
  return (key, params = {}) =>
    (texts?.[key] ?? key).replace(/\{(\w+)(?::([^{}]*))?\}/g, (whole: string, name: string, forms?: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return forms === undefined ? String(value) : (form(forms, category(spoken, value)) ?? whole);
    });
}

function category(language: string, number: string | number): string {
  return new Intl.PluralRules(language).select(Number(number));
}

/** The form of that plural category in `one=app|other=apps`. */
function form(forms: string, category: string): string | undefined {
  const of = (wanted: string) => {
    const start = `${wanted}=`;
    return forms
      .split("|")
      .find((form) => form.startsWith(start))
      ?.slice(start.length);
  };
  return of(category) ?? of("other");
}
