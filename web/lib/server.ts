// The server as our own pages call it. A call that does not succeed throws a `Refusal`, which can be shown as it is.

import type { Answered, Method, PathOf, RequestOf } from "../api/calls.ts";
import type { Error as Problem, Uploaded } from "../api/generated/rest.ts";
import { ownHeaders, parsed, sendJson } from "./http.ts";

/** Why a call did not succeed, in the reader's language. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** Messages by the place in the request that they are about: `fields[2].unit`. */
    readonly places: Record<string, string[]> = {},
    /** The server's name for the error; empty where it did not answer. */
    readonly code = "",
  ) {
    super(message);
  }

  /** One line for each message about a place; empty where the message of the whole says it all. */
  get reasons(): string[] {
    return Object.entries(this.places).flatMap(([place, messages]) =>
      messages.map((message) => (place ? `${place}: ${message}` : message)),
    );
  }
}

export interface Server {
  /** The answer's JSON. The parameters of a GET go into the address, those of other methods into the body. */
  call<M extends Method, P extends PathOf<M>>(method: M, path: P, params: RequestOf<M, P>): Promise<Answered<M, P>>;
  /** The same for what the page's HTML says: nobody knows what it asks and what comes. */
  send(method: string, path: string, params: object): Promise<unknown>;
  /** The answer to a POST before its body is there, for bodies that are read as they come. */
  stream(path: string, params: object, more?: RequestInit): Promise<Response>;
  /** Uploads a file and answers its key, which lives three days and belongs to the uploader (R34). */
  upload(file: File, progress: (part: number) => void): Promise<string>;
}

/** The server for a page with this request token. `unreachable` is what a reader is told when there is no answer. */
export function connect(csrf: string, unreachable: string): Server {
  /** What an error's JSON says; a machine in between may have written something else. */
  function refusal(answer: unknown): Refusal {
    const { code, message, errors } = (answer ?? {}) as Partial<Problem>;
    const places = Object.entries(errors ?? {}).map(([place, { messages }]) => [place, messages ?? []] as const);
    return new Refusal(typeof message === "string" ? message : unreachable, Object.fromEntries(places), code);
  }

  async function send(method: string, path: string, params: object): Promise<unknown> {
    const json = JSON.stringify(params);
    let response: Response;
    let answer: unknown;
    try {
      if (method === "GET") {
        const query = new URLSearchParams(params as Record<string, string>);
        response = await fetch(`${path}?${query}`, { method, headers: ownHeaders(csrf) });
      } else {
        response = await sendJson(csrf, method, path, json);
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
      // fetch cannot tell how far an upload is.
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

  // The document's types say what comes; `crates/server`'s tests hold every answer against it.
  return { call: send as Server["call"], send, stream, upload };
}
