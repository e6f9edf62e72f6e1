import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Returns the encodings in which a file might contain a text by accident. */
function spellings(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  // These are the base64 characters that do not depend on the bytes before and after the text.
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
    // Programs print unexpected bytes as a list of numbers.
    Buffer.from([...bytes].join(", ")),
  ];
}

/** Searches content for texts. */
export class Search {
  /** The matches and where they were found. */
  readonly found: string[] = [];
  readonly #texts: [name: string, spellings: Buffer[]][];

  constructor(texts: Record<string, string>) {
    this.#texts = Object.entries(texts).map(([name, text]) => [name, spellings(text)]);
  }

  /** Searches bytes. */
  in(where: string, content: Buffer | string): void {
    const bytes = Buffer.from(content);
    for (const [name, spellings] of this.#texts) {
      const at = spellings.map((one) => bytes.indexOf(one)).find((at) => at >= 0);
      if (at === undefined) continue;
      const context = bytes.subarray(Math.max(0, at - 80), at + 80).toString("latin1");
      this.found.push(`${name} in ${where}: …${context.replace(/[^ -~]/g, ".")}…`);
    }
  }

  /** Searches every file of a folder and returns the files' names. */
  inFolder(folder: string): string[] {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((entry) => {
      this.in(`${folder}: ${entry.name}`, readFileSync(path.join(entry.parentPath, entry.name)));
      return entry.name;
    });
  }
}
