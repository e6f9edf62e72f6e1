import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { envelope, frame, ID, json, open, raw, SETTINGS, settle, soon } from "./test_page.ts";

const URL_ = "https://api.example.com";
const FAILED = { code: "PD_PROXY_UNREACHABLE", id: "x", message: "m" };

describe("what a call returns", () => {
  const unhandled = vi.fn();
  const { process } = globalThis as unknown as {
    process: { on(name: string, seen: unknown): void; off(name: string, seen: unknown): void };
  };
  beforeEach(() => {
    unhandled.mockReset();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(() => process.off("unhandledRejection", unhandled));

  for (const [ok, ng] of [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ]) {
    for (const none of [undefined, null]) {
      const title = `ok ${ok ? "given" : none}, ng ${ng ? "given" : none}`;
      const callbacks = () => ({ ok: ok ? vi.fn() : none, ng: ng ? vi.fn() : none });

      it(`R20 001.08 001.09 001.13 success: ${title}`, async () => {
        const { kintone } = open({}, () => raw("body", 404, { "X-A": "1" }));
        const given = callbacks();
        const returned = kintone.plugin.app.proxy(ID, URL_, "GET", {}, {}, given.ok, given.ng);
        if (ok && ng) expect(returned).toBeUndefined();
        else expect(await returned).toEqual(["body", 404, { "X-A": "1" }]);
        if (given.ok) await soon(() => expect(given.ok).toHaveBeenCalledWith("body", 404, { "X-A": "1" }));
        if (given.ng) expect(given.ng).not.toHaveBeenCalled();
      });

      it(`R19 R20 001.10 001.11 001.12 failure: ${title}`, async () => {
        const { kintone } = open({}, () => json(FAILED, 502));
        const given = callbacks();
        const returned = kintone.plugin.app.proxy(ID, URL_, "GET", {}, {}, given.ok, given.ng);
        if (ok && ng) expect(returned).toBeUndefined();
        else if (!ok && !ng) await expect(returned).rejects.toBe(JSON.stringify(FAILED));
        if (given.ng) await soon(() => expect(given.ng).toHaveBeenCalledWith(JSON.stringify(FAILED), 502, {}));
        await settle();
        if (given.ok) expect(given.ok).not.toHaveBeenCalled();
        expect(unhandled).not.toHaveBeenCalled();
      });
    }
  }

  it("R20 a Promise that was returned beside a callback rejects for whoever waits for it", async () => {
    const { kintone } = open({}, () => json(FAILED, 502));
    await expect(kintone.proxy(URL_, "GET", {}, {}, () => {})).rejects.toBe(JSON.stringify(FAILED));
  });

  it("R46 a callback that throws is blamed on its plug-in and is no failure of the call", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { kintone, messages } = open({}, () => raw("body"));
    const ng = vi.fn();
    const throws = () => {
      throw new Error("oops");
    };
    kintone.plugin.app.proxy(ID, URL_, "GET", {}, {}, throws, ng);
    await soon(() => expect(messages()).toEqual(["The plug-in “Weather” caused an error: oops"]));
    expect(ng).not.toHaveBeenCalled();
  });
});

describe("a call", () => {
  it("R25 001.01 goes to the server with the caller's arguments and the CSRF token", async () => {
    const { kintone, sent } = open({}, () => raw(""));
    await kintone.plugin.app.proxy(ID, `${URL_}/a?b=c`, "post", { "X-A": "1", "X-N": 2 }, { k: [1] });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: "POST", path: "/k/api/plugin/proxy/call.json" });
    expect(sent[0]?.headers.get("Accept")).toBe("application/vnd.plugdock.raw");
    expect(sent[0]?.headers.get("X-Plugdock-Csrf")).toBe("csrf-token");
    expect(JSON.parse(String(sent[0]?.body))).toEqual({
      app: 7,
      pluginId: ID,
      page: "live",
      url: `${URL_}/a?b=c`,
      method: "post",
      headers: { "X-A": "1", "X-N": "2" },
      data: { k: [1] },
    });
  });

  it.each([
    ["live", {}],
    ["preview", { preview: true }],
    ["settings", SETTINGS],
  ] as const)("R24 R40 says that it comes from the %s page", async (page, boot) => {
    const { kintone, sent } = open(boot, () => raw(""));
    await kintone.plugin.app.proxy(ID, URL_, "GET", {}, {});
    expect(JSON.parse(String(sent[0]?.body)).page).toBe(page);
  });

  it("R14 000.31 data may be an object, a string or an array", async () => {
    const { kintone, sent } = open({}, () => raw(""));
    for (const data of [{ a: { b: 1 } }, "text", [1, 2], undefined]) await kintone.proxy(URL_, "PUT", {}, data);
    expect(sent.map(({ body }) => JSON.parse(String(body)).data)).toEqual([{ a: { b: 1 } }, "text", [1, 2], {}]);
  });

  it("R24 kintone.proxy names no plug-in", async () => {
    const { kintone, sent } = open({}, () => raw("body"));
    expect(await kintone.proxy(URL_, "GET", {}, {})).toEqual(["body", 200, {}]);
    expect(JSON.parse(String(sent[0]?.body)).pluginId).toBeNull();
  });

  it("R26 a plug-in that lost its ID does not call as no plug-in", async () => {
    const { kintone, sent } = open({}, () => json({ code: "CB_NO02", id: "x", message: "m" }, 403));
    const lost = undefined as unknown as string;
    await expect(kintone.plugin.app.proxy(lost, URL_, "GET", {}, {})).rejects.toContain("CB_NO02");
    expect(JSON.parse(String(sent[0]?.body)).pluginId).not.toBeNull();
  });

  it("R19 a failure after the first byte is a failure with the proxy API's error", async () => {
    const bytes = frame("half", { success: false, httpStatus: 504, error: FAILED });
    const { kintone } = open(
      {},
      () => new Response(bytes, { headers: { "Content-Type": "application/vnd.plugdock.raw" } }),
    );
    const ng = vi.fn();
    kintone.plugin.app.proxy(ID, URL_, "GET", {}, {}, null, ng);
    await soon(() => expect(ng).toHaveBeenCalledWith(JSON.stringify(FAILED), 504, {}));
  });

  it.each([
    ["the server is out of reach", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["the answer was cut", () => new Response("hal", { headers: { "Content-Type": "application/vnd.plugdock.raw" } })],
  ])("R19 %s: a failure with an error text of the same shape", async (_, server) => {
    const { kintone } = open({}, server);
    const ng = vi.fn();
    kintone.plugin.app.proxy(ID, URL_, "GET", {}, {}, null, ng);
    await soon(() => expect(ng).toHaveBeenCalledOnce());
    expect(JSON.parse(ng.mock.calls[0]?.[0])).toEqual({ code: "PD_OFFLINE", id: "", message: expect.any(String) });
  });

  it("R19 data that is no JSON fails before anything is sent", async () => {
    const { kintone, sent } = open();
    const round: { self?: object } = {};
    round.self = round;
    const reason = String(await kintone.proxy(URL_, "POST", {}, round)?.catch((error) => error));
    expect(JSON.parse(reason)).toMatchObject({
      code: "PD_PROXY_BAD_REQUEST",
      message: expect.stringMatching(/^data:/),
    });
    expect(sent).toEqual([]);
  });

  it.each(["index", "detail", "create", "edit", "print", "report", "import", "export"] as const)(
    "R27 001.14 003.13 call and upload work on the page %s, desktop and mobile",
    async (page) => {
      for (const mobile of [false, true]) {
        const { kintone } = open({ page, mobile }, () => raw("body"));
        const data = { format: "RAW", value: new Blob(["x"]) };
        expect(await kintone.plugin.app.proxy(ID, URL_, "GET", {}, {})).toEqual(["body", 200, {}]);
        expect(await kintone.plugin.app.proxy.upload(ID, URL_, "PUT", {}, data)).toEqual(["body", 200, {}]);
      }
    },
  );

  it("R27 000.29 000.38 fails on other pages with a clear message, nothing sent", async () => {
    const { kintone, sent } = open({ page: "other" });
    const data = { format: "RAW", value: new Blob(["x"]) };
    for (const call of [
      kintone.plugin.app.proxy(ID, URL_, "GET", {}, {}),
      kintone.plugin.app.proxy.upload(ID, URL_, "POST", {}, data),
      kintone.proxy(URL_, "GET", {}, {}),
      kintone.proxy.upload(URL_, "POST", {}, data),
    ]) {
      await expect(call).rejects.toContain("are not available on this page");
    }
    expect(sent).toEqual([]);
  });

  it("has at most four calls in flight, uploads too, and starts the next as one ends", async () => {
    const ends: ((response: Response) => void)[] = [];
    const { kintone, sent } = open({}, () => new Promise((end) => ends.push(end)));
    const data = { format: "RAW", value: new Blob(["x"]) };
    const calls = [1, 2, 3, 4, 5, 6].map((n) =>
      n < 3 ? kintone.proxy(`${URL_}/${n}`, "GET", {}, {}) : kintone.proxy.upload(`${URL_}/${n}`, "POST", {}, data),
    );
    await settle();
    expect(sent).toHaveLength(4);
    ends[1]?.(json(FAILED, 502));
    await expect(calls[1]).rejects.toBe(JSON.stringify(FAILED));
    await soon(() => expect(sent).toHaveLength(5));
    ends[0]?.(raw("first"));
    await soon(() => expect(sent).toHaveLength(6));
    for (const end of ends) end(raw("rest"));
    expect(await calls[5]).toEqual(["rest", 200, {}]);
  });
});

describe("an upload", () => {
  it("R15 R25 003.05 sends the bytes of the Blob, and all else in one header", async () => {
    const { kintone, sent } = open({}, () => raw("stored", 201));
    const value = new Blob(["bytes"], { type: "image/png" });
    const data = { format: "RAW", value };
    expect(await kintone.plugin.app.proxy.upload(ID, `${URL_}/ファイル`, "PUT", { "X-A": "é" }, data)).toEqual([
      "stored",
      201,
      {},
    ]);
    expect(sent[0]).toMatchObject({ method: "POST", path: "/k/api/plugin/proxy/upload.json" });
    expect(sent[0]?.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(sent[0]?.body).toBe(value);
    expect(envelope(sent[0])).toEqual({
      app: 7,
      pluginId: ID,
      page: "live",
      url: `${URL_}/ファイル`,
      method: "PUT",
      headers: { "X-A": "é" },
      format: "RAW",
      type: "image/png",
    });
  });

  it("R15 000.37 encodes a form as one Blob of its multipart type", async () => {
    const { kintone, sent } = open({}, () => raw("stored"));
    const form = new FormData();
    form.append("file", new File(["bytes"], "a.txt", { type: "text/plain" }));
    await kintone.plugin.app.proxy.upload(ID, URL_, "POST", {}, form);
    const told = envelope(sent[0]) as { format: string; type: string };
    expect(told).toMatchObject({ format: "FORM", type: expect.stringMatching(/^multipart\/form-data; boundary=/) });
    const body = sent[0]?.body as Blob;
    const text = await body.text();
    expect(text.startsWith(`--${told.type.split("boundary=")[1]}`)).toBe(true);
    expect(text).toContain('name="file"; filename="a.txt"');
    expect(text).toContain("bytes");
  });

  it.each([
    ["003.06 a format in small letters", "POST", { format: "raw", value: new Blob() }, "RAW"],
    ["003.06 another format", "POST", { format: "BASE64", value: new Blob() }, "RAW"],
    ["003.06 no format", "POST", { value: new Blob() }, "RAW"],
    ["003.06 no data", "POST", undefined, "RAW"],
    ["003.07 003.21 the sample's placeholder", "POST", { format: "RAW", value: "<some blob object>" }, "Blob"],
    ["003.07 bytes that are no Blob", "POST", { format: "RAW", value: new Uint8Array(1) }, "Blob"],
    ["003.07 no value", "POST", { format: "RAW" }, "Blob"],
    ["003.03 another method", "GET", { format: "RAW", value: new Blob() }, "POST or PUT"],
  ])("R15 refuses %s before a byte leaves", async (_, method, data, told) => {
    const { kintone, sent } = open();
    const ng = vi.fn();
    kintone.plugin.app.proxy.upload(ID, URL_, method, {}, data, vi.fn(), ng);
    await soon(() => expect(ng).toHaveBeenCalledWith(expect.stringContaining(told), 400, {}));
    expect(JSON.parse(ng.mock.calls[0]?.[0])).toMatchObject({ code: "PD_PROXY_BAD_REQUEST" });
    expect(sent).toEqual([]);
  });

  it.each(["RAW", "FORM"])("R15 003.08 refuses a %s upload over 200 MB, and takes one of that size", async (format) => {
    const sized = (size: number) => {
      const value = Object.defineProperty(new Blob(["x"]), "size", { value: size });
      if (format === "RAW") return { format, value };
      vi.stubGlobal(
        "Response",
        class extends Response {
          override blob = () => Promise.resolve(value);
        },
      );
      return new FormData();
    };
    const whole = open({}, () => raw("stored"));
    expect(await whole.kintone.proxy.upload(URL_, "POST", {}, sized(209_715_200))).toEqual(["stored", 200, {}]);
    vi.unstubAllGlobals();
    const over = open();
    await expect(over.kintone.proxy.upload(URL_, "POST", {}, sized(209_715_201))).rejects.toContain("200 MB");
    expect(over.sent).toEqual([]);
  });
});
