import { describe, expect, it, vi } from "vitest";
import { caller, pluginIn } from "../../../runtime/src/caller.ts";
import { ID, ORIGIN, OTHER_ID, open, runFile, SETTINGS } from "./test_page.ts";

const running = (src: string) => {
  const script = Object.assign(document.createElement("script"), { type: "none", src });
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  return script;
};

describe("who calls", () => {
  it("R05 is read from a URL that holds an ID, and from nothing else", () => {
    expect(pluginIn(`${ORIGIN}/-/plugin/${ID}/00/js/a.js`)).toBe(ID);
    expect(pluginIn(`${ORIGIN}/-/plugin/${ID.slice(1)}/00/js/a.js`)).toBeNull();
    expect(pluginIn(`${ORIGIN}/-/plugin/${ID}q/00/js/a.js`)).toBeNull();
    expect(pluginIn(null)).toBeNull();
  });

  it("R05 is the running script, before the stack", () => {
    running(`${ORIGIN}/-/plugin/${ID}/00/js/a.js`);
    expect(caller()).toBe(ID);
    expect(runFile(OTHER_ID, "return caller();", { caller })).toBe(ID);
  });

  it("R05 is whose the page says it is, for a script of another host", () => {
    running("https://cdn.example/lib.js").dataset.pdPlugin = ID;
    expect(caller()).toBe(ID);
  });

  it("R05 else the nearest plug-in on the stack, however deep, through await and timers", async () => {
    expect(runFile(ID, "return caller();", { caller })).toBe(ID);
    const inner = runFile<() => string>(OTHER_ID, "return () => caller();", { caller });
    expect(runFile(ID, "return inner();", { inner })).toBe(OTHER_ID);
    const deep = (n: number): unknown => (n > 0 ? [deep(n - 1)][0] : caller());
    expect(runFile(ID, "return deep(40);", { deep })).toBe(ID);
    expect(await runFile(ID, "return (async () => { await null; return caller(); })();", { caller })).toBe(ID);
    expect(await runFile(ID, "return new Promise((r) => setTimeout(() => r(caller()), 0));", { caller })).toBe(ID);
  });

  it("R05 is no one where no plug-in is found, and leaves the limit of stacks as it was", () => {
    const before = Error.stackTraceLimit;
    expect(caller()).toBeNull();
    expect(Error.stackTraceLimit).toBe(before);
  });
});

describe("getProxyConfig", () => {
  /** A synchronous XMLHttpRequest with the functions that the runtime uses. */
  function xhr(status: number, answer: string) {
    const sent: { line: unknown[]; headers: Record<string, string>; body: unknown }[] = [];
    vi.stubGlobal(
      "XMLHttpRequest",
      class {
        status = status;
        responseText = answer;
        headers: Record<string, string> = {};
        line: unknown[] = [];
        open(...line: unknown[]) {
          this.line = line;
        }
        setRequestHeader(name: string, value: string) {
          this.headers[name] = value;
        }
        send(body: string) {
          sent.push({ line: this.line, headers: this.headers, body: JSON.parse(body) });
        }
      },
    );
    return sent;
  }
  const ENTRY = { headers: { Authorization: "Bearer my-token" }, data: {} };
  const code = "return kintone.plugin.app.getProxyConfig('https://api.example.com/data', 'get');";

  it("R04 R05 000.24 000.27 asks the server at once, for the plug-in that calls", () => {
    const sent = xhr(200, JSON.stringify(ENTRY));
    const { kintone } = open();
    expect(runFile(ID, code, { kintone })).toEqual(ENTRY);
    expect(sent).toEqual([
      {
        line: ["POST", "/k/api/plugin/proxy/config/get.json", false],
        headers: expect.objectContaining({ "X-Plugdock-Csrf": "csrf-token", "Content-Type": "application/json" }),
        body: { app: 7, pluginId: ID, url: "https://api.example.com/data", method: "GET", page: "live" },
      },
    ]);
  });

  it("R05 the settings page decides, whoever calls", () => {
    const sent = xhr(200, "null");
    const { kintone } = open(SETTINGS);
    expect(runFile(OTHER_ID, code, { kintone })).toBeNull();
    expect(sent[0]?.body).toMatchObject({ pluginId: ID, page: "settings" });
  });

  it("R40 a preview page reads preview entries", () => {
    const sent = xhr(200, "null");
    runFile(ID, code, { kintone: open({ preview: true }).kintone });
    expect(sent[0]?.body).toMatchObject({ page: "preview" });
  });

  it("R05 R06 answers null, asking no one, where no plug-in calls or none may", () => {
    const sent = xhr(200, JSON.stringify(ENTRY));
    expect(open().kintone.plugin.app.getProxyConfig("https://api.example.com/data", "GET")).toBeNull();
    expect(runFile(ID, code, { kintone: open({ page: "other" }).kintone })).toBeNull();
    expect(sent).toEqual([]);
  });

  it("R04 answers null where the server refuses, and says why", () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    xhr(403, '{"code":"CB_NO02","id":"x","message":"No privilege."}');
    const { kintone, messages } = open();
    expect(runFile(ID, code, { kintone })).toBeNull();
    expect(logged).toHaveBeenCalledOnce();
    expect(messages()).toEqual(["The plug-in “Weather” caused an error: No privilege."]);
  });
});
