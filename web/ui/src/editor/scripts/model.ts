// An app's own files and URLs while they are edited.

import type { ScriptsStart } from "../../../../api/generated/boot.ts";
import type { NewDevice, NewSource, UpdateCustomize } from "../../../../api/generated/rest.ts";

/** The state of the editor. */
export interface State {
  scope: ScriptsStart["scope"];
  lists: ScriptsStart["lists"];
}

/** Builds the request that saves everything. */
export function write({ scope, lists }: State): Pick<UpdateCustomize, "scope" | "desktop" | "mobile"> {
  const entries = (name: string): NewSource[] =>
    (lists[name] ?? []).map((source) =>
      "url" in source ? { type: "URL", url: source.url } : { type: "FILE", file: { fileKey: source.fileKey } },
    );
  const device = (name: string): NewDevice => ({ js: entries(`${name}.js`), css: entries(`${name}.css`) });
  return { scope, desktop: device("desktop"), mobile: device("mobile") };
}
