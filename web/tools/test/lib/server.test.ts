import { describe, expect, it, vi } from "vitest";
import { connect, Refusal } from "../../../lib/server.ts";

const { send: call, stream, upload } = connect("token", "nobody answers");

function answers(response: () => Response | Promise<Response>) {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => response());
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

/** Returns the error of a rejected promise. */
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Refusal,
  );

describe("a call", () => {
  it("T70 proves that a page of ours asks, and answers the JSON", async () => {
    const fetched = answers(() => Response.json({ id: "1" }));
    expect(await call("PUT", "/k/v1/record.json", { app: 1 })).toEqual({ id: "1" });
    const [path, init] = fetched.mock.calls[0] ?? [];
    expect([path, init?.method, init?.body]).toEqual(["/k/v1/record.json", "PUT", '{"app":1}']);
    expect(new Headers(init?.headers).get("X-Plugdock-Csrf")).toBe("token");
    expect(new Headers(init?.headers).get("Content-Type")).toBe("application/json");
  });

  it("puts the parameters of a GET into the address", async () => {
    const fetched = answers(() => Response.json({}));
    await call("GET", "/k/v1/record.json", { app: 1, q: "a b" });
    expect(fetched.mock.calls[0]?.[0]).toBe("/k/v1/record.json?app=1&q=a+b");
    expect(fetched.mock.calls[0]?.[1].body).toBeUndefined();
  });

  it("that is refused throws what the server says, by place", async () => {
    const errors = { "record.n.value": { messages: ["no number", "too long"] }, "": { messages: ["both"] } };
    answers(() => Response.json({ code: "CB_VA01", message: "Wrong input.", errors }, { status: 400 }));
    const refusal = await refused(call("POST", "/k/v1/record.json", {}));
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: "CB_VA01", message: "Wrong input." });
    expect(refusal?.places["record.n.value"]).toEqual(["no number", "too long"]);
    expect(refusal?.reasons).toEqual(["record.n.value: no number", "record.n.value: too long", "both"]);
  });

  it.each([
    ["is cut off", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["is answered by a machine in between", () => new Response("<h1>Bad gateway</h1>", { status: 502 })],
    ["is answered without a message", () => Response.json(null, { status: 500 })],
  ])("that %s throws what a reader is told when nobody answers", async (_, response) => {
    answers(response);
    const refusal = await refused(call("POST", "/k/v1/record.json", {}));
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ message: "nobody answers", code: "", reasons: [] });
  });
});

describe("T79 a change that needs the password", () => {
  const NEEDED = { code: "PD_CONFIRMATION_NEEDED", message: "needed" };
  const WRONG = { code: "PD_CONFIRMATION_WRONG", message: "wrong" };
  const passwordOf = (init?: RequestInit) => new Headers(init?.headers).get("X-Plugdock-Password");

  it("is sent again with it, until it is right", async () => {
    const said = [NEEDED, WRONG, null];
    const fetched = answers(() => {
      const next = said.shift();
      return next ? Response.json(next, { status: 403 }) : Response.json({ id: "1" });
    });
    const ask = vi.fn(async (wrong: string) => (wrong ? "pässword:1" : "a guess"));
    const asking = connect("token", "nobody answers", { ask, cancelled: "cancelled" });
    expect(await asking.send("POST", "/k/api/users.json", { login: "x" })).toEqual({ id: "1" });
    expect(ask.mock.calls).toEqual([[""], ["wrong"]]);
    const sent = fetched.mock.calls.map(([, init]) => passwordOf(init));
    // Base64 of the texts in UTF-8.
    expect(sent).toEqual([null, "YSBndWVzcw==", "cMOkc3N3b3JkOjE="]);
    // The next change is not sent with the password of this one.
    await asking.send("POST", "/k/api/users.json", {});
    expect(passwordOf(fetched.mock.calls[3]?.[1])).toBeNull();
  });

  it("is given up when the user cancels, and refused where the page cannot ask", async () => {
    const fetched = answers(() => Response.json(NEEDED, { status: 403 }));
    const asking = connect("token", "nobody answers", { ask: async () => null, cancelled: "cancelled" });
    const cancelled = await refused(asking.send("POST", "/k/api/users.json", {}));
    expect(cancelled).toMatchObject({ message: "cancelled" });
    expect(await refused(call("POST", "/k/api/users.json", {}))).toMatchObject({ message: "needed" });
    expect(fetched).toHaveBeenCalledTimes(2);
  });
});

describe("a stream", () => {
  it("is the answer itself", async () => {
    const fetched = answers(() => new Response("a,b"));
    const response = await stream("/k/api/export.csv", {}, { headers: { "X-HTTP-Method-Override": "GET" } });
    expect(await response.text()).toBe("a,b");
    expect(new Headers(fetched.mock.calls[0]?.[1].headers).get("X-HTTP-Method-Override")).toBe("GET");
  });

  it("that is refused throws what the server says", async () => {
    answers(() => Response.json({ code: "CB_NO01", message: "Not allowed." }, { status: 403 }));
    expect(await refused(stream("/k/api/export.csv", {}))).toMatchObject({ message: "Not allowed." });
  });

  it("that its reader ends is no refusal", async () => {
    answers(() => Promise.reject(new DOMException("", "AbortError")));
    const error = await refused(stream("/k/api/export.csv", {}, { signal: AbortSignal.abort() }));
    expect(error).not.toBeInstanceOf(Refusal);
    expect(error?.name).toBe("AbortError");
  });
});

describe("an upload", () => {
  /** Replaces XMLHttpRequest by one that answers as soon as it is sent. */
  function request(status: number, responseText: string) {
    class Request extends EventTarget {
      upload = new EventTarget();
      status = status;
      responseText = responseText;
      open() {}
      setRequestHeader() {}
      send() {
        const progress = { lengthComputable: true, loaded: 1, total: 4 };
        this.upload.dispatchEvent(Object.assign(new Event("progress"), progress));
        this.dispatchEvent(new Event(status === 0 ? "error" : "load"));
      }
    }
    vi.stubGlobal("XMLHttpRequest", Request);
  }
  const file = new File(["x"], "x.txt");

  it("tells how far it is, and answers the file's key", async () => {
    request(200, '{"fileKey":"k1"}');
    const progress = vi.fn();
    expect(await upload(file, progress)).toBe("k1");
    expect(progress).toHaveBeenCalledWith(0.25);
  });

  it.each([
    [413, '{"message":"Too large."}', "Too large."],
    [502, "<h1>Bad gateway</h1>", "nobody answers"],
    [0, "", "nobody answers"],
  ])("answered with %i throws a refusal", async (status, text, message) => {
    request(status, text);
    const refusal = await refused(upload(file, () => {}));
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal?.message).toBe(message);
  });
});
