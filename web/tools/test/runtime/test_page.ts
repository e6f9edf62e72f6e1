// A page for the tests: the runtime in a happy-dom document, with a server that each test defines.

import { expect, vi } from "vitest";
import type { Boot } from "../../../lib/boot.ts";
import { makeKintone } from "../../../runtime/src/kintone.ts";
import { openPage } from "../../../runtime/src/page.ts";

export const ID = "abcdefghijklmnopabcdefghijklmnop";
export const OTHER_ID = "ponmlkjihgfedcbaponmlkjihgfedcba";
export const ORIGIN = "https://plugdock.example";

export const BOOT: Boot = {
  page: "index",
  mobile: false,
  preview: false,
  locale: "en",
  csrf: "csrf-token",
  origin: ORIGIN,
  user: {
    id: "1",
    code: "sato",
    name: "Sato",
    email: "",
    url: "",
    employeeNumber: "",
    phone: "",
    mobilePhone: "",
    extensionNumber: "",
    timezone: "Asia/Tokyo",
    isGuest: false,
    language: "ja",
  },
  app: { id: 7, name: "Orders", code: "", permissions: { addRecord: true, editApp: false } },
  plugins: { [ID]: { name: "Weather", config: { apiEndpoint: "https://api.example.com/data" } } },
  settingsPlugin: null,
  index: {
    viewId: 20,
    viewName: "All",
    viewType: "list",
    query: 'n > "1" order by $id desc limit 20 offset 0',
    condition: 'n > "1"',
    offset: 0,
    size: 1,
    date: null,
    records: [{ $id: { type: "__ID__", value: "1" } }],
  },
  record: null,
  fields: null,
  readOnly: [],
  layout: null,
  fieldIds: null,
};

/** The lookup setting of a field. */
export const LOOKUP = {
  relatedApp: { app: "12", code: "" },
  relatedKeyField: "name",
  fieldMappings: [],
  lookupPickerFields: [],
  filterCond: "",
  sort: "",
};

export const SETTINGS: Partial<Boot> = { page: "settings", settingsPlugin: ID, index: null };

export interface Sent {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
  keepalive: boolean;
}

/** Opens a page. `server` answers its requests in order. Without `server`, any request fails the test. */
export function open(boot: Partial<Boot> = {}, server?: (sent: Sent) => Response | Promise<Response>) {
  document.body.innerHTML = '<div data-pd="messages" data-pd-admin></div>';
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const request = {
      method: init.method ?? "GET",
      path,
      headers: new Headers(init.headers),
      body: init.body,
      keepalive: init.keepalive ?? false,
    };
    sent.push(request);
    if (!server) throw new Error(`nothing was to be sent, but ${path} was`);
    return server(request);
  });
  const whole = { ...structuredClone(BOOT), ...structuredClone(boot) };
  const left: string[] = [];
  const page = { ...openPage(whole), leave: (url: string) => void left.push(url) };
  const made = makeKintone(whole, page);
  const messages = () => [...document.querySelectorAll('[data-pd="messages"] > *')].map((line) => line.textContent);
  return { ...made, boot: whole, sent, left, messages };
}

/** Builds the raw form of an answer, as the server streams it. */
export function frame(body: string, outcome: object): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder();
  const bytes = utf8.encode(body);
  const end = utf8.encode(JSON.stringify(outcome));
  const whole = new Uint8Array(bytes.length + end.length + 4);
  whole.set(bytes);
  whole.set(end, bytes.length);
  new DataView(whole.buffer).setUint32(bytes.length + end.length, end.length);
  return whole;
}

export function raw(body: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(frame(body, { success: true, status, headers }), {
    headers: { "Content-Type": "application/vnd.plugdock.raw" },
  });
}

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "Content-Type": "application/json;charset=utf-8" },
  });
}

/** Runs a file of the plug-in `id` as a browser would: its stack frames carry the file's URL. */
export function runFile<T>(id: string, code: string, scope: Record<string, unknown>): T {
  const url = `${ORIGIN}/-/plugin/${id}/0123abcd/js/desktop.js`;
  return new Function(...Object.keys(scope), `${code}\n//# sourceURL=${url}`)(...Object.values(scope));
}

export const soon = <T>(check: () => T) => vi.waitFor(check, { interval: 1 });

/** Lets all pending work finish, for tests that check that something does not happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setTimeout(next, 0));
}

export function envelope(sent: Sent | undefined): object {
  const text = sent?.headers.get("X-Plugdock-Envelope") ?? "";
  expect(text).toMatch(/^[\w-]+$/);
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0))));
}
