/** A pseudo-random number generator (mulberry32). The same seed gives the same numbers. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns a whole number from 0 to `sides` - 1. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  /** Returns a random element. */
  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)] as T;
  }

  /** Returns true with a probability of `chance` percent. */
  percent(chance: number): boolean {
    return this.roll(100) < chance;
  }

  /** Returns `length` bytes. The same length and `tint` give the same bytes, so that blobs are shared. */
  bytes(length: number, tint: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    const stream = new Dice(tint);
    for (let i = 0; i < length; i += 4) bytes[i] = stream.roll(256);
    return bytes;
  }
}
