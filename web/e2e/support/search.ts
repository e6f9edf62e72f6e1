import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The ways in which a text may stand in a file that nobody meant to hold it. */
function spellings(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  // What of a base64 does not depend on what stands before and behind it.
  const inner = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    return whole.slice(shift === 0 ? 0 : shift + 1, -2);
  });
  const reversed = [...text].reverse().join("");
  return [
    bytes,
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("hex").toUpperCase()),
    Buffer.from(text, "utf16le"),
    Buffer.from(reversed),
    ...inner.map((part) => Buffer.from(part)),
    // As a list of numbers: how programs print bytes that they did not expect.
    Buffer.from([...bytes].join(", ")),
  ];
}

/** Looks for texts in everything that is put before it. */
export class Search {
  /** What was found, and where. */
  readonly found: string[] = [];
  readonly #texts: [name: string, spellings: Buffer[]][];

  constructor(texts: Record<string, string>) {
    this.#texts = Object.entries(texts).map(([name, text]) => [name, spellings(text)]);
  }

  /** Looks through bytes. */
  in(where: string, content: Buffer | string): void {
    const bytes = Buffer.from(content);
    for (const [name, spellings] of this.#texts) {
      const at = spellings.map((one) => bytes.indexOf(one)).find((at) => at >= 0);
      if (at === undefined) continue;
      const context = bytes.subarray(Math.max(0, at - 80), at + 80).toString("latin1");
      this.found.push(`${name} in ${where}: …${context.replace(/[^ -~]/g, ".")}…`);
    }
  }

  /** Looks through every file of a folder; how many there are. */
  inFolder(folder: string): string[] {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((entry) => {
      this.in(`${folder}: ${entry.name}`, readFileSync(path.join(entry.parentPath, entry.name)));
      return entry.name;
    });
  }
}
