/**
 * Stratified sampling by writer.
 *
 * @module
 */
import { Random } from "../random.ts";

/**
 * Samples items evenly over their writers: one of each writer in a random order, then a second of
 * each, and so on.
 *
 * @param writers Writer of each item.
 * @param limit Number of items, at least 1; all if there are fewer.
 * @param seed Seed of the order.
 * @returns Indices of the items, ascending.
 * @throws {RangeError} If `limit` is not a positive integer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const writers = ["ann", "ann", "ann", "bob"];
 * const chosen = stratifiedSample(writers, 2, 1).map((index) => writers[index]);
 * assert.deepEqual(chosen, ["ann", "bob"]);
 * ```
 */
export function stratifiedSample(
  writers: readonly string[],
  limit: number,
  seed: number,
): number[] {
  if (!(Number.isSafeInteger(limit) && limit > 0)) {
    throw new RangeError(`Cannot choose files: limit is ${limit}, expected a positive integer`);
  }
  const groups = new Map<string, number[]>();
  writers.forEach((writer, index) => {
    const group = groups.get(writer);
    if (group === undefined) groups.set(writer, [index]);
    else group.push(index);
  });
  const shuffledWriters = new Random(seed, "limit").shuffle([...groups.keys()].sort());
  const shuffled = shuffledWriters.map((writer) =>
    new Random(seed, "limit", writer).shuffle(groups.get(writer)!)
  );
  const chosen: number[] = [];
  const count = Math.min(limit, writers.length);
  for (let round = 0; chosen.length < count; round++) {
    for (const group of shuffled) {
      if (round < group.length && chosen.length < count) chosen.push(group[round]!);
    }
  }
  return chosen.sort((a, b) => a - b);
}
