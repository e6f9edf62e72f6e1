import path from "node:path";
import { type BrowserContextOptions, test as base, expect } from "@playwright/test";
import { keepJournal } from "./journal.ts";
import { ADMIN, type Database, Plugdock } from "./plugdock.ts";
import { PluginApp } from "./plugin_app.ts";
import { EXAMPLES, newKey, pack } from "./plugins.ts";
import { Rest } from "./rest.ts";
import { Upstream } from "./upstream.ts";

export { expect };

type Session = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** The options of a test file. Each set of options gets its own server. */
export interface Options {
  database: Database;
  credentials: "readable" | "sealed";
  /** More settings of the server, as environment variables. */
  settings: Record<string, string>;
  /** A replaced origin and its target, for an origin that another upstream than the recording one answers. */
  elsewhere: string;
}

interface OfWorker {
  upstream: Upstream;
  server: Plugdock;
  rest: Rest;
  /** The ID of the installed probe plug-in. */
  probe: string;
  session: Session;
}

/** The origins that the upstream replaces: the left sides in PLUGDOCK_PROXY_UPSTREAM. */
export const REPLACED = [
  "https://api.github.com",
  "https://api.example.com",
  "https://upload.example.com",
  "https://api.example.com:8443",
];

export const test = base.extend<{ pluginApp: PluginApp }, Options & OfWorker>({
  database: ["sqlite", { option: true, scope: "worker" }],
  credentials: ["readable", { option: true, scope: "worker" }],
  settings: [{}, { option: true, scope: "worker" }],
  elsewhere: ["", { option: true, scope: "worker" }],

  upstream: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright requires a pattern here
    async ({}, use) => {
      const upstream = await Upstream.start();
      await use(upstream);
      await upstream.stop();
    },
    { scope: "worker" },
  ],

  server: [
    async ({ database, credentials, settings, elsewhere, upstream }, use) => {
      const replaced = [elsewhere, ...REPLACED.map((origin) => `${origin}=${upstream.origin}`)];
      const server = await Plugdock.start({
        database,
        env: {
          ...settings,
          PLUGDOCK_CREDENTIALS: credentials,
          PLUGDOCK_PROXY_UPSTREAM: replaced.join(","),
        },
      });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  rest: [async ({ server }, use) => use(new Rest(server.origin, ADMIN.name, ADMIN.password)), { scope: "worker" }],

  probe: [
    async ({ rest }, use) => use(await rest.install(pack(path.join(EXAMPLES, "probe"), newKey()))),
    { scope: "worker" },
  ],

  session: [
    async ({ browser, server }, use) => {
      const page = await browser.newPage({ baseURL: server.origin });
      await page.goto("/login");
      await page.locator('input[name="username"]').fill(ADMIN.name);
      await page.locator('input[name="password"]').fill(ADMIN.password);
      await page.locator('input[name="password"]').press("Enter");
      await page.waitForURL((url) => !url.pathname.startsWith("/login"));
      const session = await page.context().storageState();
      await page.close();
      await use(session);
    },
    { scope: "worker" },
  ],

  baseURL: async ({ server }, use) => use(server.origin),
  storageState: async ({ session }, use) => use(session),

  page: async ({ page }, use, info) => {
    const print = keepJournal(page);
    await use(page);
    if (info.status !== info.expectedStatus) await print();
  },

  pluginApp: async ({ page, rest, probe, upstream }, use, info) => {
    const app = await rest.makeApp(info.title.slice(0, 60));
    await rest.addPlugins(app, probe);
    await rest.deploy(app);
    upstream.forget();
    await use(new PluginApp(app, probe, page, rest));
  },
});
