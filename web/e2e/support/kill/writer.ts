import { isDeepStrictEqual } from "node:util";
import { type Client, Refused, Unanswered } from "./client.ts";

/** A write that was not answered: what is must be all of one or all of the other. */
export interface Doubt<State> {
  what: string;
  before: State;
  after: State;
  /** File keys that the write uses up, and only when it succeeds. */
  keys: string[];
}

/** What became of a write that was not answered. */
export type Fate = "whole" | "absent";

/** Somebody who writes one thing after the other, and knows what has to be there. */
export abstract class Writer<State> {
  protected doubt: Doubt<State> | undefined;
  protected abstract state: State;

  constructor(protected readonly client: Client) {}

  /** Makes what the writer works on. */
  abstract prepare(): Promise<void>;

  /** One write, or a few. */
  protected abstract step(): Promise<void>;

  /** What the server says now, in the shape of the state. */
  protected abstract read(): Promise<State>;

  /** Whether that file key can still be used; must leave everything as it was when it cannot. */
  protected abstract isSpent(key: string): Promise<boolean>;

  /** Gives back a file key that a failed write did not use up. */
  protected abstract keep(key: string): void;

  /** Writes until the server is gone. */
  async writeUntilGone(): Promise<void> {
    try {
      for (;;) await this.step();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  }

  /** Sends one write. Answered, its outcome is the state; unanswered, it is in doubt. */
  protected async write<T>(what: string, after: State, keys: string[], send: () => Promise<T>): Promise<T> {
    this.doubt = { what, before: this.state, after, keys };
    const answer = await send();
    this.state = after;
    this.doubt = undefined;
    return answer;
  }

  /** After a restart: everything answered is there, and what was in doubt is whole or absent. */
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

/** Whether a write is refused because of its file key. */
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
