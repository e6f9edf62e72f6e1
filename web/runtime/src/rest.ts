// `kintone.api`: this server's REST API for the signed-in user.

import type { Answered, PathOf, RequestOf } from "../../api/calls.ts";
import type { Boot } from "../../lib/boot.ts";
import { ownHeaders, parsed } from "../../lib/http.ts";
import { deliver, type Outcome } from "./outcome.ts";
import type { Page } from "./page.ts";

/**
 * The maximum length of a GET request's URL. Longer requests are sent as POST, because proxies in between refuse long
 * URLs (B8.2).
 */
const MAX_URL = 4_096;

export type Api = ReturnType<typeof restApi>["api"];

/** Returns the path of the settings that apply to the page: live or preview (R40). */
export function settingsOf({ preview, page }: Boot): "/k/v1/app/" | "/k/v1/preview/app/" {
  return preview || page === "settings" ? "/k/v1/preview/app/" : "/k/v1/app/";
}

/** Returns a function for GET requests with the types of the API document. */
export function asking(api: Api) {
  return async <P extends PathOf<"GET">>(path: P, params: RequestOf<"GET", P>) =>
    (await api(path, "GET", params)) as Answered<"GET", P>;
}

export function restApi(page: Page) {
  const { boot } = page;

  async function send(path: string, method: string, params: unknown): Promise<Outcome> {
    const failed = (error: unknown): Outcome => ({ won: false, args: [error], value: error });
    const given = withJson(ownPath(String(path)));
    const url = URL.canParse(given, location.href) ? new URL(given, location.href) : null;
    // The CSRF token must not be sent to another site.
    if (url?.origin !== location.origin && url?.origin !== boot.origin) {
      return failed({ code: "PD_API_URL", id: "", message: page.text("otherOrigin", { url: path }) });
    }
    let target = url.pathname + url.search;
    const init: RequestInit & { headers: Record<string, string> } = { method, headers: ownHeaders(boot.csrf) };
    if (method === "GET") {
      const asked = withQuery(target, toQuery(params));
      if (asked.length <= MAX_URL) {
        target = asked;
      } else {
        init.method = "POST";
        init.headers["X-HTTP-Method-Override"] = "GET";
      }
    }
    if (init.method !== "GET") {
      init.headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(params ?? {});
    }
    try {
      const response = await fetch(target, init);
      const answer = parsed(await response.text());
      return response.ok ? { won: true, args: [answer], value: answer } : failed(answer);
    } catch {
      return failed({ code: "PD_OFFLINE", id: "", message: page.text("offline") });
    }
  }

  // The origin of the page may differ from the public origin. A plug-in that fetches this URL must stay on the same
  // origin.
  const url = (path: string, _guest?: boolean) => new URL(withJson(path), location.origin).href;
  const api = Object.assign(
    (path: string, method: string, params?: unknown, ok?: unknown, ng?: unknown) =>
      deliver(page, null, send(path, String(method).toUpperCase(), params), ok, ng),
    {
      url,
      urlForGet(path: string, params: unknown, guest?: boolean) {
        return withQuery(url(path, guest), toQuery(params));
      },
    },
  );
  return { api };
}

/**
 * Removes the address of this page's own host from the start of a path. Older client libraries add it as `https://` +
 * `location.host` + `:443`. That is another origin if the server uses plain HTTP, and an invalid URL if the host has
 * another port.
 */
function ownPath(path: string): string {
  const here = `https://${location.host}`;
  const rest = path.startsWith(here) ? path.slice(here.length).replace(/^:443(?=\/)/, "") : "";
  return /^\/(?!\/)/.test(rest) ? rest : path;
}

/** Adds `.json` to a path without it: `/k/v1/records` is the same as `/k/v1/records.json`. */
function withJson(path: string): string {
  const [, before = "", after = ""] = /^([^?#]*)(.*)$/s.exec(path) ?? [];
  return before.endsWith(".json") ? path : `${before}.json${after}`;
}

function withQuery(url: string, query: string): string {
  if (!query) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

/** Encodes parameters as a query: `{a: [1, 2], b: {c: 3}}` becomes `a[0]=1&a[1]=2&b[c]=3`. */
export function toQuery(params: unknown): string {
  const pairs: string[] = [];
  const add = (name: string, value: unknown) => {
    if (value === undefined) return;
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) add(name ? `${name}[${key}]` : key, inner);
    } else {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ""))}`);
    }
  };
  add("", params ?? {});
  return pairs.join("&");
}
