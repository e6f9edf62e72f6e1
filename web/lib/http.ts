// Requests to this server for the signed-in user. This module shows nothing on the page, because the runtime uses it
// too.

/**
 * Returns the headers that mark a request of our own page (T70). With them, the answer is never a redirect to the
 * sign-in page.
 */
export function ownHeaders(csrf: string): Record<string, string> {
  return { "X-Plugdock-Csrf": csrf, "X-Requested-With": "XMLHttpRequest" };
}

/** Returns the header with which a request carries the user's password (T79). */
export function passwordHeader(password: string): Record<string, string> {
  const bytes = new TextEncoder().encode(password);
  return { "X-Plugdock-Password": btoa(String.fromCharCode(...bytes)) };
}

/** Sends a JSON body that is already serialized. */
export function sendJson(csrf: string, method: string, path: string, json: string, more: RequestInit = {}) {
  const headers = { ...ownHeaders(csrf), "Content-Type": "application/json", ...more.headers };
  return fetch(path, { ...more, method, headers, body: json });
}

/** Parses JSON. Returns the text itself if it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Returns the message of an error answer. */
export function messageOf(text: string): string {
  const error = parsed(text) as { message?: unknown } | null;
  return typeof error?.message === "string" ? error.message : text;
}
