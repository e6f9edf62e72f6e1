// The samples of the documentation, unchanged except for the ID, the host and the Blob.

import { describe, expect, it, vi } from "vitest";
import { envelope, ID, json, open, raw, soon } from "./test_page.ts";

const BODY = '{"temperature":21}';
const FAILED = { code: "PD_PROXY_TLS", id: "x", message: "m" };

function run(code: string, kintone: object, more: Record<string, unknown> = {}) {
  const log = vi.fn();
  const scope: Record<string, unknown> = { kintone, console: { log }, ...more };
  new Function(...Object.keys(scope), code)(...Object.values(scope));
  return log;
}

describe("001.20 proxy with callbacks", () => {
  const code = `kintone.plugin.app.proxy('${ID}', 'https://api.example.com', 'GET', {}, {}, function(body, status, headers) {
  console.log(status, JSON.parse(body), headers);
}, function(error) {
  console.log(error); // Display the response body (string) from the proxy API
});`;

  it("R20 logs status, parsed body and headers", async () => {
    const log = run(code, open({}, () => raw(BODY, 200, { "X-A": "1" })).kintone);
    await soon(() => expect(log).toHaveBeenCalledWith(200, { temperature: 21 }, { "X-A": "1" }));
  });

  it("R19 logs the proxy API's text", async () => {
    const log = run(code, open({}, () => json(FAILED, 502)).kintone);
    await soon(() => expect(log).toHaveBeenCalledWith(JSON.stringify(FAILED)));
  });
});

describe("001.21 proxy with a Promise", () => {
  const code = `kintone.plugin.app.proxy('${ID}', 'https://api.example.com', 'GET', {}, {}).then(function(args) {
  /*  args[0] -> body(String)
     *  args[1] -> status(Number)
     *  args[2] -> headers(Object)
     */
  console.log(args[1], JSON.parse(args[0]), args[2]);
}, function(error) {
  console.log(error); // Display the response body (string) from the proxy API
});`;

  it("R20 is fulfilled with the three", async () => {
    const log = run(code, open({}, () => raw(BODY, 201)).kintone);
    await soon(() => expect(log).toHaveBeenCalledWith(201, { temperature: 21 }, {}));
  });

  it("R19 is rejected with one string", async () => {
    const log = run(code, open({}, () => json(FAILED, 502)).kintone);
    await soon(() => expect(log).toHaveBeenCalledWith(JSON.stringify(FAILED)));
  });
});

describe("003.21 003.22 uploads", () => {
  const data = `var data = {
  'format': 'RAW',
  'value': BLOB
};
`;
  const callbacks = `${data}
kintone.plugin.app.proxy.upload('${ID}', 'https://api.example.com', 'POST', {}, data, function(body, status, headers) {
  // success
  console.log(status, JSON.parse(body), headers);
}, function(error) {
  console.log(error); // Display the response body (string) from the proxy API
});`;
  const promise = `${data}
kintone.plugin.app.proxy.upload('${ID}', 'https://api.example.com', 'POST', {}, data).then(function(args) {
  // success
  /*  args[0] -> body(String)
     *  args[1] -> status(Number)
     *  args[2] -> headers(Object)
     */
  console.log(args[1], JSON.parse(args[0]), args[2]);
}, function(error) {
  console.log(error); // Display the response body (string) from the proxy API
});`;

  for (const [name, code] of Object.entries({ callbacks, promise })) {
    it(`R15 R20 with ${name}: success`, async () => {
      const { kintone, sent } = open({}, () => raw(BODY, 201, { "X-A": "1" }));
      const log = run(code, kintone, { BLOB: new Blob(["file"]) });
      await soon(() => expect(log).toHaveBeenCalledWith(201, { temperature: 21 }, { "X-A": "1" }));
      expect(envelope(sent[0])).toMatchObject({ pluginId: ID, method: "POST", format: "RAW" });
    });

    it(`R15 R19 with ${name}: the placeholder itself is no Blob and is refused`, async () => {
      const { kintone, sent } = open();
      const log = run(code, kintone, { BLOB: "<some blob object>" });
      await soon(() => expect(log).toHaveBeenCalledWith(expect.stringContaining("PD_PROXY_BAD_REQUEST")));
      expect(sent).toEqual([]);
    });
  }
});

describe("the handlers of page 000", () => {
  it("000.35 a list handler awaits its call", async () => {
    const { kintone, start, sent } = open({}, () => raw(BODY));
    const log = run(
      `(function (PLUGIN_ID) {
  kintone.events.on('app.record.index.show', async (event) => {
    const config = kintone.plugin.app.getConfig(PLUGIN_ID);
    const [body, status] = await kintone.plugin.app.proxy(
      PLUGIN_ID,
      config.apiEndpoint,
      'GET',
      {},
      {}
    );
    if (status === 200) {
      console.log('Response:', JSON.parse(body));
    }
    return event;
  });
})(kintone.$PLUGIN_ID);`,
      { ...kintone, $PLUGIN_ID: ID },
    );
    expect(await start()).toMatchObject({ type: "app.record.index.show" });
    expect(log).toHaveBeenCalledWith("Response:", { temperature: 21 });
    expect(JSON.parse(String(sent[0]?.body))).toMatchObject({ url: "https://api.example.com/data", pluginId: ID });
  });

  it("000.40 a detail handler uploads the first file of an input", async () => {
    const record = { id: 3, record: {}, permissions: null };
    const { kintone, start, sent } = open({ page: "detail", index: null, record }, () => raw("{}", 201));
    const file = new File(["bytes"], "photo.jpg", { type: "image/jpeg" });
    const input = document.createElement("input");
    input.id = "file-input";
    Object.defineProperty(input, "files", { value: [file] });
    document.body.append(input);
    const log = run(
      `(function (PLUGIN_ID) {
  kintone.events.on('app.record.detail.show', async (event) => {
    const fileInput = document.getElementById('file-input');
    const formData = new FormData();
    formData.append('file', fileInput.files[0]);

    const [body, status] = await kintone.plugin.app.proxy.upload(
      PLUGIN_ID,
      'https://upload.example.com/files',
      'POST',
      {},
      formData
    );
    console.log('Upload status:', status);
    return event;
  });
})(kintone.$PLUGIN_ID);`,
      { ...kintone, $PLUGIN_ID: ID },
    );
    expect(await start()).toMatchObject({ type: "app.record.detail.show", recordId: 3 });
    expect(log).toHaveBeenCalledWith("Upload status:", 201);
    const body = sent[0]?.body as Blob;
    expect(await body.text()).toContain('filename="photo.jpg"');
  });
});

describe("the samples of page 004", () => {
  it("004.06 asks by kintone.api with an absolute URL", async () => {
    const { kintone, sent } = open({}, () => json({ plugins: [] }));
    const log = run(
      `kintone.api(kintone.api.url('/k/v1/plugins.json', true), 'GET', {offset: 1, limit: 3}, function(resp) {
  console.log(resp);
}, function(error) {
  console.log(error);
});`,
      kintone,
    );
    await soon(() => expect(log).toHaveBeenCalledWith({ plugins: [] }));
    expect(sent[0]).toMatchObject({ method: "GET", path: "/k/v1/plugins.json?offset=1&limit=3" });
  });

  it("004.07 sends an array of IDs", async () => {
    const { kintone, sent } = open({}, () => json({ plugins: [] }));
    await kintone.api(kintone.api.url("/k/v1/plugins", true), "GET", { ids: ["a", "b"] });
    expect(sent[0]?.path).toBe("/k/v1/plugins.json?ids%5B0%5D=a&ids%5B1%5D=b");
  });
});
