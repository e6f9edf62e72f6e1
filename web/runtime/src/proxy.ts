// Calls to the outside, through the server (R15, R18–R20, R25).

import { ownHeaders, sendJson } from "../../lib/http.ts";
import { headerStrings, InvalidCall } from "./config.ts";
import { RAW, readFrame } from "./frame.ts";
import { deliver, type Outcome } from "./outcome.ts";
import { type Page, runsPlugins } from "./page.ts";
import { slots } from "./slots.ts";

const MAX_UPLOAD = 200 * 1_048_576; // bytes as they go out, 003.08
const AT_ONCE = 4;

/** The proxy family for one caller: a plug-in's ID comes first among the arguments, or there is none. */
export type Call = (
  pluginId: string | null,
  url: unknown,
  method: unknown,
  headers: unknown,
  data: unknown,
  ok?: unknown,
  ng?: unknown,
) => Promise<unknown> | undefined;

const success = (body: string, status: number, headers: object): Outcome => ({
  won: true,
  args: [body, status, headers],
  value: [body, status, headers],
});

/** R19: `body` is the proxy API's own error text. */
const failure = (body: string, status: number): Outcome => ({ won: false, args: [body, status, {}], value: body });

const offline = (page: Page) =>
  failure(JSON.stringify({ code: "PD_OFFLINE", id: "", message: page.text("offline") }), 0);

const refused = (page: Page, { text, params }: InvalidCall) =>
  failure(JSON.stringify({ code: "PD_PROXY_BAD_REQUEST", id: "", message: page.text(text, params) }), 400);

export function proxyCalls(page: Page): { call: Call; upload: Call } {
  const { boot } = page;
  const slot = slots(AT_ONCE);

  /** `prepare` looks at the arguments at once, since the caller may change them later; what it returns sends. */
  function start(plugin: string | null, prepare: () => () => Promise<Response>, ok: unknown, ng: unknown) {
    let work: Promise<Outcome>;
    try {
      if (!runsPlugins(boot) && boot.page !== "settings") throw new InvalidCall("notOnThisPage");
      const send = prepare();
      work = slot(() => send().then((response) => read(page, response))).catch((error) =>
        error instanceof InvalidCall ? refused(page, error) : offline(page),
      );
    } catch (error) {
      if (!(error instanceof InvalidCall)) throw error;
      work = Promise.resolve(refused(page, error));
    }
    return deliver(page, plugin, work, ok, ng);
  }

  const call: Call = (plugin, url, method, headers, data, ok, ng) =>
    start(
      plugin,
      () => {
        const json = toJson({ ...envelopeOf(page, plugin, url, method, headers), data: data ?? {} });
        return () => sendJson(boot.csrf, "POST", "/k/api/plugin/proxy/call.json", json, { headers: { Accept: RAW } });
      },
      ok,
      ng,
    );

  const upload: Call = (plugin, url, method, headers, data, ok, ng) =>
    start(plugin, () => prepareUpload(page, envelopeOf(page, plugin, url, method, headers), data), ok, ng);

  return { call, upload };
}

/** What is the same in a call and in an upload. */
type Envelope = ReturnType<typeof envelopeOf>;

function envelopeOf({ boot }: Page, plugin: string | null, url: unknown, method: unknown, headers: unknown) {
  return {
    app: boot.app?.id ?? null,
    pluginId: plugin,
    page: boot.page === "settings" ? "settings" : boot.preview ? "preview" : "live",
    url: String(url),
    method: String(method),
    headers: headerStrings(headers),
  };
}

async function read(page: Page, response: Response): Promise<Outcome> {
  if (!response.headers.get("Content-Type")?.startsWith(RAW)) return failure(await response.text(), response.status);
  const frame = readFrame(new Uint8Array(await response.arrayBuffer()));
  if (!frame) return offline(page);
  const { body, outcome } = frame;
  return outcome.success
    ? success(body, outcome.status, outcome.headers)
    : failure(JSON.stringify(outcome.error), outcome.httpStatus);
}

function prepareUpload({ boot }: Page, envelope: Envelope, data: unknown): () => Promise<Response> {
  if (!/^(post|put)$/i.test(envelope.method)) throw new InvalidCall("uploadMethod");
  const payload = checkUpload(data);
  payload.catch(() => {}); // it may fail while the call still waits for its slot, which then hears of it
  return async () => {
    const { format, type, blob } = await payload;
    if (blob.size > MAX_UPLOAD) throw new InvalidCall("uploadSize");
    return fetch("/k/api/plugin/proxy/upload.json", {
      method: "POST",
      headers: {
        ...ownHeaders(boot.csrf),
        Accept: RAW,
        "Content-Type": "application/octet-stream",
        "X-Plugdock-Envelope": base64url(toJson({ ...envelope, format, type })),
      },
      body: blob,
    });
  };
}

interface Payload {
  format: "RAW" | "FORM";
  type: string;
  blob: Blob;
}

/** Refuses what cannot go (R15) and turns a form into the bytes that will. */
function checkUpload(data: unknown): Promise<Payload> {
  if (data instanceof FormData) {
    const encoded = new Response(data);
    // Not `blob.type`, which is in lower case: the boundary is not.
    const type = encoded.headers.get("Content-Type") ?? "";
    return encoded.blob().then((blob) => ({ format: "FORM", type, blob }));
  }
  const { format, value } = (data ?? {}) as { format?: unknown; value?: unknown };
  if (format !== "RAW") throw new InvalidCall("uploadFormat");
  if (!(value instanceof Blob)) throw new InvalidCall("uploadValue");
  return Promise.resolve({ format, type: value.type, blob: value });
}

function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new InvalidCall("badJson", { part: "data" });
  }
}

function base64url(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
