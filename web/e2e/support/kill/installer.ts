import { readFileSync } from "node:fs";
import { newKey, packOurs, variant } from "../plugins.ts";
import type { Client } from "./client.ts";
import type { Dice } from "./dice.ts";
import { type Fate, refusesKey, Writer } from "./writer.ts";

/** The installed version by plug-in ID. Plug-ins that are not installed are absent. */
type Versions = Record<string, string>;

interface Package {
  version: string;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Installation {
  id: string;
  fileKey: string;
  version: string;
  /** True for an update, false for a first installation. */
  had: boolean;
}

/** Installs, updates and uninstalls plug-ins. */
export class Installer extends Writer<Versions> {
  protected state: Versions = {};
  readonly #packages: Package[][] = [];
  readonly #ids = new Map<number, string>();
  #last: Installation | undefined;
  #again: Installation | undefined;

  constructor(
    client: Client,
    readonly name: string,
    readonly dice: Dice,
  ) {
    super(client);
  }

  override async prepare(): Promise<void> {
    for (let plugin = 0; plugin < 2; plugin += 1) {
      const key = newKey();
      const versions: Package[] = [];
      for (const version of ["1", "2", "3"]) {
        const manifest = { version, name: { en: `${this.name} ${plugin}` } };
        // Some files differ between versions, and some are the same in all versions.
        const files = { "probe.css": `.v${version} { color: red }`, "config.html": `<p>${plugin} ${version}</p>` };
        const bytes = new Uint8Array(readFileSync(packOurs(variant(manifest, files), key)));
        versions.push({ version, bytes });
      }
      this.#packages.push(versions);
      const first = versions[0] as Package;
      const { id } = await this.client.call("POST", "plugin.json", { fileKey: await this.#upload(first) });
      this.#ids.set(plugin, id);
      this.state = { ...this.state, [id]: first.version };
    }
  }

  #upload(one: Package): Promise<string> {
    return this.client.upload(`${this.name}.zip`, one.bytes);
  }

  protected override async step(): Promise<void> {
    const plugin = this.dice.roll(this.#packages.length);
    const id = this.#ids.get(plugin) as string;
    const has = this.state[id];
    if (has && this.dice.percent(25)) {
      const { [id]: _, ...after } = this.state;
      return this.write(`uninstalling ${id}`, after, [], () => this.client.call("DELETE", "plugin.json", { id }));
    }
    const next = this.dice.pick((this.#packages[plugin] as Package[]).filter(({ version }) => version !== has));
    const fileKey = await this.#upload(next);
    await this.#put({ id, fileKey, version: next.version, had: has !== undefined });
  }

  protected override async read(): Promise<Versions> {
    const ids = [...this.#ids.values()];
    const list = ids.map((id, at) => `ids[${at}]=${id}`).join("&");
    const { plugins } = await this.client.call("GET", `plugins.json?${list}`);
    const versions: Versions = {};
    for (const { id, version } of plugins) versions[id] = String(version);
    return versions;
  }

  protected override isSpent(fileKey: string): Promise<boolean> {
    return refusesKey(() => this.client.call("POST", "plugin.json", { fileKey }));
  }

  protected override keep(): void {
    this.#again = this.#last;
  }

  /** Checks also that the file key of a failed installation can still be used. */
  override async settle(): Promise<Fate | undefined> {
    const fate = await super.settle();
    if (this.#again) await this.#put(this.#again);
    this.#again = undefined;
    return fate;
  }

  async #put(installation: Installation): Promise<void> {
    const { id, fileKey, version, had } = installation;
    this.#last = installation;
    const after = { ...this.state, [id]: version };
    await this.write(`${had ? "updating" : "installing"} ${id} to ${version}`, after, [fileKey], () =>
      had
        ? this.client.call("PUT", "plugin.json", { id, fileKey })
        : this.client.call("POST", "plugin.json", { fileKey }),
    );
  }
}
