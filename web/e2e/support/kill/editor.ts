import type { Client } from "./client.ts";
import type { Dice } from "./dice.ts";
import { Writer } from "./writer.ts";

/** The settings of an app that this writer changes. */
interface Settings {
  config: string;
  entry: string;
  fields: string[];
}

interface State {
  preview: Settings;
  live: Settings;
}

const ENTRY = { url: "https://api.example.com/", method: "GET" };

/** Saves settings and proxy configs, adds and removes fields, deploys and discards. It has its own app. */
export class Editor extends Writer<State> {
  protected state: State = { preview: nothing(), live: nothing() };
  #app = 0;
  #count = 0;

  constructor(
    client: Client,
    readonly name: string,
    readonly plugin: string,
    readonly dice: Dice,
  ) {
    super(client);
  }

  override async prepare(): Promise<void> {
    const { app } = await this.client.call("POST", "preview/app.json", { name: this.name });
    this.#app = Number(app);
    await this.client.call("POST", "preview/app/plugins.json", { app, ids: [this.plugin] });
    await this.client.call("POST", "preview/app/deploy.json", { apps: [{ app }] });
    await this.#saveConfig("0");
    await this.#saveProxyConfig("0");
    await this.#deploy(false);
  }

  protected override async step(): Promise<void> {
    const next = String(++this.#count);
    switch (this.dice.roll(6)) {
      case 0:
        return this.#saveConfig(next);
      case 1:
        return this.#saveProxyConfig(next);
      case 2:
        return this.#changeFields(next);
      case 3:
        return this.#deploy(true);
      default:
        return this.#deploy(false);
    }
  }

  #preview(change: Partial<Settings>): State {
    return { ...this.state, preview: { ...this.state.preview, ...change } };
  }

  async #saveConfig(config: string): Promise<void> {
    const body = { app: this.#app, id: this.plugin, config: { config } };
    await this.write(`saving config ${config}`, this.#preview({ config }), [], () =>
      this.client.call("PUT", "preview/app/plugin/config.json", body),
    );
  }

  async #saveProxyConfig(entry: string): Promise<void> {
    const body = { app: this.#app, pluginId: this.plugin, ...ENTRY, headers: { Authorization: entry }, data: {} };
    await this.write(`saving entry ${entry}`, this.#preview({ entry }), [], () =>
      this.client.call("POST", "/k/api/plugin/proxy/config.json", body),
    );
  }

  async #changeFields(code: string): Promise<void> {
    const { fields } = this.state.preview;
    const app = this.#app;
    if (fields.length > 4) {
      await this.write("removing fields", this.#preview({ fields: [] }), [], () =>
        this.client.call("DELETE", "preview/app/form/fields.json", { app, fields }),
      );
      return;
    }
    const added = [`a${code}`, `b${code}`];
    const property = (code: string) => [code, { type: "SINGLE_LINE_TEXT", code, label: code }];
    const properties = Object.fromEntries(added.map(property));
    const after = this.#preview({ fields: [...fields, ...added].sort() });
    await this.write(`adding fields ${added}`, after, [], () =>
      this.client.call("POST", "preview/app/form/fields.json", { app, properties }),
    );
  }

  async #deploy(revert: boolean): Promise<void> {
    const { preview, live } = this.state;
    const after = revert ? { preview: live, live } : { preview, live: preview };
    await this.write(revert ? "discarding" : "deploying", after, [], () =>
      this.client.call("POST", "preview/app/deploy.json", { apps: [{ app: this.#app }], revert }),
    );
  }

  protected override async read(): Promise<State> {
    return { preview: await this.#settings("preview/"), live: await this.#settings("") };
  }

  async #settings(prefix: string): Promise<Settings> {
    const app = this.#app;
    const { config } = await this.client.call("GET", `${prefix}app/plugin/config.json?app=${app}&id=${this.plugin}`);
    const { properties } = await this.client.call("GET", `${prefix}app/form/fields.json?app=${app}`);
    const page = prefix ? "settings" : "live";
    const asked = { app, pluginId: this.plugin, page, ...ENTRY };
    const found = await this.client.call("POST", "/k/api/plugin/proxy/config/get.json", asked);
    const fields = Object.keys(properties).filter((code) => /^[ab]\d+$/.test(code));
    return { config: config.config ?? "", entry: found?.headers.Authorization ?? "", fields: fields.sort() };
  }

  // This writer uses no file keys.
  protected override isSpent(): Promise<boolean> {
    return Promise.resolve(false);
  }

  protected override keep(): void {}
}

function nothing(): Settings {
  return { config: "", entry: "", fields: [] };
}
