// What editors and forms get of the page they stand on.

import type { Hooks } from "../../../runtime/src/hooks.ts";
import { ownHeaders } from "../../../runtime/src/http.ts";
import { type Say, sayIn } from "../texts.ts";

export interface Desk {
  hooks: Hooks;
  say: Say;
  /** The proof that a request comes from a page of ours. */
  headers: Record<string, string>;
}

export function openDesk(hooks: Hooks): Desk {
  return { hooks, say: sayIn(hooks.boot.locale), headers: ownHeaders(hooks.page) };
}

/** What the server refused, in the reader's language. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Messages by the place in the request. */
    readonly errors: { [at: string]: { messages: string[] } },
  ) {
    super(message);
  }
}

/** A request to this server; throws a `Refused` where it does not succeed. */
export async function ask(desk: Desk, method: string, path: string, body: object): Promise<unknown> {
  const get = method === "GET";
  const query = get ? `?${new URLSearchParams(body as Record<string, string>)}` : "";
  const init: RequestInit = { method, headers: desk.headers };
  if (!get) {
    init.headers = { ...desk.headers, "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  let answer: { code?: string; message?: string; errors?: Refused["errors"] } = {};
  let response: Response;
  try {
    response = await fetch(path + query, init);
    answer = await response.json();
  } catch {
    throw new Refused(0, "PD_OFFLINE", desk.say("offline"), {});
  }
  if (response.ok) return answer;
  throw new Refused(response.status, answer.code ?? "", answer.message ?? desk.say("offline"), answer.errors ?? {});
}
