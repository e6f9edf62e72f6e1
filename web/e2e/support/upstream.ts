import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A request as it came over the wire: nothing is parsed away, lower-cased or joined. */
export interface Recorded {
  method: string;
  /** The request target, path and query, as sent. */
  target: string;
  /** Header lines in their order, without line ends. */
  lines: string[];
  body: Buffer;
}

/** What the upstream does once it has a request: the bytes to answer with, or hands on the socket. */
export type Answer = string | Buffer | ((request: Recorded, socket: Socket) => void);

/**
 * The service that plug-ins call in these tests. It speaks HTTP/1.1 over a bare socket, so that a
 * test sees each byte that was sent, and can answer what no decent HTTP library would.
 */
export class Upstream {
  /** All requests since the last `forget`. */
  requests: Recorded[] = [];
  /** Connections since the last `forget`, with or without a request on them. */
  connections = 0;
  #answer: Answer = json({ ok: true });
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#serve(socket));
  }

  static start(): Promise<Upstream> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(new Upstream(server)));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers every request from now on with this. */
  answers(answer: Answer): void {
    this.#answer = answer;
  }

  /** Forgets what came, drops kept connections, and answers `{"ok":true}` again. */
  forget(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.requests = [];
    this.connections = 0;
    this.#answer = json({ ok: true });
  }

  /** The only request that came. */
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
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let waiting: Buffer[] = [];
    let size = 0;
    let wanted = 0; // no parse is tried before so many bytes: 200 MB must not be joined per chunk
    socket.on('data', (chunk) => {
      waiting.push(chunk);
      size += chunk.length;
      if (size < wanted) return;
      const bytes = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting);
      waiting = [bytes];
      const parsed = parse(bytes);
      if (typeof parsed === 'number') {
        wanted = parsed;
        return;
      }
      waiting = [bytes.subarray(parsed.length)];
      size -= parsed.length;
      wanted = 0;
      this.requests.push(parsed.request);
      const answer = this.#answer;
      if (typeof answer === 'function') answer(parsed.request, socket);
      else socket.write(answer);
    });
  }
}

/** An answer with these header lines besides Content-Length. */
export function answer(status: string, lines: string[], body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status}`, ...lines, `Content-Length: ${bytes.length}`, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bytes]);
}

/** A 200 with a JSON body. */
export function json(value: unknown): Buffer {
  return answer('200 OK', ['Content-Type: application/json'], JSON.stringify(value));
}

/** The values of one header, by a name without case. */
export function header(request: Recorded, name: string): string[] {
  const start = `${name.toLowerCase()}:`;
  return request.lines
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/** All headers whose name begins with `k` and a digit, as the seed's examples call them. */
export function exampleHeaders(request: Recorded): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of request.lines) {
    const [name, value] = line.split(/:\s*/, 2) as [string, string];
    if (/^k\d$/i.test(name)) found[name.toLowerCase()] = value;
  }
  return found;
}

/** The request and its length, or how many bytes there must be before another try makes sense. */
function parse(bytes: Buffer): { request: Recorded; length: number } | number {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return bytes.length + 1;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const request: Recorded = { method, target, lines, body: Buffer.alloc(0) };
  if (header(request, 'transfer-encoding').includes('chunked')) {
    return parseChunks(bytes, end + 4, request);
  }
  const length = end + 4 + Number(header(request, 'content-length')[0] ?? 0);
  if (bytes.length < length) return length;
  request.body = bytes.subarray(end + 4, length);
  return { request, length };
}

function parseChunks(
  bytes: Buffer,
  start: number,
  request: Recorded,
): { request: Recorded; length: number } | number {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return bytes.length + 1;
    const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    const next = end + 2 + size + 2;
    if (bytes.length < next) return next;
    if (size === 0) {
      request.body = Buffer.concat(chunks);
      return { request, length: next };
    }
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}
