/**
 * Calls `ask` repeatedly until the result is neither undefined, null nor false. Fails after `limit` milliseconds with
 * the sentence `what`.
 */
export async function until<T>(what: string, ask: () => T | Promise<T>, limit = 10_000): Promise<NonNullable<T>> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as NonNullable<T>;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${limit} ms in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
