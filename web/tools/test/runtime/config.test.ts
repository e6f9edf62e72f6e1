import { describe, expect, it } from "vitest";
import { checkConfig, checkData, headerStrings } from "../../../runtime/src/config.ts";
import { ID, OTHER_ID, open, runFile, SETTINGS } from "./test_page.ts";

describe("getConfig", () => {
  it("R41 000.06 000.08 answers a fresh object at each call", () => {
    const { kintone } = open();
    const first = kintone.plugin.app.getConfig(ID);
    expect(first).toEqual({ apiEndpoint: "https://api.example.com/data" });
    if (first) first.apiEndpoint = "changed";
    expect(kintone.plugin.app.getConfig(ID)).toEqual({ apiEndpoint: "https://api.example.com/data" });
  });

  it("R41 000.09 answers an empty object where nothing was saved", () => {
    const { kintone } = open({ plugins: { [ID]: { name: "Weather", config: {} } } });
    expect(kintone.plugin.app.getConfig(ID)).toEqual({});
    expect(kintone.plugin.app.getConfig(OTHER_ID)).toEqual({});
    expect(kintone.plugin.app.getConfig("constructor")).toEqual({});
  });

  it.each(["index", "detail", "create", "edit", "print", "report", "import", "export"] as const)(
    "R27 000.07 answers on the page %s, desktop, mobile and preview",
    (page) => {
      for (const twin of [{}, { mobile: true }, { preview: true }]) {
        expect(open({ page, ...twin }).kintone.plugin.app.getConfig(ID)).not.toBeNull();
      }
    },
  );

  it("R41 answers on the settings page, and null elsewhere", () => {
    expect(open(SETTINGS).kintone.plugin.app.getConfig(ID)).not.toBeNull();
    expect(open({ page: "other" }).kintone.plugin.app.getConfig(ID)).toBeNull();
  });

  it("000.10 the example reads its endpoint in a list handler", async () => {
    const { kintone, start } = open();
    const logged: unknown[][] = [];
    runFile(
      ID,
      `(function (PLUGIN_ID) {
        kintone.events.on('app.record.index.show', (event) => {
          const config = kintone.plugin.app.getConfig(PLUGIN_ID);
          console.log('API endpoint:', config.apiEndpoint);
          return event;
        });
      })(kintone.$PLUGIN_ID);`,
      { kintone: { ...kintone, $PLUGIN_ID: ID }, console: { log: (...line: unknown[]) => logged.push(line) } },
    );
    expect(await start()).toMatchObject({ type: "app.record.index.show", appId: 7 });
    expect(logged).toEqual([["API endpoint:", "https://api.example.com/data"]]);
  });
});

describe("what setConfig takes", () => {
  const refusal = (given: unknown) => {
    try {
      return checkConfig(given);
    } catch (error) {
      return error;
    }
  };

  it("R41 takes own enumerable properties, those of arrays too, and drops undefined", () => {
    const inherited = Object.create({ inherited: "no" }, { hidden: { value: "no" } });
    inherited.own = "yes";
    inherited.gone = undefined;
    expect(checkConfig(inherited)).toEqual({ own: "yes" });
    expect(checkConfig(Object.assign(["a"], { name: "b" }))).toEqual({ 0: "a", name: "b" });
    expect(checkConfig({})).toEqual({});
  });

  it("R41 keeps odd names as they are", () => {
    const odd = JSON.parse('{"__proto__": "a", "": "b", " ~": "c"}');
    expect(Object.entries(checkConfig(odd))).toEqual([
      ["__proto__", "a"],
      ["", "b"],
      [" ~", "c"],
    ]);
  });

  it.each([
    ["configKey", { ok: "1", 色: "2" }, "色"],
    ["configKey", { "\u0080": "2" }, "\u0080"],
    ["configValue", { n: 1 }, "n"],
    ["configValue", { n: null }, "n"],
    ["configValue", { o: { a: "b" } }, "o"],
    ["configValue", { a: ["b"] }, "a"],
    ["configLong", { long: "a".repeat(65_536) }, "long"],
  ])("R41 000.13 refuses with %s and names the key", (text, given, key) => {
    expect(refusal(given)).toMatchObject({ text, params: { key } });
  });

  it.each([undefined, null, "text", 1, true])("R41 000.11 refuses %s, which is no object", (given) => {
    expect(refusal(given)).toMatchObject({ text: "configNotObject" });
  });

  it("R41 takes a value of 65,535 characters, counted in UTF-16 units", () => {
    expect(refusal({ long: "a".repeat(65_535) })).toEqual({ long: "a".repeat(65_535) });
    expect(refusal({ long: `${"😀".repeat(32_767)}a` })).toHaveProperty("long");
    expect(refusal({ long: "😀".repeat(32_768) })).toMatchObject({ text: "configLong" });
  });

  it("R41 takes 256 KB in all, in UTF-8 bytes of keys and values, and not one more", () => {
    const three = { a: "あ".repeat(21_845), b: "あ".repeat(21_845), c: "あ".repeat(21_845) };
    const rest = 262_144 - 3 * (1 + 65_535);
    const full = { ...three, d: "a".repeat(rest - 1) };
    expect(refusal(full)).toEqual(full);
    expect(refusal({ ...full, e: "" })).toMatchObject({ text: "configTotal", params: { key: "e" } });
  });
});

describe("what setProxyConfig takes", () => {
  it("R43 000.19 makes strings of header values", () => {
    expect(headerStrings({ a: "1", b: 1, c: true, d: undefined })).toEqual({ a: "1", b: "1", c: "true" });
    expect(headerStrings(undefined)).toEqual({});
  });

  it("R43 000.20 keeps the type of data values", () => {
    const data = { s: "1", n: 1.5, b: false, z: null };
    expect(checkData({ ...data, gone: undefined })).toEqual(data);
    expect(checkData(null)).toEqual({});
  });

  it.each([[{}], [[]], [() => 1]])("R43 refuses an object as a data value", (value) => {
    expect(() => checkData({ fine: 1, bad: value })).toThrow(
      expect.objectContaining({ text: "dataValue", params: { key: "bad" } }),
    );
  });
});
