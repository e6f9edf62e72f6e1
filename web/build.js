// Builds the front into one flat folder of hashed files, and `manifest.json` from logical to hashed names.
// `npm run build -- --outDir DIR`; crates/web/build.rs does just that.
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "vite";

const web = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { outDir: { type: "string" } } });
const outDir = path.resolve(values.outDir ?? path.join(web, "dist"));

// Classic scripts run while the page is parsed, before any plug-in (R46); only the admin pages' own code may be a module.
const entries = [
  { name: "runtime", file: "runtime/src/main.ts", format: "iife" },
  { name: "page", file: "ui/src/page.ts", format: "iife" },
  { name: "report", file: "ui/src/report.ts", format: "iife" },
  { name: "transfer", file: "ui/src/transfer.ts", format: "iife" },
  { name: "admin", file: "ui/src/admin.ts", format: "es" },
  { name: "editor", file: "ui/src/editor.ts", format: "es" },
  { name: "ui", file: "ui/src/ui.css", format: "es" },
];

const manifest = {};
await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });
for (const { name, file, format } of entries) {
  const { output } = await build({
    root: web,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: { [name]: path.join(web, file) },
        output: { format, entryFileNames: "[name]-[hash].js" },
      },
    },
  });
  for (const item of output) {
    const style = item.fileName.endsWith(".css");
    // A style sheet as input brings an empty script with it.
    if (file.endsWith(".css") && !style) continue;
    const hashed = path.basename(item.fileName);
    await writeFile(path.join(outDir, hashed), item.type === "asset" ? item.source : item.code);
    if (style || item.isEntry) manifest[`${name}${style ? ".css" : ".js"}`] = hashed;
  }
}
await writeFile(path.join(outDir, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
