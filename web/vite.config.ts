// How the front is built, and how it is served while somebody works on it. README.md says how to run both.

import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { defineConfig, type ViteBuilder } from "vite";
import { BUNDLES, build, environment, ROOT } from "./bundle.ts";
import { freshBundles } from "./dev.ts";

/** Writes one flat folder of hashed files, and `manifest.json` from logical to hashed names. */
async function buildApp(builder: ViteBuilder): Promise<void> {
  const outDir = path.resolve(ROOT, builder.config.build.outDir);
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const manifest: Record<string, string> = {};
  for (const bundle of BUNDLES) {
    for (const { name, logical, content } of await build(builder, bundle)) {
      await writeFile(path.join(outDir, name), content);
      if (logical) manifest[logical] = name;
    }
  }
  await writeFile(path.join(outDir, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

export default defineConfig(({ command }) => ({
  root: ROOT,
  appType: "custom",
  publicDir: false,
  logLevel: command === "build" ? "warn" : "info",
  environments: command === "build" ? Object.fromEntries(BUNDLES.map((one) => [one.name, environment(one)])) : {},
  builder: { buildApp },
  plugins: [freshBundles()],
  server: {
    proxy: {
      // Everything but Vite's own files. `Host` stays what the browser wrote: Plugdock compares it with `Origin`.
      "^/(?!@|node_modules/)": { target: process.env.PLUGDOCK_URL ?? "http://127.0.0.1:8080", changeOrigin: false },
    },
  },
}));
