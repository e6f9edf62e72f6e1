import { isDeepStrictEqual } from "node:util";
import { type Client, Refused, Unanswered } from "./client.ts";

/** An unanswered write. The data must equal `before` or `after`, and nothing in between. */
export interface Doubt<State> {
  what: string;
  before: State;
  after: State;
  /** The file keys that the write uses up if it succeeds. */
  keys: string[];
}

/** The outcome of an unanswered write. */
export type Fate = "whole" | "absent";

/** Sends one write after the other and tracks the state that the server must have. */
export abstract class Writer<State> {
  protected doubt: Doubt<State> | undefined;
  protected abstract state: State;

  constructor(protected readonly client: Client) {}

  /** Creates the data that the writer works on. */
  abstract prepare(): Promise<void>;

  /** Sends one or more writes. */
  protected abstract step(): Promise<void>;

  /** Reads the server's current state. */
  protected abstract read(): Promise<State>;

  /** Checks whether a file key is used up. The check must not change any data if it is. */
  protected abstract isSpent(key: string): Promise<boolean>;

  /** Keeps a file key that a failed write did not use up. */
  protected abstract keep(key: string): void;

  /** Writes until the server no longer answers. */
  async writeUntilGone(): Promise<void> {
    try {
      for (;;) await this.step();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  }

  /** Sends one write. When it is answered, `after` becomes the state. Until then, the write is in doubt. */
  protected async write<T>(what: string, after: State, keys: string[], send: () => Promise<T>): Promise<T> {
    this.doubt = { what, before: this.state, after, keys };
    const answer = await send();
    this.state = after;
    this.doubt = undefined;
    return answer;
  }

  /**
   * Checks the data after a restart. Every answered write must be there, and the write in doubt must be complete or
   * absent.
   */
  async settle(): Promise<Fate | undefined> {
    const now = await this.read();
    const doubt = this.doubt;
    this.doubt = undefined;
    if (!doubt) {
      if (!isDeepStrictEqual(now, this.state)) throw new Error(`lost or changed: ${difference(this.state, now)}`);
      return undefined;
    }
    const whole = isDeepStrictEqual(now, doubt.after);
    if (!whole && !isDeepStrictEqual(now, doubt.before)) {
      throw new Error(
        `half done: ${doubt.what}\nwithout it: ${difference(doubt.before, now)}\nwith it: ${difference(doubt.after, now)}`,
      );
    }
    this.state = now;
    for (const key of doubt.keys) {
      if (!whole) this.keep(key);
      else if (!(await this.isSpent(key))) throw new Error(`${doubt.what} was done, and its key is not used up`);
    }
    return whole ? "whole" : "absent";
  }
}

/** Checks whether a write is refused because of its file key. */
export async function refusesKey(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return false;
  } catch (error) {
    if (error instanceof Refused && error.body.code === "GAIA_BL01") return true;
    throw error;
  }
}

function difference(expected: unknown, actual: unknown): string {
  const [left, right] = [JSON.stringify(expected), JSON.stringify(actual)];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const from = Math.max(0, at - 80);
  return `expected …${left.slice(from, at + 300)}… but there is …${right.slice(from, at + 300)}…`;
}
