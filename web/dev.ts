// While somebody works on the front: pages come from a running Plugdock, their bundles from the sources as they are now.

import path from "node:path";
import { createBuilder, type Plugin, type ViteBuilder } from "vite";
import { BUNDLES, type BuiltFile, build, ROOT } from "./bundle.ts";

/** Folders whose changes are in a bundle. */
const SOURCES = ["lib", "runtime", "ui", "../locales"].map((folder) => path.join(ROOT, folder) + path.sep);

/** A bundle's address, whatever hash the running Plugdock knows it by. */
const ASSET = /^\/-\/assets\/(\w+)-[\w-]+\.(js|css)$/;

/** Brings Vite's client, which loads the page again when it is told to. */
const CLIENT = '\n;import("/@vite/client");\n';

export function freshBundles(): Plugin {
  const built = new Map<string, Promise<BuiltFile[]>>();
  let builder: Promise<ViteBuilder> | null = null;

  /** The finished bundle; built when somebody first asks after a change. */
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
