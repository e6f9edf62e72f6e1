import type { Page } from "@playwright/test";
import type { Rest } from "./rest.ts";

/** The outcome of a proxy call. */
export type Outcome = { ok: [body: string, status: number, headers: Record<string, string>] } | { failed: string };

/** An app with the probe plug-in, and a signed-in page. */
export class PluginApp {
  constructor(
    readonly app: number,
    readonly plugin: string,
    readonly page: Page,
    readonly rest: Rest,
  ) {}

  /** Opens the plug-in's settings page. */
  async openSettings(): Promise<void> {
    await this.page.goto(`/k/admin/app/${this.app}/plugin/config?pluginId=${this.plugin}`);
  }

  /** Opens the record list. */
  async openList(): Promise<void> {
    await this.page.goto(`/k/${this.app}/`);
  }

  /** Saves a proxy config on the settings page, and waits until it is saved. */
  async save(url: string, method: string, headers: object, data: object): Promise<void> {
    const error = await this.trySave(url, method, headers, data);
    if (error !== null) throw new Error(`setProxyConfig failed: ${JSON.stringify(error)}`);
  }

  /** Saves a proxy config. Returns the argument of the error callback, or null if the config was saved. */
  async trySave(url: string, method: string, headers: object, data: object): Promise<unknown> {
    if (!this.page.url().includes("/plugin/config")) await this.openSettings();
    return await this.page.evaluate(
      ([url, method, headers, data]) =>
        new Promise((resolve) => {
          const ng = (error: unknown) => resolve(error ?? "failed");
          kintone.plugin.app.setProxyConfig(url, method, headers, data, () => resolve(null), ng);
        }),
      [url, method, headers, data] as [string, string, object, object],
    );
  }

  /** Deploys the app's settings and opens the record list. */
  async publish(): Promise<void> {
    await this.rest.deploy(this.app);
    await this.openList();
  }

  /** Opens the list of all proxy configs. */
  async openProxyConfigs(): Promise<void> {
    await this.page.goto("/k/admin/system/proxy/");
  }

  /** Deletes this app's proxy config of a URL with its button in the list of proxy configs. */
  async deleteProxyConfig(url: string): Promise<void> {
    await this.openProxyConfigs();
    // Other tests of this worker may have a proxy config for the same URL in their own apps.
    const ours = this.page.locator(`form[data-pd-body*='"app":${this.app},']`);
    const row = this.page.locator("tr", { hasText: url, has: ours });
    await row.getByRole("button").click();
    await this.page.locator("dialog[open] .pd-button-danger").click();
    await this.page.waitForURL((to) => to.search.includes("PROXY_CONFIG_DELETED"));
    await row.waitFor({ state: "detached" });
  }

  /** Calls `kintone.plugin.app.proxy` without callbacks. */
  call(url: string, method = "GET", headers: object = {}, data: unknown = {}): Promise<Outcome> {
    return this.page.evaluate(
      async ([id, url, method, headers, data]) => {
        try {
          const ok = await kintone.plugin.app.proxy(id, url, method, headers, data);
          return { ok };
        } catch (failed) {
          return { failed: failed as string };
        }
      },
      [this.plugin, url, method, headers, data] as [string, string, string, never, unknown],
    );
  }

  /** Calls `kintone.plugin.app.proxy.upload` without callbacks, with a Blob of `size` bytes `x`. */
  upload(url: string, method: string, headers: object, blob: { size: number; type?: string }): Promise<Outcome> {
    return this.page.evaluate(
      async ([id, url, method, headers, { size, type }]) => {
        const piece = "x".repeat(Math.min(size, 1 << 20));
        const whole = Array.from({ length: Math.floor(size / (1 << 20)) }, () => piece);
        const value = new Blob([...whole, piece.slice(0, size % (1 << 20))], { type: type ?? "" });
        try {
          const data = { format: "RAW", value };
          return { ok: await kintone.plugin.app.proxy.upload(id, url, method, headers, data) };
        } catch (failed) {
          return { failed: failed as string };
        }
      },
      [this.plugin, url, method, headers, blob] as [string, string, string, never, { size: number; type?: string }],
    );
  }
}

/** Returns the answer of a call that must succeed. */
export function answered(outcome: Outcome): [string, number, Record<string, string>] {
  if ("failed" in outcome) throw new Error(`the call failed: ${outcome.failed}`);
  return outcome.ok;
}

/** Returns the error of a call that must fail. The call rejects with a JSON string. */
export function failure(outcome: Outcome): { code: string; id: string; message: string } {
  if ("ok" in outcome) throw new Error(`the call got an answer: ${JSON.stringify(outcome.ok)}`);
  if (typeof outcome.failed !== "string") throw new Error(`no string: ${outcome.failed}`);
  return JSON.parse(outcome.failed);
}
