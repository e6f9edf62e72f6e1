import { ADMIN } from "./plugdock.ts";
import type { Rest } from "./rest.ts";

/** Sends the calls of a signed-in page without a browser. */
export class Caller {
  constructor(
    readonly origin: string,
    readonly app: number,
    readonly cookie: string,
    readonly csrf: string,
  ) {}

  static async of(rest: Rest): Promise<Caller> {
    const app = await rest.makeApp("calls");
    const response = await fetch(`${rest.origin}/k/api/session.json`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: ADMIN.name, password: ADMIN.password }),
    });
    const { csrf } = (await response.json()) as { csrf: string };
    return new Caller(rest.origin, app, String(response.headers.get("set-cookie")).split(";")[0] as string, csrf);
  }

  /** Calls `kintone.proxy`. Returns the status and body of the upstream, or the error code. */
  async call(url: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string } | string> {
    const response = await fetch(`${this.origin}/k/api/plugin/proxy/call.json`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Requested-With": "XMLHttpRequest",
        "X-Plugdock-Csrf": this.csrf,
        Cookie: this.cookie,
      },
      body: JSON.stringify({ app: this.app, pluginId: null, url, method: "GET", headers, data: {} }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the answer has one of two shapes
    const told = (await response.json()) as any;
    return told.success ? { status: told.result.status, body: told.result.body } : told.code;
  }
}
