// Delivers the outcome of a call to its caller.

import { caller } from "./caller.ts";
import type { Page } from "./page.ts";

/** The outcome of a call. The callback receives `args`, and the Promise resolves or rejects with `value`. */
export interface Outcome {
  won: boolean;
  args: unknown[];
  value: unknown;
}

/**
 * Calls the matching callback if there is one (R20). Returns nothing if both callbacks are given, and otherwise a
 * Promise. With a callback, an unhandled rejection of that Promise is not reported.
 */
export function deliver(
  page: Page,
  plugin: string | null,
  work: Promise<Outcome>,
  ok: unknown,
  ng: unknown,
): Promise<unknown> | undefined {
  const owner = plugin ?? caller();
  const promise = work.then(({ won, args, value }) => {
    const callback = won ? ok : ng;
    if (typeof callback === "function") page.run(owner, () => callback(...args));
    if (won) return value;
    throw value;
  });
  const given = [ok, ng].filter((callback) => typeof callback === "function").length;
  if (given > 0) promise.catch(() => {});
  return given === 2 ? undefined : promise;
}
