import { ADMIN } from "../plugdock.ts";

/** The server ended before it answered. The request may or may not have taken effect. */
export class Unanswered extends Error {}

/** An answer whose status is not 2xx. */
export class Refused extends Error {
  constructor(
    readonly what: string,
    readonly status: number,
    // biome-ignore lint/suspicious/noExplicitAny: the test checks the shape
    readonly body: any,
  ) {
    super(`${what}: ${status} ${JSON.stringify(body)}`);
  }
}

/** A signed-in user whose server may be replaced by another. The session survives, because it is in the database. */
export class Client {
  origin = "";
  /** The language of the answers. */
  language = "en";
  /** The number of writes that were answered with 2xx. */
  answered = 0;
  #cookie = "";
  #csrf = "";

  /** The headers that a script with a session sends (B8.1). */
  get #headers() {
    return {
      Cookie: this.#cookie,
      "X-Plugdock-Csrf": this.#csrf,
      "X-Requested-With": "XMLHttpRequest",
      "Accept-Language": this.language,
    };
  }

  /** Signs in at the server at `origin`. */
  async signIn(origin: string): Promise<void> {
    this.origin = origin;
    const response = await fetch(`${origin}/k/api/session.json`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: ADMIN.name, password: ADMIN.password }),
    });
    if (!response.ok) throw new Error(`signing in: ${response.status} ${await response.text()}`);
    this.#cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    this.#csrf = ((await response.json()) as { csrf: string }).csrf;
  }

  /** Calls an endpoint of /k/v1, or any path that is given whole. Returns the JSON of a 2xx answer. */
  // biome-ignore lint/suspicious/noExplicitAny: the test checks the shape
  async call(method: string, endpoint: string, body?: object): Promise<any> {
    const headers = { "Content-Type": "application/json" };
    const init: RequestInit = body ? { method, headers, body: JSON.stringify(body) } : { method };
    return this.#send(endpoint, init);
  }

  /** Uploads a file and returns its file key. */
  async upload(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData();
    form.append("file", new Blob([bytes]), name);
    return (await this.#send("file.json", { method: "POST", body: form })).fileKey;
  }

  /** Downloads a file of a record. */
  async download(key: string): Promise<Uint8Array> {
    const response = await fetch(`${this.origin}/k/v1/file.json?fileKey=${key}`, { headers: this.#headers });
    if (!response.ok) throw new Refused(`file ${key}`, response.status, await response.text());
    return new Uint8Array(await response.arrayBuffer());
  }

  // biome-ignore lint/suspicious/noExplicitAny: the test checks the shape
  async #send(endpoint: string, init: RequestInit): Promise<any> {
    const path = endpoint.startsWith("/") ? endpoint : `/k/v1/${endpoint}`;
    const method = init.method ?? "GET";
    const headers = { ...init.headers, ...this.#headers };
    let status: number;
    let text: string;
    try {
      const response = await fetch(this.origin + path, { ...init, headers });
      status = response.status;
      text = await response.text();
    } catch (error) {
      throw new Unanswered(`${method} ${path}: ${(error as Error).cause ?? error}`);
    }
    // An interrupted answer counts as no answer, because its content is unknown.
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      throw new Unanswered(`${method} ${path}: ${status} ${text.slice(0, 200)}`);
    }
    if (status >= 300) throw new Refused(`${method} ${path}`, status, body);
    if (method !== "GET") this.answered += 1;
    return body;
  }
}
