import { gzipSync } from "node:zlib";
import { answered, failure } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";
import { answer, header } from "../support/upstream.ts";

// Each limit at its value and one above it.

const URL = "https://api.example.com/";
const MB = 1_048_576;

test("R22.1 R22.2 003.26 a response has at most 100 header lines", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `X-Line-${i}: ${i}`);
  // Content-Length is one of the lines.
  upstream.answers(answer("200 OK", lines(99), "ok"));
  const [, , headers] = answered(await pluginApp.call(URL));
  expect(headers["X-Line-98"]).toBe("98");

  upstream.answers(answer("200 OK", lines(100), "ok"));
  const error = failure(await pluginApp.call(URL));
  expect(error.code).toBe("PD_PROXY_LIMIT");
  expect(error.message).toContain("100");
});

test("R22.1 R22.2 003.27 a response header line has at most 8,180 bytes", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  const line = (length: number) => `X-Long: ${"v".repeat(length - "X-Long: ".length)}`;
  upstream.answers(answer("200 OK", [line(8180)], "ok"));
  const [, , headers] = answered(await pluginApp.call(URL));
  expect(headers["X-Long"]).toHaveLength(8180 - "X-Long: ".length);

  upstream.answers(answer("200 OK", [line(8181)], "ok"));
  expect(failure(await pluginApp.call(URL)).code).toBe("PD_PROXY_LIMIT");
});

test("R22.1 100 header lines of 8,180 bytes are all passed on", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  const lines = Array.from({ length: 99 }, (_, i) => {
    const name = `X-Long-${i}: `;
    return name + "v".repeat(8180 - name.length);
  });
  upstream.answers(answer("200 OK", lines, "ok"));
  const [, , headers] = answered(await pluginApp.call(URL));
  expect(Object.keys(headers).filter((name) => name.startsWith("X-Long-"))).toHaveLength(99);
});

test("R22.1 R22.2 003.29 003.30 a response body has at most 10 MB", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  upstream.answers(answer("200 OK", [], "x".repeat(10 * MB)));
  const [body] = answered(await pluginApp.call(URL));
  expect(body).toHaveLength(10 * MB);

  upstream.answers(answer("200 OK", [], "x".repeat(10 * MB + 1)));
  expect(failure(await pluginApp.call(URL)).code).toBe("PD_PROXY_LIMIT");
});

test("R22.1 the body is counted after its content is decoded", async ({ pluginApp, upstream }) => {
  await pluginApp.openList();
  const zipped = (size: number) => gzipSync(Buffer.alloc(size, "x"));
  upstream.answers(answer("200 OK", ["Content-Encoding: gzip"], zipped(10 * MB)));
  const [body] = answered(await pluginApp.call(URL));
  expect(body).toHaveLength(10 * MB);

  upstream.answers(answer("200 OK", ["Content-Encoding: gzip"], zipped(10 * MB + 1)));
  expect(failure(await pluginApp.call(URL)).code).toBe("PD_PROXY_LIMIT");
});

test("R15.4 003.08 an upload has at most 200 MB, and is refused before a byte leaves", async ({
  pluginApp,
  upstream,
}) => {
  test.setTimeout(180_000);
  await pluginApp.openList();
  answered(await pluginApp.upload(URL, "POST", {}, { size: 200 * MB }));
  const sent = upstream.only();
  expect(sent.body.length).toBe(200 * MB);
  expect(header(sent, "content-length").concat(header(sent, "transfer-encoding"))).toHaveLength(1);

  upstream.forget();
  const error = failure(await pluginApp.upload(URL, "POST", {}, { size: 200 * MB + 1 }));
  expect(["PD_PROXY_BAD_REQUEST", "PD_PROXY_LIMIT"]).toContain(error.code);
  expect(upstream.connections).toBe(0);
});

test("R15.4 003.06 003.07 another format, or a value that is no Blob, is refused", async ({
  pluginApp,
  page,
  upstream,
}) => {
  await pluginApp.openList();
  const errors = await page.evaluate(
    async ([id, url]) => {
      const bad = [
        { format: "BASE64", value: new Blob(["x"]) },
        { format: "raw", value: new Blob(["x"]) },
        { format: "RAW", value: "<some blob object>" },
        { format: "RAW", value: null },
        { format: "RAW" },
        "a string",
        {},
      ];
      const errors: unknown[] = [];
      for (const data of bad) {
        await kintone.plugin.app.proxy.upload(id, url, "POST", {}, data).then(
          () => errors.push("answered"),
          (error) => errors.push(error),
        );
      }
      return errors;
    },
    [pluginApp.plugin, URL] as const,
  );
  expect(errors).toHaveLength(7);
  for (const error of errors) {
    expect(JSON.parse(String(error)).code, String(error)).toBe("PD_PROXY_BAD_REQUEST");
  }
  expect(upstream.connections).toBe(0);
});
