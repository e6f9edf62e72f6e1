// Requests to this server, in the name of the signed-in user.

import type { Page } from "./page.ts";

/** The proof that a request comes from a page of ours; the answer is never a redirect to the login page. */
export function ownHeaders(page: Page): Record<string, string> {
  return { "X-Plugdock-Csrf": page.boot.csrf, "X-Requested-With": "XMLHttpRequest" };
}

export function sendJson(page: Page, method: string, path: string, json: string, more: RequestInit = {}) {
  const headers = { ...ownHeaders(page), "Content-Type": "application/json", ...more.headers };
  return fetch(path, { ...more, method, headers, body: json });
}

/** Parsed JSON, or the text itself where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The message of an error that the server answered with. */
export function messageOf(text: string): string {
  const error = parsed(text) as { message?: unknown } | null;
  return typeof error?.message === "string" ? error.message : text;
}
