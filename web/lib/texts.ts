// The texts of one area in one language.

/** The values for the placeholders of a text. */
export type Params = Record<string, string | number>;

/** Returns the text for a key of the area, with its placeholders filled in. */
export type Say<Key extends string> = (key: Key, params?: Params) => string;

/** The texts of an area as `import.meta.glob` loads them, by file path. The last folder of the path is the language. */
export type Files<Key extends string> = Record<string, Record<Key, string>>;

/**
 * Returns the texts in the given language, or in English if there are no texts in that language. A key without a text
 * is returned as it is, so that the gap is visible.
 *
 * A placeholder is `{name}`, or `{name:one=app|other=apps}` for a word that depends on a number. The plural category of
 * the number selects the form.
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

/** Returns the form of a plural category from a text such as `one=app|other=apps`. */
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
