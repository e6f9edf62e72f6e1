import { createHash } from "node:crypto";
import type { Client } from "./client.ts";
import type { Dice } from "./dice.ts";
import { Writer } from "./writer.ts";

/** The SHA-256 hash of each file by its file key. */
type Uploads = Record<string, string>;

/** Uploads files that take up to two parts of a multipart upload. It has its own app, through which it reads them. */
export class Uploader extends Writer<Uploads> {
  protected state: Uploads = {};
  #app = 0;

  constructor(
    client: Client,
    readonly name: string,
    readonly dice: Dice,
  ) {
    super(client);
  }

  override async prepare(): Promise<void> {
    const { app } = await this.client.call("POST", "preview/app.json", { name: this.name });
    this.#app = Number(app);
    const properties = { files: { type: "FILE", code: "files", label: "files" } };
    await this.client.call("POST", "preview/app/form/fields.json", { app, properties });
    await this.client.call("POST", "preview/app/deploy.json", { apps: [{ app }] });
  }

  protected override async step(): Promise<void> {
    // There are only a dozen different files, because otherwise the disk would fill up.
    const size = this.dice.pick([200_000, 900_000, 3_000_000, 6_000_000]);
    const bytes = this.dice.bytes(size, this.dice.roll(3));
    const key = await this.client.upload(this.name, bytes);
    this.state = { ...this.state, [key]: createHash("sha256").update(bytes).digest("hex") };
  }

  /**
   * Reads the last three uploaded files. It attaches them to a record, because only a record's files can be downloaded.
   */
  protected override async read(): Promise<Uploads> {
    const keys = Object.keys(this.state).slice(-3);
    if (keys.length === 0) return {};
    const record = { files: { value: keys.map((fileKey) => ({ fileKey })) } };
    const app = this.#app;
    const { id } = await this.client.call("POST", "record.json", { app, record });
    const shown = (await this.client.call("GET", `record.json?app=${app}&id=${id}`)).record;
    const found: Uploads = {};
    for (const [at, { fileKey }] of shown.files.value.entries()) {
      const hash = createHash("sha256").update(await this.client.download(fileKey));
      found[keys[at] as string] = hash.digest("hex");
    }
    await this.client.call("DELETE", "records.json", { app, ids: [id] });
    this.state = Object.fromEntries(keys.map((key) => [key, this.state[key] as string]));
    return found;
  }

  protected override isSpent(): Promise<boolean> {
    return Promise.resolve(false);
  }

  protected override keep(): void {}

  override async settle() {
    const fate = await super.settle();
    this.state = {};
    return fate;
  }
}
