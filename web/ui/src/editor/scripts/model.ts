// An app's own files and addresses while they are edited.

import type { ScriptsStart } from "../../../../api/generated/boot.ts";

/** What is edited. */
export interface State {
  scope: ScriptsStart["scope"];
  lists: ScriptsStart["lists"];
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
