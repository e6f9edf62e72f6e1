// Checks of the front's sources that neither Biome nor the compiler has. Each answers what is to be mended.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync, Visitor } from "vite";

/** One file: its path from `web/`, and what it says. */
export interface Source {
  path: string;
  text: string;
}

/** Lines of a function, its head and its end among them. */
const MAX_LINES = 80;

/** What the files of a folder may import, besides their own folder. */
const IMPORTS: { [folder: string]: string[] } = {
  lib: ["api", "../locales"],
  runtime: ["api", "lib", "../locales"],
  ui: ["api", "lib", "runtime", "../locales", "chart.js", "preact"],
};

/** The scripts of the front. */
export function sources(web: string): Source[] {
  const folders = Object.keys(IMPORTS);
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(web, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  return files.map((file) => ({ path: file, text: readFileSync(path.join(web, file), "utf8") }));
}

/** Functions that nobody takes in at a glance. */
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

/** Imports of what a folder does not know: the runtime stays without dependencies, and what is shared without looks. */
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
