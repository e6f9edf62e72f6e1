import { createHash } from "node:crypto";
import type { Client } from "./client.ts";
import type { Dice } from "./dice.ts";
import { refusesKey, Writer } from "./writer.ts";

interface Stored {
  name: string;
  sha256: string;
}

interface Row {
  item: string;
  count: string;
  papers: Stored[];
}

/** The content of each record by its title. Titles are unique. */
type Records = Record<string, { amount: string; files: Stored[]; rows: Row[] }>;

/** An uploaded file that no record uses yet. */
interface Unused extends Stored {
  key: string;
}

/** The maximum number of records. When there are more, the writer deletes the oldest. */
const MAX_STEPS = 40;

/** Adds, changes and deletes records with tables and files. It has its own app. */
export class Recorder extends Writer<Records> {
  protected state: Records = {};
  readonly #unused: Unused[] = [];
  readonly #lent = new Map<string, Unused>();
  #app = 0;
  #made = 0;

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
    const field = (type: string, code: string) => ({ [code]: { type, code, label: code } });
    await this.client.call("POST", "preview/app/form/fields.json", {
      app,
      properties: {
        ...field("SINGLE_LINE_TEXT", "title"),
        ...field("NUMBER", "amount"),
        ...field("FILE", "files"),
        rows: {
          type: "SUBTABLE",
          code: "rows",
          label: "rows",
          fields: { ...field("SINGLE_LINE_TEXT", "item"), ...field("NUMBER", "count"), ...field("FILE", "papers") },
        },
      },
    });
    await this.client.call("POST", "preview/app/deploy.json", { apps: [{ app }] });
  }

  protected override async step(): Promise<void> {
    while (this.#unused.length < 3) await this.#upload();
    const titles = Object.keys(this.state);
    if (titles.length > MAX_STEPS || (titles.length > 3 && this.dice.percent(20))) return this.#delete(titles);
    if (titles.length > 0 && this.dice.percent(40)) return this.#update(this.dice.pick(titles));
    return this.#add(this.dice.percent(30) ? 8 : 1);
  }

  async #upload(): Promise<void> {
    // Small files are new each time. Large files repeat, because otherwise the disk would fill up.
    const large = this.dice.percent(15);
    const bytes = this.dice.bytes(large ? 300_000 : 1 + this.dice.roll(3000), this.dice.roll(large ? 8 : 1 << 30));
    const name = `${this.name} ${this.#made++}.bin`;
    const key = await this.client.upload(name, bytes);
    this.#unused.push({ key, name, sha256: createHash("sha256").update(bytes).digest("hex") });
  }

  /** Takes an unused file for a write. `keep` returns it if the write fails. */
  #take(): Unused {
    const file = this.#unused.shift() as Unused;
    this.#lent.set(file.key, file);
    return file;
  }

  protected override keep(key: string): void {
    this.#unused.unshift(this.#lent.get(key) as Unused);
  }

  protected override async isSpent(key: string): Promise<boolean> {
    const record = { title: { value: "with a used key" }, files: { value: [{ fileKey: key }] } };
    return refusesKey(() => this.client.call("POST", "record.json", { app: this.#app, record }));
  }

  #compose(files: Unused[], paper: Unused | undefined) {
    const title = `${this.name} ${this.#made++}`;
    const amount = String(this.dice.roll(1_000_000));
    const count = this.dice.roll(6);
    const rows: (Row & { keys: string[] })[] = Array.from({ length: count }, (_, at) => ({
      item: `${title} row ${at}`,
      count: String(at),
      papers: at === 0 && paper ? [stored(paper)] : [],
      keys: at === 0 && paper ? [paper.key] : [],
    }));
    const used = [...files, ...(count > 0 && paper ? [paper] : [])];
    if (count === 0 && paper) this.#unused.unshift(paper);
    const sent = {
      title: { value: title },
      amount: { value: amount },
      files: { value: files.map(({ key }) => ({ fileKey: key })) },
      rows: {
        value: rows.map(({ item, count, keys }) => ({
          value: {
            item: { value: item },
            count: { value: count },
            papers: { value: keys.map((fileKey) => ({ fileKey })) },
          },
        })),
      },
    };
    const content = { amount, files: files.map(stored), rows: rows.map(({ keys: _, ...row }) => row) };
    return { title, sent, content, keys: used.map(({ key }) => key) };
  }

  async #add(count: number): Promise<void> {
    const first = this.#compose([this.#take()], this.dice.percent(50) ? this.#take() : undefined);
    const rest = Array.from({ length: count - 1 }, () => this.#compose([], undefined));
    const all = [first, ...rest];
    const after = { ...this.state };
    for (const { title, content } of all) after[title] = content;
    const app = this.#app;
    await this.write(`adding ${count} records`, after, first.keys, () =>
      count === 1
        ? this.client.call("POST", "record.json", { app, record: first.sent })
        : this.client.call("POST", "records.json", { app, records: all.map(({ sent }) => sent) }),
    );
  }

  async #update(title: string): Promise<void> {
    const id = (await this.#all()).find((record) => record.title.value === title)?.$id.value;
    const { title: other, sent, content, keys } = this.#compose([this.#take()], this.#take());
    const { [title]: _, ...after } = this.state;
    after[other] = content;
    await this.write(`changing record ${id}`, after, keys, () =>
      this.client.call("PUT", "record.json", { app: this.#app, id, record: sent }),
    );
  }

  async #delete(titles: string[]): Promise<void> {
    const gone = titles.slice(0, 1 + this.dice.roll(4));
    const after = Object.fromEntries(Object.entries(this.state).filter(([title]) => !gone.includes(title)));
    const all = await this.#all();
    const ids = all.filter((record) => gone.includes(record.title.value)).map((record) => record.$id.value);
    await this.write(`deleting records ${ids}`, after, [], () =>
      this.client.call("DELETE", "records.json", { app: this.#app, ids }),
    );
  }

  // biome-ignore lint/suspicious/noExplicitAny: records in REST form
  async #all(): Promise<any[]> {
    return (await this.client.call("GET", `records.json?app=${this.#app}&query=limit%20500`)).records;
  }

  protected override async read(): Promise<Records> {
    const records: Records = {};
    const files = async (value: { fileKey: string; name: string }[]): Promise<Stored[]> =>
      Promise.all(
        value.map(async ({ fileKey, name }) => ({
          name,
          sha256: createHash("sha256")
            .update(await this.client.download(fileKey))
            .digest("hex"),
        })),
      );
    for (const record of (await this.#all()).reverse()) {
      const rows: Row[] = [];
      for (const { value } of record.rows.value) {
        rows.push({ item: value.item.value, count: value.count.value, papers: await files(value.papers.value) });
      }
      records[record.title.value] = { amount: record.amount.value, files: await files(record.files.value), rows };
    }
    return records;
  }
}

function stored({ name, sha256 }: Stored): Stored {
  return { name, sha256 };
}
