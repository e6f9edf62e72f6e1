// The build and the dev server of the front end. README.md describes how to run both.

import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { defineConfig, type ViteBuilder } from "vite";
import { BUNDLES, build, environment, ROOT } from "./bundle.ts";
import { freshBundles } from "./dev.ts";

/** Writes hashed files to one flat folder, and `manifest.json`, which maps logical to hashed names. */
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
      // Forwards everything except Vite's own files. `Host` is not changed, because Plugdock compares it with `Origin`.
      "^/(?!@|node_modules/)": { target: process.env.PLUGDOCK_URL ?? "http://127.0.0.1:8080", changeOrigin: false },
    },
  },
}));
