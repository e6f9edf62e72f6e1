// The bundles of the front end. `bundles.json` is the only list of them. crates/web/build.rs reads it too.

import path from "node:path";
import type { EnvironmentOptions, ViteBuilder } from "vite";
import rows from "./bundles.json" with { type: "json" };

/**
 * An entry file and the name by which pages refer to its bundle. Classic scripts (`iife`) run while the page is parsed,
 * before any plug-in (R46). Only the scripts of our own pages may be modules.
 */
export interface Bundle {
  name: string;
  entry: string;
  format: "iife" | "es";
}

/** A file of a finished bundle. */
export interface BuiltFile {
  /** The file name, with a hash of the content. */
  name: string;
  /** The name that pages use, such as `page.js`. It is null for files that only other files load. */
  logical: string | null;
  content: string | Uint8Array;
}

export const BUNDLES = rows as Bundle[];
export const ROOT = import.meta.dirname;

/**
 * Returns the Vite configuration of one bundle. Classic scripts cannot share chunks, so each bundle is built in its own
 * environment.
 */
export function environment({ name, entry, format }: Bundle): EnvironmentOptions {
  return {
    consumer: "client",
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: { [name]: path.join(ROOT, entry) },
        output: { format, entryFileNames: "[name]-[hash].js" },
      },
    },
  };
}

/** Builds one bundle in memory. */
export async function build(builder: ViteBuilder, { name, entry }: Bundle): Promise<BuiltFile[]> {
  const result = await builder.build(builder.environments[name] as ViteBuilder["environments"][string]);
  const outputs = Array.isArray(result) ? result : [result];
  const files: BuiltFile[] = [];
  for (const item of outputs.flatMap((one) => ("output" in one ? one.output : []))) {
    const style = item.fileName.endsWith(".css");
    // For a style sheet, Vite also writes an empty script.
    if (entry.endsWith(".css") && !style) continue;
    const logical = style ? `${name}.css` : item.type === "chunk" && item.isEntry ? `${name}.js` : null;
    const content = item.type === "asset" ? item.source : item.code;
    files.push({ name: path.basename(item.fileName), logical, content });
  }
  return files;
}
