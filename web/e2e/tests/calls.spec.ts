import type { Socket } from "node:net";
import { answered } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";
import { until } from "../support/until.ts";
import { answer, exampleHeaders, header, json } from "../support/upstream.ts";

// The proxy functions for a plug-in: callbacks, Promises, bodies, headers.

const URL = "https://api.example.com/data";

test("R20.1 R20.2 001.13 a Promise comes back when either callback is missing", async ({ pluginApp, page }) => {
  await pluginApp.openList();
  const seen = await page.evaluate(
    async ([id, url]) => {
      const unhandled: string[] = [];
      window.addEventListener("unhandledrejection", (event) => unhandled.push(String(event.reason)));
      const proxy = kintone.plugin.app.proxy;
      const kind = (value: unknown) => (value instanceof Promise ? "promise" : typeof value);
      const made: Record<string, string> = {};
      const called: string[] = [];
      const bad = { Host: "refused" };
      const wait: Promise<unknown>[] = [];
      const done = (name: string) => {
        let tell: (value?: unknown) => void = () => {};
        wait.push(new Promise((resolve) => (tell = resolve)));
        return () => {
          called.push(name);
          tell();
        };
      };
      made.both = kind(proxy(id, url, "GET", {}, {}, done("both ok"), () => {}));
      made.okOnly = kind(proxy(id, url, "GET", {}, {}, done("ok only")));
      made.ngOnly = kind(proxy(id, url, "GET", bad, {}, undefined, done("ng only")));
      made.nulls = kind(proxy(id, url, "GET", {}, {}, null, null));
      made.neither = kind(proxy(id, url, "GET", {}, {}));
      made.bothFail = kind(proxy(id, url, "GET", bad, {}, () => {}, done("both ng")));
      await Promise.all(wait);
      // Unhandled rejections are reported one task later.
      await new Promise((resolve) => setTimeout(resolve));
      return { made, called: called.sort(), unhandled };
    },
    [pluginApp.plugin, URL] as const,
  );
  expect(seen.made).toEqual({
    both: "undefined",
    okOnly: "promise",
    ngOnly: "promise",
    nulls: "promise",
    neither: "promise",
    bothFail: "undefined",
  });
  expect(seen.called).toEqual(["both ng", "both ok", "ng only", "ok only"]);
  expect(seen.unhandled, "an unused Promise raises nothing").toEqual([]);
});

test("R21.1 the body is decoded by the declared charset, and is always a string", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  const shiftJis = Buffer.from([0x93, 0xfa, 0x96, 0x7b]);
  upstream.answers(answer("200 OK", ["Content-Type: text/plain; charset=Shift_JIS"], shiftJis));
  expect(answered(await pluginApp.call(URL))[0]).toBe("日本");

  const bom = Buffer.from("\ufeff日本", "utf16le");
  upstream.answers(answer("200 OK", ["Content-Type: text/plain"], bom));
  expect(answered(await pluginApp.call(URL))[0]).toBe("日本");

  upstream.answers(answer("200 OK", [], Buffer.from([0x61, 0xff, 0x62])));
  expect(answered(await pluginApp.call(URL))[0]).toBe("a\ufffdb");
});

test("R21.2 003.24 headers are Title-Case and joined, and no cookie becomes ours", async ({
  pluginApp,
  page,
  upstream,
}) => {
  await pluginApp.openList();
  const before = await page.context().cookies();
  upstream.answers(
    answer(
      "200 OK",
      ["x-one: 1", "X-TWO: a", "x-two: b", "set-cookie: stolen=1; Path=/", "connection: close", "x-latin: caf\u00e9"],
      "ok",
    ),
  );
  const [, , headers] = answered(await pluginApp.call(URL));
  expect(headers).toMatchObject({
    "X-One": "1",
    "X-Two": "a, b",
    "Set-Cookie": "stolen=1; Path=/",
    "X-Latin": "café",
  });
  expect(headers).not.toHaveProperty("Connection");
  expect(await page.context().cookies()).toEqual(before);
});

test("R17.3 nothing of the browser’s own request is copied", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  answered(await pluginApp.call(URL, "POST", {}, { a: 1 }));
  const sent = upstream.only();
  for (const name of ["cookie", "x-plugdock-csrf", "x-requested-with", "origin", "referer"]) {
    expect(header(sent, name), name).toEqual([]);
  }
  expect(sent.lines.join("\n").toLowerCase()).not.toContain("x-cybozu");
});

test("R17.2 a Cookie header that the plug-in names is sent", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  answered(await pluginApp.call(URL, "GET", { Cookie: "mine=1" }));
  expect(header(upstream.only(), "cookie")).toEqual(["mine=1"]);
});

test("R14.1 an object goes as a form where the Content-Type says so", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  answered(await pluginApp.call(URL, "POST", headers, { a: "1 2", b: true, c: "é&" }));
  expect(upstream.only().body.toString()).toMatch(/^a=1(\+|%20)2&b=true&c=%C3%A9%26$/);
});

test("R14.2 R14.3 an array goes as JSON; an empty object goes as nothing", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.example.com", "PUT", {}, { saved: 1 });
  await pluginApp.publish();
  answered(await pluginApp.call(URL, "PUT", {}, [1, { two: 2 }]));
  expect(upstream.only().body.toString()).toBe('[1,{"two":2}]');

  upstream.forget();
  answered(await pluginApp.call(URL, "POST", {}, {}));
  const sent = upstream.only();
  expect(sent.body.length).toBe(0);
  expect(header(sent, "content-type")).toEqual([]);
});

test("R15.2 RAW sends the bytes with the called or the Blob’s type", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  for (const [headers, type, expected] of [
    [{ "Content-Type": "text/called" }, "text/blob", ["text/called"]],
    [{}, "text/blob", ["text/blob"]],
    [{}, "", []],
  ] as const) {
    upstream.forget();
    answered(await pluginApp.upload(URL, "PUT", headers, { size: 70_000, type }));
    const sent = upstream.only();
    expect(sent.method).toBe("PUT");
    expect(sent.body.equals(Buffer.alloc(70_000, "x"))).toBe(true);
    expect(header(sent, "content-type")).toEqual(expected);
  }
});

test("R15.3 000.37 FormData goes as multipart with a boundary of its own", async ({ pluginApp, page, upstream }) => {
  await pluginApp.openList();
  upstream.answers(json({ stored: true }));
  const [body, status] = await page.evaluate(
    async ([id, url]) => {
      const form = new FormData();
      form.append("file", new File(["héllo"], "a.txt", { type: "text/plain" }));
      form.append("note", "日本");
      const headers = { "Content-Type": "text/dropped" };
      return await kintone.plugin.app.proxy.upload(id, url, "POST", headers, form);
    },
    [pluginApp.plugin, URL] as const,
  );
  expect([JSON.parse(body), status]).toEqual([{ stored: true }, 200]);
  const sent = upstream.only();
  const [type = ""] = header(sent, "content-type");
  const boundary = /^multipart\/form-data; ?boundary="?([^"]+)"?$/.exec(type)?.[1];
  expect(boundary, type).toBeTruthy();
  const text = sent.body.toString();
  expect(text).toContain(`--${boundary}\r\n`);
  expect(text).toContain('name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhéllo\r\n');
  expect(text).toContain('name="note"\r\n\r\n日本\r\n');
  expect(text.endsWith(`--${boundary}--\r\n`)).toBe(true);
});

test("R24.2 kintone.proxy is the same with nothing saved", async ({ pluginApp, page, upstream }) => {
  await pluginApp.save("https://api.example.com", "POST", { k1: "saved" }, { saved: 1 });
  await pluginApp.publish();
  const answers = await page.evaluate(async (url) => {
    const called = await kintone.proxy(url, "POST", { k2: "v2" }, { a: 1 });
    const blob = { format: "RAW", value: new Blob(["raw"]) };
    return [called, await kintone.proxy.upload(url, "POST", { k3: "v3" }, blob)];
  }, URL);
  expect(answers.map(([, status]) => status)).toEqual([200, 200]);
  const [first, second] = upstream.requests;
  expect(exampleHeaders(first as never)).toEqual({ k2: "v2" });
  expect(first?.body.toString()).toBe('{"a":1}');
  expect(exampleHeaders(second as never)).toEqual({ k3: "v3" });
  expect(second?.body.toString()).toBe("raw");
});

test("R17.5 a call runs to its end though the page leaves", async ({ pluginApp, page, upstream }) => {
  await pluginApp.openList();
  let held: Socket | undefined;
  upstream.answers((request, socket) => {
    if (request.target === "/data") held = socket;
    else socket.write(json({ ok: true }));
  });
  await page.evaluate(
    ([id, url]) => {
      void kintone.plugin.app.proxy(id, url, "POST", {}, { a: 1 });
    },
    [pluginApp.plugin, URL] as const,
  );
  await until("the call is at the upstream", () => held);
  await pluginApp.openList();
  // The page is a new one by now. A second call is made in the meantime.
  answered(await pluginApp.call("https://api.example.com/other"));
  expect(held?.destroyed).toBe(false);
  held?.write(json({ ok: true }));
});

test("R17.5 an upload cut off midway is cancelled upstream", async ({ pluginApp, page, upstream }) => {
  await pluginApp.openList();
  upstream.reads(false);
  await page.evaluate(
    ([id, url]) => {
      const data = { format: "RAW", value: new Blob(["x".repeat(60 << 20)]) };
      void kintone.plugin.app.proxy.upload(id, url, "POST", {}, data);
    },
    [pluginApp.plugin, URL] as const,
  );
  await until("the upload has begun", () => upstream.connections > 0);
  await page.goto("about:blank");
  upstream.reads(true);
  await until("the upstream's connection is closed", () => upstream.open === 0);
  expect(upstream.requests).toEqual([]);
});
