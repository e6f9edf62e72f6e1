import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A request exactly as received: no part is removed, changed to lower case or joined. */
export interface Recorded {
  method: string;
  /** The request target (path and query) as sent. */
  target: string;
  /** The header lines in their order, without line ends. */
  lines: string[];
  body: Buffer;
}

/** The upstream's reaction to a request: bytes to answer with, or a function that uses the socket. */
export type Answer = string | Buffer | ((request: Recorded, socket: Socket) => void);

/**
 * The service that plug-ins call in these tests. It speaks HTTP/1.1 over a bare socket, so that a test sees each byte
 * that was sent, and can send answers that no HTTP library would.
 */
export class Upstream {
  /** All requests since the last `forget`. */
  requests: Recorded[] = [];
  /** Connections since the last `forget`, with or without a request on them. */
  connections = 0;
  #answer: Answer = json({ ok: true });
  #reads = true;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => this.#serve(socket));
  }

  static start(): Promise<Upstream> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(new Upstream(server)));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Sets the answer to all later requests. */
  answers(answer: Answer): void {
    this.#answer = answer;
  }

  /** Forgets all requests, closes all connections, and restores the answer `{"ok":true}`. */
  forget(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.requests = [];
    this.connections = 0;
    this.#answer = json({ ok: true });
    this.#reads = true;
  }

  /** Turns reading from new connections off or on. Turning it on also resumes the open connections. */
  reads(on: boolean): void {
    this.#reads = on;
    if (on) for (const socket of this.#sockets) socket.resume();
  }

  /** The number of open connections. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Returns the only request since the last `forget`. */
  only(): Recorded {
    if (this.requests.length !== 1) {
      throw new Error(`${this.requests.length} requests came, not one`);
    }
    return this.requests[0] as Recorded;
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const reader = new Reader((request) => {
      this.requests.push(request);
      const answer = this.#answer;
      if (typeof answer === "function") answer(request, socket);
      else socket.write(answer);
    });
    socket.on("data", (bytes) => reader.take(bytes));
    if (!this.#reads) socket.pause();
  }
}

/** Builds an answer with these header lines and Content-Length. */
export function answer(status: string, lines: string[], body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status}`, ...lines, `Content-Length: ${bytes.length}`, "", ""];
  return Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), bytes]);
}

/** Builds a 200 answer with a JSON body. */
export function json(value: unknown): Buffer {
  return answer("200 OK", ["Content-Type: application/json"], JSON.stringify(value));
}

/** Returns the values of a header, whose name is compared without regard to case. */
export function header(request: Recorded, name: string): string[] {
  const start = `${name.toLowerCase()}:`;
  return request.lines
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/** Returns all headers whose name is `k` and a digit, as in the documentation's examples. */
export function exampleHeaders(request: Recorded): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of request.lines) {
    const [name, value] = line.split(/:\s*/, 2) as [string, string];
    if (/^k\d$/i.test(name)) found[name.toLowerCase()] = value;
  }
  return found;
}

/** Splits a connection's bytes into requests. It passes a request on only when its body is complete. */
class Reader {
  #rest: Buffer = Buffer.alloc(0);
  #request: Recorded | undefined;
  #body: Buffer[] = [];
  /** The number of bytes that are missing from the body or chunk, or undefined if a line comes next. */
  #missing: number | undefined;
  #chunked = false;

  constructor(readonly whole: (request: Recorded) => void) {}

  take(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#step());
  }

  /** Reads a head, a chunk size or a part of a body. Returns false if more bytes are needed. */
  #step(): boolean {
    if (!this.#request) return this.#head();
    if (this.#missing === undefined) return this.#chunkSize();
    const piece = this.#rest.subarray(0, this.#missing);
    this.#rest = this.#rest.subarray(piece.length);
    this.#missing -= piece.length;
    this.#body.push(piece);
    if (this.#missing > 0) return false;
    if (this.#chunked) this.#missing = undefined;
    else this.#finish();
    return true;
  }

  #head(): boolean {
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [first = "", ...lines] = this.#rest.subarray(0, end).toString("latin1").split("\r\n");
    const [method = "", target = ""] = first.split(" ");
    this.#rest = this.#rest.subarray(end + 4);
    this.#request = { method, target, lines, body: Buffer.alloc(0) };
    this.#chunked = header(this.#request, "transfer-encoding").includes("chunked");
    this.#missing = this.#chunked ? undefined : Number(header(this.#request, "content-length")[0] ?? 0);
    if (this.#missing === 0) this.#finish();
    return true;
  }

  /** Reads the line before a chunk, after the line end that closes the chunk before. */
  #chunkSize(): boolean {
    const start = this.#rest.subarray(0, 2).equals(Buffer.from("\r\n")) ? 2 : 0;
    const end = this.#rest.indexOf("\r\n", start);
    if (end < 0) return false;
    const size = Number.parseInt(this.#rest.subarray(start, end).toString("latin1"), 16);
    if (size === 0) {
      if (this.#rest.length < end + 4) return false;
      this.#rest = this.#rest.subarray(end + 4);
      this.#finish();
      return true;
    }
    this.#rest = this.#rest.subarray(end + 2);
    this.#missing = size;
    return true;
  }

  #finish(): void {
    const request = this.#request as Recorded;
    request.body = Buffer.concat(this.#body);
    this.#request = undefined;
    this.#body = [];
    this.#missing = undefined;
    this.whole(request);
  }
}
