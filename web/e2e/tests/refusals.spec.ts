import { answered, failure, type Outcome } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";

// Refusals before anything is sent, and how a failure reaches the plug-in.

const URL = "https://api.example.com/";

const REFUSED = [
  "Content-Length",
  "Transfer-Encoding",
  "Host",
  "Connection",
  "Keep-Alive",
  "Proxy-Authenticate",
  "Proxy-Authorization",
  "Proxy-Connection",
  "TE",
  "Trailer",
  "Upgrade",
  "transfer-ENCODING",
];

test("R16.1 R16.2 003.28 each refused header fails in a call, by name, with nothing sent", async ({
  pluginApp,
  upstream,
}) => {
  await pluginApp.openList();
  for (const name of REFUSED) {
    for (const method of ["GET", "POST"]) {
      const error = failure(await pluginApp.call(URL, method, { [name]: "1" }));
      expect(error.code, name).toBe("PD_PROXY_BAD_REQUEST");
      expect(error.message.toLowerCase(), name).toContain(name.toLowerCase());
    }
    const error = failure(await pluginApp.upload(URL, "POST", { [name]: "1" }, { size: 1 }));
    expect(error.code, name).toBe("PD_PROXY_BAD_REQUEST");
  }
  expect(upstream.connections).toBe(0);
});

test("R16.1 a header that would break the wire fails, with nothing sent", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  for (const headers of [
    { "X-A": "a\r\nX-B: b" },
    { "X-A": "a\nb" },
    { "X-A": "a\0b" },
    { "X A": "a" },
    { "X-A:": "a" },
    { "": "a" },
    { "X-A\r\nX-B": "a" },
  ]) {
    const error = failure(await pluginApp.call(URL, "GET", headers));
    expect(error.code, JSON.stringify(headers)).toBe("PD_PROXY_BAD_REQUEST");
  }
  expect(upstream.connections).toBe(0);
});

test("R16.1 the same headers are refused when saved", async ({ pluginApp }) => {
  for (const headers of [...REFUSED.map((name) => ({ [name]: "1" })), { "X-A": "a\r\nb" }]) {
    expect(await pluginApp.trySave(URL, "GET", headers, {}), JSON.stringify(headers)).not.toBeNull();
  }
});

test("R10.3 R43.1 a proxy config without a whole host, or with an object in its data, is refused", async ({
  pluginApp,
}) => {
  for (const url of ["https://", "https:", "api.example.com", "/path", "ftp://api.example.com"]) {
    expect(await pluginApp.trySave(url, "GET", {}, {}), url).not.toBeNull();
  }
  expect(await pluginApp.trySave(URL, "PATCH", {}, {})).not.toBeNull();
  expect(await pluginApp.trySave(URL, "GET", {}, { nested: { a: 1 } })).not.toBeNull();
});

test("R19.2 a bad URL or method fails, with nothing sent", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  for (const [url, method] of [
    ["", "GET"],
    ["api.example.com", "GET"],
    ["ftp://api.example.com/", "GET"],
    ["https://", "GET"],
    [URL, "PATCH"],
    [URL, "HEAD"],
    [URL, ""],
  ] as const) {
    const error = failure(await pluginApp.call(url, method));
    expect(error.code, `${method} ${url}`).toBe("PD_PROXY_BAD_REQUEST");
    expect(error.id).toMatch(/.+/);
    expect(error.message).toMatch(/.+/);
  }
  for (const method of ["GET", "DELETE"]) {
    const error = failure(await pluginApp.upload(URL, method, {}, { size: 1 }));
    expect(error.code, `upload by ${method}`).toBe("PD_PROXY_BAD_REQUEST");
  }
  expect(upstream.connections).toBe(0);
});

test("R19.2 R23.1 addresses of this machine and of private nets fail alike, with nothing sent", async ({
  pluginApp,
  upstream,
}) => {
  await pluginApp.openList();
  const messages = new Set<string>();
  for (const host of [
    `127.0.0.1:${upstream.port}`,
    `[::1]:${upstream.port}`,
    `[::ffff:127.0.0.1]:${upstream.port}`,
    `2130706433:${upstream.port}`,
    `0x7f.1:${upstream.port}`,
    `0.0.0.0:${upstream.port}`,
    "10.0.0.1",
    "169.254.169.254",
    "192.168.1.1",
  ]) {
    const error = failure(await pluginApp.call(`http://${host}/`));
    expect(error.code, host).toBe("PD_PROXY_UNREACHABLE");
    messages.add(error.message);
  }
  expect([...messages], "one text, whatever the cause").toHaveLength(1);
  // A name all of whose addresses are refused looks like one that does not exist.
  const [body, status] = answered(await pluginApp.call(`http://localhost:${upstream.port}/`));
  expect([body, status]).toEqual(["DNS Cache Missing", 503]);
  expect(upstream.connections).toBe(0);
});

test("R19.2 R26.1 a plug-in that the app does not have may not call", async ({ pluginApp, page, upstream }) => {
  await pluginApp.openList();
  const outcome: Outcome = await page.evaluate(async (url) => {
    try {
      return { ok: await kintone.plugin.app.proxy("a".repeat(32), url, "GET", {}, {}) };
    } catch (failed) {
      return { failed: failed as string };
    }
  }, URL);
  expect(failure(outcome).code).toBe("CB_NO02");
  expect(upstream.connections).toBe(0);
});

test("R19.1 001.11 003.11 the failure callback gets body, status and headers; a Promise one string", async ({
  pluginApp,
  page,
}) => {
  await pluginApp.openList();
  const [args, rejected] = await page.evaluate(
    async ([id, url]) => {
      const bad = { Host: "x" };
      const args = await new Promise((resolve) => {
        const ng = (...all: unknown[]) => resolve(all);
        kintone.plugin.app.proxy(id, url, "GET", bad, {}, () => resolve("ok"), ng);
      });
      const rejected = await kintone.plugin.app.proxy(id, url, "GET", bad, {}).then(
        () => "ok",
        (...all: unknown[]) => all,
      );
      return [args, rejected] as [[string, number, object], [string]];
    },
    [pluginApp.plugin, URL] as const,
  );
  expect(args).toHaveLength(3);
  const error = JSON.parse(args[0]);
  expect(Object.keys(error).sort()).toEqual(["code", "id", "message"]);
  expect(args[1]).toBe(400);
  expect(args[2]).toEqual({});
  expect(rejected).toHaveLength(1);
  expect(JSON.parse(rejected[0]).code).toBe("PD_PROXY_BAD_REQUEST");
});

test("R19.2 a refused connection, a closed one and a cut answer fail", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  for (const [what, code, act] of [["closed at once", "PD_PROXY_UNREACHABLE", (end: () => void) => end()]] as const) {
    upstream.forget();
    upstream.answers((_, socket) => act(() => socket.destroy()));
    expect(failure(await pluginApp.call(URL)).code, what).toBe(code);
  }
  // The header announces ten bytes, and three arrive.
  upstream.forget();
  upstream.answers((_, socket) => {
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  });
  expect(failure(await pluginApp.call(URL)).code).toBe("PD_PROXY_UNREACHABLE");
});

test("R18.1 an answer of any status is success", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  for (const status of ["204 No Content", "302 Found", "404 Not Found", "500 Oops", "599 Odd"]) {
    upstream.forget();
    const body = status.startsWith("204") ? "" : "Content-Length: 4\r\n\r\nbody";
    upstream.answers(`HTTP/1.1 ${status}\r\nLocation: https://api.github.com/\r\n${body || "\r\n"}`);
    const [text, code] = answered(await pluginApp.call(URL));
    expect(code).toBe(Number.parseInt(status, 10));
    expect(text).toBe(body && "body");
    // R17.1: a redirect is returned as the answer and is not followed.
    expect(upstream.requests).toHaveLength(1);
  }
});

test("001.24 003.23 R18.2 a host that does not exist is success with status 503", async ({ pluginApp }) => {
  await pluginApp.openList();
  const [body, status] = answered(await pluginApp.call("https://no-such-host.invalid/"));
  expect(status).toBe(503);
  expect(body).toContain("DNS Cache Missing");
});
