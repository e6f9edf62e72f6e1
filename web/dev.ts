// The development server. Pages come from a running Plugdock, and bundles are built from the current sources.

import path from "node:path";
import { createBuilder, type Plugin, type ViteBuilder } from "vite";
import { BUNDLES, type BuiltFile, build, ROOT } from "./bundle.ts";

/** The folders whose files are part of a bundle. */
const SOURCES = ["lib", "runtime", "ui", "../locales"].map((folder) => path.join(ROOT, folder) + path.sep);

/** The address of a bundle, with any hash that the running Plugdock may use. */
const ASSET = /^\/-\/assets\/(\w+)-[\w-]+\.(js|css)$/;

/** Loads Vite's client, which reloads the page when the dev server tells it to. */
const CLIENT = '\n;import("/@vite/client");\n';

export function freshBundles(): Plugin {
  const built = new Map<string, Promise<BuiltFile[]>>();
  let builder: Promise<ViteBuilder> | null = null;

  /** Returns the current bundle. The first request after a change builds it. */
  function fresh(name: string): Promise<BuiltFile[]> | null {
    const bundle = BUNDLES.find((one) => one.name === name);
    if (!bundle) return null;
    builder ??= createBuilder({ configFile: path.join(ROOT, "vite.config.ts"), logLevel: "warn" });
    const files = built.get(name) ?? builder.then((ready) => build(ready, bundle));
    built.set(name, files);
    return files;
  }

  return {
    name: "plugdock:fresh-bundles",
    apply: "serve",
    configureServer(server) {
      server.watcher.add(SOURCES);
      server.watcher.on("all", (_, file) => {
        if (!SOURCES.some((folder) => path.resolve(file).startsWith(folder))) return;
        built.clear();
        server.ws.send({ type: "full-reload" });
      });
      server.middlewares.use((request, response, next) => {
        const [, name = "", ending = ""] = ASSET.exec(request.url ?? "") ?? [];
        const files = fresh(name);
        if (!files) return next();
        files.then((all) => {
          const file = all.find(({ logical }) => logical === `${name}.${ending}`);
          if (!file) return next();
          response.setHeader(
            "Content-Type",
            ending === "js" ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8",
          );
          response.setHeader("Cache-Control", "no-store");
          response.end(ending === "js" ? file.content + CLIENT : file.content);
        }, next);
      });
    },
  };
}
