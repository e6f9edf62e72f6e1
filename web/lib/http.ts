// Requests to this server, in the name of the signed-in user. Nothing here speaks or draws: the runtime uses it too.

/** What proves that a page of ours asks (T70). With it, the answer is never a redirect to the sign-in page. */
export function ownHeaders(csrf: string): Record<string, string> {
  return { "X-Plugdock-Csrf": csrf, "X-Requested-With": "XMLHttpRequest" };
}

/** Sends a body that is JSON already. */
export function sendJson(csrf: string, method: string, path: string, json: string, more: RequestInit = {}) {
  const headers = { ...ownHeaders(csrf), "Content-Type": "application/json", ...more.headers };
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
