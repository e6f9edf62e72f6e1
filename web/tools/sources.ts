// Checks of the front end's sources that neither Biome nor the compiler has. Each check returns the faults.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync, Visitor } from "vite";

/** A source file: its path relative to `web/`, and its text. */
export interface Source {
  path: string;
  text: string;
}

/** The maximum number of lines of a function, including its first and last line. */
const MAX_LINES = 80;

/** The modules that the files of a folder may import, besides those of their own folder. */
const IMPORTS: { [folder: string]: string[] } = {
  lib: ["api", "../locales"],
  runtime: ["api", "lib", "../locales"],
  ui: ["api", "lib", "runtime", "../locales", "chart.js", "preact"],
};

/** Returns the script files of the front end. */
export function sources(web: string): Source[] {
  const folders = Object.keys(IMPORTS);
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(web, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  return files.map((file) => ({ path: file, text: readFileSync(path.join(web, file), "utf8") }));
}

/** Finds functions that are too long. */
export function longFunctions({ path: file, text }: Source): string[] {
  const faults: string[] = [];
  const line = (offset: number) => text.slice(0, offset).split("\n").length;
  const check = ({ start, end }: { start: number; end: number }) => {
    const lines = line(end) - line(start) + 1;
    if (lines > MAX_LINES) faults.push(`${file}:${line(start)}: a function of ${lines} lines; at most ${MAX_LINES}`);
  };
  const visitor = new Visitor({
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  });
  visitor.visit(parseSync(file, text).program);
  return faults;
}

/**
 * Finds imports that a folder may not have. The runtime has no dependencies, and shared code does not depend on the
 * pages.
 */
export function wrongImports({ path: file, text }: Source): string[] {
  const own = file.split("/")[0] ?? "";
  const { module } = parseSync(file, text);
  return module.staticImports.flatMap(({ moduleRequest }) => {
    const asked = moduleRequest.value;
    const target = asked.startsWith(".") ? path.posix.join(path.posix.dirname(file), asked) : asked;
    const known = [own, ...(IMPORTS[own] ?? [])].some((it) => target === it || target.startsWith(`${it}/`));
    return known ? [] : [`${file}: imports ${asked}`];
  });
}
