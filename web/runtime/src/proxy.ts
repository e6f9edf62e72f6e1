// Proxied calls through the server (R15, R18–R20, R25).

import { ownHeaders, sendJson } from "../../lib/http.ts";
import { headerStrings, InvalidCall } from "./config.ts";
import { RAW, readFrame } from "./frame.ts";
import { deliver, type Outcome } from "./outcome.ts";
import { type Page, runsPlugins } from "./page.ts";
import { slots } from "./slots.ts";

const MAX_UPLOAD = 200 * 1_048_576; // bytes of the request body (003.08)
const AT_ONCE = 4;

/** A proxy function. The first argument is the ID of the calling plug-in, or null. */
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

/** Builds a failed outcome. `body` is the proxy API's own error text (R19). */
const failure = (body: string, status: number): Outcome => ({ won: false, args: [body, status, {}], value: body });

const offline = (page: Page) =>
  failure(JSON.stringify({ code: "PD_OFFLINE", id: "", message: page.text("offline") }), 0);

const refused = (page: Page, { text, params }: InvalidCall) =>
  failure(JSON.stringify({ code: "PD_PROXY_BAD_REQUEST", id: "", message: page.text(text, params) }), 400);

export function proxyCalls(page: Page): { call: Call; upload: Call } {
  const { boot } = page;
  const slot = slots(AT_ONCE);

  /**
   * Starts a call. `prepare` reads the arguments immediately, because the caller may change them later. It returns the
   * function that sends.
   */
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

/** The fields that calls and uploads have in common. */
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
  payload.catch(() => {}); // a failure before the call gets its slot is handled when the slot runs
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

/** Refuses data that cannot be uploaded (R15), and turns a form into bytes. */
function checkUpload(data: unknown): Promise<Payload> {
  if (data instanceof FormData) {
    const encoded = new Response(data);
    // `blob.type` is in lower case, which would change the boundary.
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
