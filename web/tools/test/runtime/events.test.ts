import { describe, expect, it, vi } from "vitest";
import { openPage, watchErrors } from "../../../runtime/src/page.ts";
import { ID, ORIGIN, OTHER_ID, open, runFile, settle } from "./test_page.ts";

const SHOW = "app.record.index.show";
const quiet = () => vi.spyOn(console, "error").mockImplementation(() => {});

describe("events.on and events.off", () => {
  it("B7.4 runs handlers in the order they were added and applies the last one's return", async () => {
    const { kintone, start } = open();
    const log: string[] = [];
    expect(kintone.events.on(SHOW, () => log.push("a"))).toBeUndefined();
    kintone.events.on([SHOW, "app.record.detail.show"], () => log.push("b"));
    kintone.events.on("app.record.detail.show", () => log.push("not this page"));
    kintone.events.on(SHOW, () => "last");
    expect(await start()).toBe("last");
    expect(log).toEqual(["a", "b"]);
  });

  it("B7.4 handlers accumulate, the same one too, and get one event object", async () => {
    const { kintone, start } = open();
    const seen: unknown[] = [];
    const handler = (event: unknown) => void seen.push(event);
    kintone.events.on(SHOW, handler);
    kintone.events.on(SHOW, handler);
    expect(await start()).toBeUndefined();
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(seen[1]);
  });

  it("B7.4 off says whether it removed one: by type and handler, by type, all", async () => {
    const { kintone, start } = open();
    const [a, b] = [vi.fn(), vi.fn()];
    const types = [SHOW, "app.record.detail.show"];
    kintone.events.on(types, a);
    kintone.events.on(types, b);
    expect(kintone.events.off(SHOW, () => {})).toBe(false);
    expect(kintone.events.off(SHOW, a)).toBe(true);
    expect(kintone.events.off(SHOW, a)).toBe(false);
    await start();
    expect(a).not.toHaveBeenCalled();
    expect(b).toHaveBeenCalledOnce();
    expect(kintone.events.off(SHOW)).toBe(true);
    expect(kintone.events.off(SHOW)).toBe(false);
    expect(kintone.events.off(types)).toBe(true);
    expect(kintone.events.off()).toBe(false);
    kintone.events.on(SHOW, a);
    expect(kintone.events.off()).toBe(true);
  });

  it("R47 names no one knows are ignored", async () => {
    const { kintone, start } = open();
    const never = vi.fn();
    kintone.events.on(["app.record.no.such", "portal.show", "mobile.app.record.index.show"], never);
    await start();
    expect(kintone.events.off("no.such.either")).toBe(false);
    expect(never).not.toHaveBeenCalled();
  });

  it("a handler that takes itself away does not skip the next", async () => {
    const { kintone, start } = open();
    const second = vi.fn();
    const first = () => void kintone.events.off(SHOW, first);
    kintone.events.on(SHOW, first);
    kintone.events.on(SHOW, second);
    await start();
    expect(second).toHaveBeenCalledOnce();
  });
});

describe("thenables", () => {
  it("B7.4 are waited for, whatever kind they are", async () => {
    const { kintone, start } = open();
    const log: string[] = [];
    kintone.events.on(SHOW, async () => {
      await settle();
      log.push("first");
    });
    // biome-ignore lint/suspicious/noThenProperty: the test needs a thenable
    kintone.events.on(SHOW, () => ({ then: (done: (value: string) => void) => setTimeout(() => done("second"), 1) }));
    kintone.events.on(SHOW, () => void log.push("third"));
    await start();
    expect(log).toEqual(["first", "third"]);
  });

  it("B7.4 a rejected one stops the later handlers and drops what was returned", async () => {
    quiet();
    const { kintone, start, messages } = open();
    const later = vi.fn();
    kintone.events.on(SHOW, () => "first");
    runFile(ID, `kintone.events.on('${SHOW}', () => kintone.Promise.reject(new Error('no')));`, { kintone });
    kintone.events.on(SHOW, later);
    expect(await start()).toBeUndefined();
    expect(later).not.toHaveBeenCalled();
    expect(messages()).toEqual(["The plug-in “Weather” caused an error: no"]);
  });

  it("B7.4 an event without waiting takes no notice of them", async () => {
    const { kintone, tellNow } = open();
    const later = vi.fn();
    kintone.events.on("app.record.edit.change.n", () => new Promise(() => {}));
    kintone.events.on("app.record.edit.change.n", later);
    tellNow({ type: "app.record.edit.change.n" });
    expect(later).toHaveBeenCalledOnce();
  });

  it("B7.3 without one all handlers run at once, before anything else", () => {
    const { kintone, start } = open();
    const handlers = [vi.fn(), vi.fn()];
    for (const handler of handlers) kintone.events.on(SHOW, handler);
    void start();
    for (const handler of handlers) expect(handler).toHaveBeenCalledOnce();
  });
});

describe("exceptions", () => {
  it("R46 stop no other handler, and administrators read whose they are", async () => {
    const logged = quiet();
    const { kintone, start, messages } = open({
      plugins: { [ID]: { name: "Weather", config: {} }, [OTHER_ID]: { name: "Broken", config: {} } },
    });
    kintone.events.on(SHOW, () => "kept");
    runFile(OTHER_ID, `kintone.events.on('${SHOW}', () => { throw new Error('oops'); });`, { kintone });
    const later = vi.fn(() => "later");
    runFile(ID, `kintone.events.on('${SHOW}', later);`, { kintone, later });
    expect(await start()).toBe("later");
    expect(messages()).toEqual(["The plug-in “Broken” caused an error: oops"]);
    expect(logged).toHaveBeenCalledOnce();
  });

  it("R46 a handler that throws counts as if it were not there", async () => {
    quiet();
    const { kintone, start } = open();
    kintone.events.on(SHOW, () => "kept");
    kintone.events.on(SHOW, () => {
      throw new Error("oops");
    });
    expect(await start()).toBe("kept");
  });

  it("R46 the same one is shown once, however often it comes", () => {
    quiet();
    const { page, messages } = open();
    for (const text of ["oops", "other", "oops"]) page.report(new Error(text), ID);
    expect(messages()).toHaveLength(2);
  });

  it("R46 others find them in the console only", () => {
    const logged = quiet();
    const page = open();
    document.querySelector('[data-pd="messages"]')?.removeAttribute("data-pd-admin");
    // A page reads once, when it opens, whether the user is an administrator.
    openPage(page.boot).report(new Error("oops"), ID);
    expect(page.messages()).toEqual([]);
    expect(logged).toHaveBeenCalledOnce();
  });

  it("R46 what a script throws while it loads is blamed by its URL", () => {
    quiet();
    const { page, messages } = open();
    watchErrors(page);
    const filename = `${ORIGIN}/-/plugin/${ID}/0123abcd/js/desktop.js`;
    dispatchEvent(new ErrorEvent("error", { message: "x", error: new Error("while loading"), filename }));
    dispatchEvent(new ErrorEvent("error", { message: "x", error: new Error("ours"), filename: `${ORIGIN}/x.js` }));
    expect(messages()).toEqual(["The plug-in “Weather” caused an error: while loading"]);
  });
});

describe("the event that a page begins with", () => {
  const record = { id: 3, record: { n: { type: "NUMBER", value: "5" } }, permissions: null };

  it("B7.4 index.show has all its properties, with copies of the records", async () => {
    const { kintone, start, boot } = open();
    kintone.events.on(SHOW, (event) => event);
    const event = (await start()) as { records: object[] };
    expect(event).toEqual({
      type: SHOW,
      appId: 7,
      viewId: 20,
      viewName: "All",
      viewType: "list",
      records: boot.index?.records,
      date: null,
      offset: 0,
      size: 1,
    });
    expect(event.records).not.toBe(boot.index?.records);
  });

  it.each([
    ["detail", "app.record.detail.show", { recordId: 3, record: record.record }],
    ["edit", "app.record.edit.show", { recordId: 3, record: record.record }],
    ["create", "app.record.create.show", { record: record.record }],
    ["print", "app.record.print.show", { recordId: 3, record: record.record }],
    ["report", "app.report.show", {}],
  ] as const)("B7.4 %s fires %s, with its mobile twin's name on mobile pages", async (page, type, rest) => {
    for (const mobile of [false, true]) {
      const { kintone, start } = open({ page, mobile, record });
      const name = mobile ? `mobile.${type}` : type;
      kintone.events.on([type, `mobile.${type}`], (event) => event);
      expect(await start()).toEqual({ type: name, appId: 7, ...rest });
    }
  });

  it("is fired once, and not on pages that have none", async () => {
    const { kintone, start } = open();
    const seen = vi.fn();
    kintone.events.on(SHOW, seen);
    await start();
    await start();
    expect(seen).toHaveBeenCalledOnce();
    expect(await open({ page: "settings" }).start()).toBeNull();
  });
});
