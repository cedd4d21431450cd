/**
 * A seeded generator of random numbers: the same seed gives the same sequence on every machine.
 *
 * @module
 */

/** Hashes integers and strings to 32 bits (FNV-1a over UTF-16 code units, then a final mix). */
function hash32(parts: readonly (number | string)[]): number {
  let h = 0x811c9dc5;
  for (const part of parts) {
    const text = `${typeof part === "number" ? "n" : "s"}${part};`;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A stream of random numbers, seeded by a key of integers and strings.
 *
 * Streams are cheap and independent: code that needs randomness for "epoch 3, image 17" makes `new
 * Random(seed, "augment", 3, 17)` instead of sharing one long sequence, so results depend neither
 * on order nor on how the work is divided, and a resumed run needs no generator state.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's small fast counter, 128 bits of state).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(new Random(7, "letters").uniform(), new Random(7, "letters").uniform());
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spareNormal: number | undefined;

  /**
   * Starts a stream.
   *
   * @param key Integers and strings that identify the stream, usually starting with the seed of the
   * user.
   */
  constructor(...key: readonly (number | string)[]) {
    this.#a = hash32(["a", ...key]);
    this.#b = hash32(["b", ...key]);
    this.#c = hash32(["c", ...key]);
    for (let i = 0; i < 12; i++) this.#next();
  }

  #next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t | 0;
    return t >>> 0;
  }

  /** A number uniform in `[low, high)`; `[0, 1)` without arguments. */
  uniform(low = 0, high = 1): number {
    const unit = (this.#next() * 0x200000 + (this.#next() >>> 11)) / 0x20000000000000;
    return low + (high - low) * unit;
  }

  /** A normally distributed number (Box-Muller). */
  normal(mean = 0, standardDeviation = 1): number {
    let value = this.#spareNormal;
    this.#spareNormal = undefined;
    if (value === undefined) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      value = radius * Math.cos(angle);
      this.#spareNormal = radius * Math.sin(angle);
    }
    return mean + standardDeviation * value;
  }

  /** A uniform integer in `[low, high]`, both ends included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True with the given probability: a sample of a Bernoulli distribution. */
  bernoulli(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** One of `items`, with relative weights; uniform by default. */
  choice<T>(items: readonly T[], weights?: readonly number[]): T {
    if (items.length === 0) throw new RangeError("Cannot choose from an empty list");
    if (weights === undefined) return items[this.integer(0, items.length - 1)]!;
    let remaining = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < items.length; i++) {
      remaining -= weights[i]!;
      if (remaining < 0) return items[i]!;
    }
    return items[items.length - 1]!;
  }

  /** A shuffled copy of `items` (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  /** `length` independent samples of N(0, 1). */
  normals(length: number): Float32Array<ArrayBuffer> {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = this.normal();
    return values;
  }
}
