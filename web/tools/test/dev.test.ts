// @vitest-environment node
// The dev server between a browser and a running Plugdock. A stub replaces Plugdock.

import { createServer as listen } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const WEB = path.resolve(import.meta.dirname, "../..");
const plugdock = listen((request, response) =>
  response.end(`${request.method} ${request.url} ${request.headers.host}`),
);
let server: ViteDevServer;
let origin: string;

beforeAll(async () => {
  await new Promise<void>((done) => plugdock.listen(0, "127.0.0.1", done));
  process.env.PLUGDOCK_URL = `http://127.0.0.1:${(plugdock.address() as AddressInfo).port}`;
  const configFile = path.join(WEB, "vite.config.ts");
  server = await createServer({ configFile, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  await server.listen();
  origin = new URL(server.resolvedUrls?.local[0] ?? "").origin;
});

afterAll(async () => {
  await server.close();
  plugdock.close();
});

const text = async (address: string, init?: RequestInit) => (await fetch(origin + address, init)).text();

test("pages and calls go to Plugdock, which sees the host that the browser called", async () => {
  const host = new URL(origin).host;
  expect(await text("/k/1/?view=20")).toBe(`GET /k/1/?view=20 ${host}`);
  expect(await text("/k/v1/record.json", { method: "PUT", body: "{}" })).toBe(`PUT /k/v1/record.json ${host}`);
  expect(await text("/-/plugin/abc/js/page-1.js")).toContain("GET /-/plugin/");
});

test("a bundle comes from its sources, whatever hash its address has, and brings what loads the page again", async () => {
  const script = await text("/-/assets/runtime-0ld_ha-h.js");
  expect(script).toContain("plugdock-boot");
  expect(script).toContain('import("/@vite/client")');
  expect(await text("/@vite/client")).toContain("WebSocket");
  expect(await text("/-/assets/ui-0ldhash.css")).toContain(".pd-button");
  expect(await text("/-/assets/other-0ldhash.js")).toContain("GET /-/assets/other-0ldhash.js");
});

test("a change of a source, or of a text, loads the page again", () => {
  const send = vi.spyOn(server.ws, "send").mockReturnValue();
  for (const file of ["README.md", "tools/test/dev.test.ts"])
    server.watcher.emit("all", "change", path.join(WEB, file));
  expect(send).not.toHaveBeenCalled();
  for (const file of ["ui/src/menus.ts", "../locales/ja/record.json"]) {
    server.watcher.emit("all", "change", path.join(WEB, file));
    expect(send).toHaveBeenLastCalledWith({ type: "full-reload" });
    send.mockClear();
  }
});
