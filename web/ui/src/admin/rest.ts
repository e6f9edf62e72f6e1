// The REST API as our own pages call it: by session, with the request token in a header.

/** A refusal, in the reader's language already. */
export class Refusal extends Error {
  /** Why, one line each; empty where the message says it all. */
  readonly reasons: string[];
  /** The same by the place in the request: `fields[2].unit`. */
  readonly places: Record<string, string[]>;

  constructor(message: string, reasons: string[] = [], places: Record<string, string[]> = {}) {
    super(message);
    this.reasons = reasons;
    this.places = places;
  }
}

const own = document.querySelector<HTMLScriptElement>("script[data-csrf]");

/** Words that the server wrote beside this script. */
export const words = {
  failed: own?.dataset.failed ?? "",
  cancel: own?.dataset.cancel ?? "",
};

/** What a session's change needs (T70). */
export function headers(): Record<string, string> {
  return { "X-Requested-With": "XMLHttpRequest", "X-Plugdock-Csrf": own?.dataset.csrf ?? "" };
}

/** The answer's JSON; throws a `Refusal` otherwise. */
export async function call(method: string, path: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...headers(), "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refusal(words.failed);
  }
  return answer(response.ok, await response.text());
}

/** Reads an answer, also one that a machine in between wrote. */
export function answer(ok: boolean, text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal(words.failed);
  }
  if (ok) return json;
  const error = (json ?? {}) as { message?: unknown; errors?: Record<string, { messages?: string[] }> };
  const places = Object.fromEntries(
    Object.entries(error.errors ?? {}).map(([at, entry]) => [at, entry.messages ?? []] as const),
  );
  const reasons = Object.entries(places).flatMap(([at, messages]) =>
    messages.map((message) => (at ? `${at}: ${message}` : message)),
  );
  throw new Refusal(typeof error.message === "string" ? error.message : words.failed, reasons, places);
}
