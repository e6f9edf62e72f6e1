// Calls to the server from our own pages. A failed call throws a `Refusal`, whose message can be shown to the user.

import type { Answered, Method, PathOf, RequestOf } from "../api/calls.ts";
import type { Error as Problem, Uploaded } from "../api/generated/rest.ts";
import { ownHeaders, parsed, passwordHeader, sendJson } from "./http.ts";

/** The reason why a call failed, in the user's language. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** The messages by the part of the request that they are about, such as `fields[2].unit`. */
    readonly places: Record<string, string[]> = {},
    /** The server's error code, or an empty string if the server did not answer. */
    readonly code = "",
  ) {
    super(message);
  }

  /** One line for each message about a part of the request. Empty if there are no such messages. */
  get reasons(): string[] {
    return Object.entries(this.places).flatMap(([place, messages]) =>
      messages.map((message) => (place ? `${place}: ${message}` : message)),
    );
  }
}

/** The codes of the refusals that ask for the password. */
const WRONG = "PD_CONFIRMATION_WRONG";
const CONFIRMATIONS = ["PD_CONFIRMATION_NEEDED", WRONG];

export interface Server {
  /**
   * Sends a request and returns the JSON of the answer. The parameters of a GET go into the query, and those of other
   * methods into the body.
   */
  call<M extends Method, P extends PathOf<M>>(method: M, path: P, params: RequestOf<M, P>): Promise<Answered<M, P>>;
  /** Sends a request that the page's HTML defines. The types of its parameters and its answer are not known. */
  send(method: string, path: string, params: object): Promise<unknown>;
  /** Sends a POST and returns the answer before its body has arrived, so that the body can be read as a stream. */
  stream(path: string, params: object, more?: RequestInit): Promise<Response>;
  /**
   * Uploads a file and returns its file key. The key is valid for three days and only for the user who uploaded the
   * file (R34).
   */
  upload(file: File, progress: (part: number) => void): Promise<string>;
}

/** How a page asks for the password that confirms a change. */
export interface Confirmation {
  /** Asks the user. `wrong` is the message about a wrong password. Returns null if the user cancels. */
  ask(wrong: string): Promise<string | null>;
  /** The message if the user cancels. */
  cancelled: string;
}

/** Sends a request, and sends it again with the user's password while the server asks for it. */
async function confirmed(
  send: (headers: Record<string, string>) => Promise<unknown>,
  confirmation?: Confirmation,
): Promise<unknown> {
  let headers = {};
  for (;;) {
    try {
      return await send(headers);
    } catch (error) {
      if (!confirmation || !(error instanceof Refusal) || !CONFIRMATIONS.includes(error.code)) throw error;
      const password = await confirmation.ask(error.code === WRONG ? error.message : "");
      if (password === null) throw new Refusal(confirmation.cancelled);
      headers = passwordHeader(password);
    }
  }
}

/**
 * Connects to the server with the page's request token. `unreachable` is the message to show if there is no answer.
 * With `confirmation`, a change that needs the password is sent again with it (T79).
 */
export function connect(csrf: string, unreachable: string, confirmation?: Confirmation): Server {
  /**
   * Builds a refusal from an error answer. A proxy may have answered instead of the server, so the JSON can have any
   * shape.
   */
  function refusal(answer: unknown): Refusal {
    const { code, message, errors } = (answer ?? {}) as Partial<Problem>;
    const places = Object.entries(errors ?? {}).map(([place, { messages }]) => [place, messages ?? []] as const);
    return new Refusal(typeof message === "string" ? message : unreachable, Object.fromEntries(places), code);
  }

  function send(method: string, path: string, params: object): Promise<unknown> {
    return confirmed((headers) => sendOnce(method, path, params, headers), confirmation);
  }

  async function sendOnce(method: string, path: string, params: object, more: Record<string, string>) {
    const json = JSON.stringify(params);
    let response: Response;
    let answer: unknown;
    try {
      if (method === "GET") {
        const query = new URLSearchParams(params as Record<string, string>);
        response = await fetch(`${path}?${query}`, { method, headers: ownHeaders(csrf) });
      } else {
        response = await sendJson(csrf, method, path, json, { headers: more });
      }
      answer = await response.json();
    } catch {
      throw new Refusal(unreachable);
    }
    if (!response.ok) throw refusal(answer);
    return answer;
  }

  async function stream(path: string, params: object, more: RequestInit = {}): Promise<Response> {
    const json = JSON.stringify(params);
    let response: Response;
    try {
      response = await sendJson(csrf, "POST", path, json, more);
    } catch (error) {
      if (more.signal?.aborted) throw error;
      throw new Refusal(unreachable);
    }
    if (!response.ok) throw refusal(parsed(await response.text()));
    return response;
  }

  function upload(file: File, progress: (part: number) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const form = new FormData();
      form.append("file", file, file.name);
      // fetch does not report the progress of an upload.
      const request = new XMLHttpRequest();
      request.open("POST", "/k/v1/file.json");
      for (const [name, value] of Object.entries(ownHeaders(csrf))) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress(event.loaded / event.total);
      });
      request.addEventListener("load", () => {
        const answer = parsed(request.responseText) as Partial<Uploaded> | null;
        if (request.status < 300 && answer?.fileKey) resolve(answer.fileKey);
        else reject(refusal(answer));
      });
      request.addEventListener("error", () => reject(new Refusal(unreachable)));
      request.send(form);
    });
  }

  // The types come from the API document. The tests of `crates/server` validate every answer against it.
  return { call: send as Server["call"], send, stream, upload };
}
