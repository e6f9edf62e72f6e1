import { describe, expect, it, vi } from "vitest";
import { ID, json, open, SETTINGS, type Sent, settle, soon } from "./test_page.ts";

const LIST = "/k/admin/app/7/plugin/?message=CONFIG_SAVED#/";
const saved = () => json({ revision: "3" });
const bodies = (sent: Sent[]) => sent.map(({ body }) => JSON.parse(String(body)));

describe("saving on the settings page", () => {
  it("R42 000.11 000.14 saves, calls back without arguments and stays", async () => {
    const { kintone, sent, left } = open(SETTINGS, saved);
    const ok = vi.fn();
    expect(kintone.plugin.app.setConfig({ a: "1", gone: undefined }, ok)).toBeUndefined();
    await soon(() => expect(ok).toHaveBeenCalledOnce());
    expect(ok.mock.calls).toEqual([[]]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: "PUT", path: "/k/v1/preview/app/plugin/config.json", keepalive: true });
    expect(sent[0]?.headers.get("X-Plugdock-Csrf")).toBe("csrf-token");
    expect(bodies(sent)).toEqual([{ app: 7, id: ID, config: { a: "1" } }]);
    await settle();
    expect(left).toEqual([]);
  });

  it.each([undefined, null])("R42 goes to the plug-in list where the callback is %s", async (none) => {
    const { kintone, left } = open(SETTINGS, saved);
    kintone.plugin.app.setConfig({ a: "1" }, none);
    await soon(() => expect(left).toEqual([LIST]));
  });

  it("R42 sends back-to-back saves one after the other, in order, and leaves after the last", async () => {
    const log: string[] = [];
    const { kintone, left } = open(SETTINGS, async ({ body }) => {
      log.push(`begin ${String(body).match(/v\d/)}`);
      await settle();
      log.push(`end, left ${left.length}`);
      return saved();
    });
    kintone.plugin.app.setConfig({ k: "v1" });
    kintone.plugin.app.setProxyConfig("https://a.example/", "GET", { h: "v2" }, {}, () => log.push("called"));
    kintone.plugin.app.setConfig({ k: "v3" });
    await soon(() => expect(left).toEqual([LIST]));
    expect(log).toEqual(["begin v1", "end, left 0", "begin v2", "end, left 0", "called", "begin v3", "end, left 0"]);
  });

  it("R42 a save asked for in a callback, or just after the queue ran dry, is made too", async () => {
    const { kintone, sent, left } = open(SETTINGS, saved);
    kintone.plugin.app.setConfig({ k: "v1" }, () => {
      kintone.plugin.app.setProxyConfig("https://a.example/", "GET", {}, {}, async () => {
        await Promise.resolve();
        kintone.plugin.app.setConfig({ k: "v2" });
      });
    });
    await soon(() => expect(left).toEqual([LIST]));
    expect(bodies(sent).map(({ config }) => config)).toEqual([{ k: "v1" }, undefined, { k: "v2" }]);
  });

  it("R42 takes the settings as they are at the call", async () => {
    const { kintone, sent, left } = open(SETTINGS, saved);
    const config = { k: "then" };
    kintone.plugin.app.setConfig({ k: "first" });
    kintone.plugin.app.setConfig(config);
    config.k = "later";
    await soon(() => expect(left).toHaveLength(1));
    expect(bodies(sent)[1].config).toEqual({ k: "then" });
  });

  it("R42 calls the error callback with the server's error and does not leave", async () => {
    const error = { code: "CB_NO02", id: "x", message: "No privilege." };
    const { kintone, left, messages } = open(SETTINGS, () => json(error, 403));
    const ok = vi.fn();
    const ng = vi.fn();
    kintone.plugin.app.setConfig({ a: "1" }, ok, ng);
    await soon(() => expect(ng).toHaveBeenCalledWith(error));
    expect(ok).not.toHaveBeenCalled();
    expect(messages()).toEqual([]);
    expect(left).toEqual([]);
  });

  it("R42 shows the message where no error callback is given, and stays though a later save succeeds", async () => {
    let first = true;
    const { kintone, sent, left, messages } = open(SETTINGS, () => {
      const answer = first ? json({ code: "x", id: "x", message: "Not today." }, 400) : saved();
      first = false;
      return answer;
    });
    kintone.plugin.app.setProxyConfig("https://a.example/", "GET", {}, {});
    kintone.plugin.app.setConfig({ a: "1" });
    await soon(() => expect(sent).toHaveLength(2));
    await settle();
    expect(messages()).toEqual(["The settings were not saved: Not today."]);
    expect(left).toEqual([]);
  });

  it("R41 refuses without sending anything and names the key", async () => {
    const { kintone, sent, messages } = open(SETTINGS);
    const ok = vi.fn();
    const ng = vi.fn();
    kintone.plugin.app.setConfig({ fine: "1", count: 3 }, ok);
    kintone.plugin.app.setConfig({ 色: "1" }, ok, ng);
    await soon(() => expect(ng).toHaveBeenCalledOnce());
    expect(ng.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining("色") });
    expect(messages()).toEqual([expect.stringContaining("“count”")]);
    expect(ok).not.toHaveBeenCalled();
    expect(sent).toEqual([]);
  });

  it("R42 a callback that throws is blamed on the plug-in and stops no later save", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const { kintone, left, messages } = open(SETTINGS, saved);
    kintone.plugin.app.setConfig({ a: "1" }, () => {
      throw new Error("oops");
    });
    kintone.plugin.app.setConfig({ a: "2" });
    await soon(() => expect(left).toEqual([LIST]));
    expect(messages()).toEqual(["The plug-in “Weather” caused an error: oops"]);
  });

  it("R42 a page that goes sends what still waits, each key's last save", async () => {
    const never = new Promise<Response>(() => {});
    const { kintone, sent } = open(SETTINGS, () => never);
    kintone.plugin.app.setConfig({ k: "v1" });
    kintone.plugin.app.setConfig({ k: "v2" });
    kintone.plugin.app.setProxyConfig("https://a.example/", "GET", { h: "v3" }, {});
    kintone.plugin.app.setProxyConfig("https://a.example/", "PUT", { h: "v4" }, {});
    kintone.plugin.app.setConfig({ k: "v5" });
    await settle();
    expect(sent).toHaveLength(1);
    dispatchEvent(new Event("pagehide"));
    expect(sent.map(({ body }) => String(body).match(/v\d/)?.[0])).toEqual(["v1", "v5", "v3", "v4"]);
    expect(sent.every(({ keepalive }) => keepalive)).toBe(true);
  });

  it("R42 a save over the browser's limit for requests that outlive a page goes without that", async () => {
    const { kintone, sent, left } = open(SETTINGS, saved);
    kintone.plugin.app.setConfig({ k: "a".repeat(59_000) });
    kintone.plugin.app.setConfig({ k: "a".repeat(65_000) });
    kintone.plugin.app.setConfig({ k: "あ".repeat(22_000) });
    await soon(() => expect(left).toHaveLength(1));
    expect(sent.map(({ keepalive }) => keepalive)).toEqual([true, false, false]);
  });

  it("R43 000.16 000.18 000.22 setProxyConfig sends the entry; the example's callback runs", async () => {
    const { kintone, sent, left } = open(SETTINGS, saved);
    const log = vi.fn();
    const returned = kintone.plugin.app.setProxyConfig(
      "https://api.example.com/data",
      "get",
      { Authorization: "Bearer my-token", "X-Count": 1 },
      { n: 1, b: true },
      () => log("Proxy config saved"),
    );
    expect(returned).toBeUndefined();
    await soon(() => expect(log).toHaveBeenCalledWith("Proxy config saved"));
    expect(sent[0]).toMatchObject({ method: "POST", path: "/k/api/plugin/proxy/config.json" });
    expect(bodies(sent)).toEqual([
      {
        app: 7,
        pluginId: ID,
        url: "https://api.example.com/data",
        method: "GET",
        headers: { Authorization: "Bearer my-token", "X-Count": "1" },
        data: { n: 1, b: true },
      },
    ]);
    expect(left).toEqual([]);
  });

  it.each(["index", "other"] as const)("000.12 000.17 refuses on the page %s", async (page) => {
    const { kintone, sent, messages } = open({ page });
    const ng = vi.fn();
    kintone.plugin.app.setConfig({ a: "1" }, undefined, ng);
    kintone.plugin.app.setProxyConfig("https://a.example/", "GET", {}, {});
    await soon(() => expect(messages()).toEqual([expect.stringContaining("setProxyConfig")]));
    expect(ng.mock.calls[0]?.[0]).toMatchObject({ message: expect.stringContaining("setConfig") });
    expect(sent).toEqual([]);
  });
});

describe("the worked example of the settings page", () => {
  it("000.15 a click saves, the callback alerts and goes to the app's settings", async () => {
    const { kintone, sent } = open(SETTINGS, saved);
    document.body.insertAdjacentHTML("beforeend", '<input id="endpoint" value="https://e/"><button id="save-btn">');
    const alert = vi.fn();
    const window = { location: { href: "" } };
    new Function(
      "kintone",
      "alert",
      "window",
      `document.getElementById('save-btn').addEventListener('click', () => {
        const endpoint = document.getElementById('endpoint').value;
        kintone.plugin.app.setConfig(
          { apiEndpoint: endpoint },
          () => {
            alert('Settings saved.');
            window.location.href = '../../flow?app=' + kintone.app.getId();
          }
        );
      });`,
    )(kintone, alert, window);
    document.getElementById("save-btn")?.click();
    await soon(() => expect(alert).toHaveBeenCalledWith("Settings saved."));
    expect(bodies(sent)[0].config).toEqual({ apiEndpoint: "https://e/" });
    const from = `https://plugdock.example/k/admin/app/7/plugin/config?pluginId=${ID}`;
    expect(new URL(window.location.href, from).pathname).toBe("/k/admin/app/flow");
  });
});
