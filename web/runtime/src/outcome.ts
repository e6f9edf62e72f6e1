// How a call tells its caller what came of it.

import { caller } from "./caller.ts";
import type { Page } from "./page.ts";

/** `args` for the callback, `value` for the Promise. */
export interface Outcome {
  won: boolean;
  args: unknown[];
  value: unknown;
}

/**
 * R20: a callback that was given is called. With both there is nothing to return; with one or none a Promise, which stays
 * silent where a callback already heard of the failure.
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
