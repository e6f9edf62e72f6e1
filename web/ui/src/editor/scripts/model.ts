// An app's own files and addresses while they are edited.

export type Source = { url: string } | { fileKey: string; name: string; size: string };

type Lists = Record<string, Source[]>;

/** What is edited. */
export interface State {
  scope: string;
  lists: Lists;
}

/** What the page brings. */
export interface Start {
  app: string | number;
  revision: string | number;
  scope: string;
  lists: Lists;
  /** Entries of a list. */
  most: number;
  /** Bytes of a file. */
  largest: number;
}

/** The request that saves it all. */
export function write({ scope, lists }: State): object {
  const entries = (name: string) =>
    (lists[name] ?? []).map((source) =>
      "url" in source ? { type: "URL", url: source.url } : { type: "FILE", file: { fileKey: source.fileKey } },
    );
  const device = (name: string) => ({ js: entries(`${name}.js`), css: entries(`${name}.css`) });
  return { scope, desktop: device("desktop"), mobile: device("mobile") };
}
