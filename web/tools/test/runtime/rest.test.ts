import { describe, expect, it, vi } from "vitest";
import { toQuery } from "../../../runtime/src/rest.ts";
import { ID, json, ORIGIN, open, runFile, soon } from "./test_page.ts";

describe("kintone.api", () => {
  it("B4.7 takes a path or a URL, with or without .json, and answers by Promise", async () => {
    const { kintone, sent } = open({}, () => json({ ok: true }));
    for (const path of ["/k/v1/records", "/k/v1/records.json", `${ORIGIN}/k/v1/records.json`]) {
      expect(await kintone.api(path, "GET", { app: 7 })).toEqual({ ok: true });
    }
    expect(sent.map(({ path }) => path)).toEqual(Array(3).fill("/k/v1/records.json?app=7"));
    expect(sent[0]?.headers.get("X-Requested-With")).toBe("XMLHttpRequest");
  });

  it.each([
    ["", "of the page's host, though the page came by plain HTTP"],
    [":443", "with the port that older client libraries add"],
  ])("takes https:// and the page's host%s: %s", async (port) => {
    const { kintone, sent } = open({}, () => json({}));
    expect(location.protocol).toBe("http:");
    await kintone.api(`https://${location.host}${port}/k/v1/records.json`, "POST", {});
    expect(sent.map(({ path }) => path)).toEqual(["/k/v1/records.json"]);
  });

  it.each(["POST", "PUT", "DELETE"])("B4.7 %s sends JSON, with the CSRF token by itself", async (method) => {
    const { kintone, sent } = open({}, () => json({}));
    await kintone.api("/k/v1/records", method.toLowerCase(), { app: 7, ids: [1] });
    expect(sent[0]).toMatchObject({ method, path: "/k/v1/records.json", body: '{"app":7,"ids":[1]}' });
    expect(sent[0]?.headers.get("Content-Type")).toBe("application/json");
    expect(sent[0]?.headers.get("X-Plugdock-Csrf")).toBe("csrf-token");
  });

  it("B4.7 calls back with the parsed answer or error", async () => {
    const error = { code: "CB_VA01", id: "x", message: "m" };
    const { kintone } = open({}, ({ path }) => (path.includes("bad") ? json(error, 400) : json({ ok: true })));
    const [ok, ng] = [vi.fn(), vi.fn()];
    expect(kintone.api("/k/v1/good", "GET", {}, ok, ng)).toBeUndefined();
    await soon(() => expect(ok).toHaveBeenCalledWith({ ok: true }));
    kintone.api("/k/v1/bad", "GET", {}, ok, ng);
    await soon(() => expect(ng).toHaveBeenCalledWith(error));
    await expect(kintone.api("/k/v1/bad", "GET", {})).rejects.toEqual(error);
  });

  it("B4.7 an error that is no JSON comes as its text", async () => {
    const { kintone } = open({}, () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await expect(kintone.api("/k/v1/records", "GET", {})).rejects.toBe("<h1>Bad gateway</h1>");
  });

  it("a server out of reach is an error like any other", async () => {
    const { kintone } = open({}, () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(kintone.api("/k/v1/records", "GET", {})).rejects.toMatchObject({ code: "PD_OFFLINE" });
  });

  it("R38 B8.2 a query that makes the URL too long goes as a POST with the method overridden", async () => {
    const { kintone, sent } = open({}, () => json({}));
    const empty = "/k/v1/records.json?query=".length;
    await kintone.api("/k/v1/records", "GET", { query: "a".repeat(4_096 - empty) });
    await kintone.api("/k/v1/records", "GET", { query: "a".repeat(4_097 - empty) });
    expect(sent[0]).toMatchObject({ method: "GET" });
    expect(sent[1]).toMatchObject({ method: "POST", path: "/k/v1/records.json" });
    expect(sent[1]?.headers.get("X-HTTP-Method-Override")).toBe("GET");
    expect(JSON.parse(String(sent[1]?.body))).toEqual({ query: "a".repeat(4_097 - empty) });
  });

  it("R46 a callback that throws is blamed on the plug-in that called", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { kintone, messages } = open({}, () => json({}));
    runFile(ID, "kintone.api('/k/v1/records', 'GET', {}, () => { throw new Error('oops'); });", { kintone });
    await soon(() => expect(messages()).toEqual(["The plug-in “Weather” caused an error: oops"]));
  });

  it("never sends the CSRF token to another site", async () => {
    const { kintone, sent } = open();
    const own = `https://${location.host}`;
    const near = [`${own}.evil.test/a`, `${own}:443@evil.test/a`, `${own}//evil.test/a`, `${own}1/a`, `${own}:443`];
    for (const url of ["https://evil.test/k/v1/a.json", "//evil.test/a", `${ORIGIN}.evil.test/a`, ...near]) {
      await expect(kintone.api(url, "POST", {})).rejects.toMatchObject({ code: "PD_API_URL" });
    }
    expect(sent).toEqual([]);
  });
});

/** The origin of the test page. */
const HERE = location.origin;

describe("kintone.api.url", () => {
  it("B4.7 is absolute and ends in .json", () => {
    const { kintone } = open();
    for (const path of ["/k/v1/records", "/k/v1/records.json"]) {
      expect(kintone.api.url(path, true)).toBe(`${HERE}/k/v1/records.json`);
    }
  });

  it("is of the origin the page was opened at, where that is not the public one", () => {
    const { kintone, boot } = open();
    expect(boot.origin).not.toBe(HERE);
    expect(new URL(kintone.api.url("/k/v1/records")).origin).toBe(HERE);
    expect(new URL(kintone.api.urlForGet("/k/v1/records", { app: 7 })).origin).toBe(HERE);
  });

  it("B4.7 urlForGet adds the encoded query", () => {
    const { kintone } = open();
    const url = kintone.api.urlForGet("/k/v1/record", { app: 4, fields: ["recordId", "a b&c"] }, true);
    expect(url).toBe(`${HERE}/k/v1/record.json?app=4&fields%5B0%5D=recordId&fields%5B1%5D=a%20b%26c`);
    expect([...new URL(url).searchParams]).toEqual([
      ["app", "4"],
      ["fields[0]", "recordId"],
      ["fields[1]", "a b&c"],
    ]);
    expect(kintone.api.urlForGet("/k/v1/record", {})).toBe(`${HERE}/k/v1/record.json`);
    expect(kintone.api.urlForGet("/k/v1/record?a=1", { b: 2 })).toBe(`${HERE}/k/v1/record.json?a=1&b=2`);
  });

  it("writes nested values, drops undefined and keeps null as empty", () => {
    expect(decodeURIComponent(toQuery({ a: [{ b: 1 }], c: undefined, d: null, e: false }))).toBe(
      "a[0][b]=1&d=&e=false",
    );
  });
});
