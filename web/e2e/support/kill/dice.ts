/** Numbers that look random and are the same for one seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to and without `sides`. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  /** One of them. */
  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)] as T;
  }

  /** True so often in a hundred. */
  percent(chance: number): boolean {
    return this.roll(100) < chance;
  }

  /** Bytes of that length; equal lengths of equal `tint` are equal bytes, so that blobs are shared. */
  bytes(length: number, tint: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    const stream = new Dice(tint);
    for (let i = 0; i < length; i += 4) bytes[i] = stream.roll(256);
    return bytes;
  }
}
