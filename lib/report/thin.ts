/**
 * Fewer of many epochs.
 *
 * @module
 */

/**
 * Chooses epochs at round distances, with the first and the last one. While a run goes on, mostly
 * the same ones are chosen.
 *
 * @param epochs Epochs in ascending order.
 * @param max Maximum number to choose, at least 3.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(thin([1, 2, 3, 4, 5, 6, 7], 6), [1, 2, 4, 6, 7]);
 * ```
 */
export function thin(epochs: readonly number[], max: number): number[] {
  if (epochs.length <= max) return [...epochs];
  for (let power = 1;; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      const chosen = epochs.filter((epoch, i) =>
        i === 0 || i === epochs.length - 1 || epoch % step === 0
      );
      if (chosen.length <= max) return chosen;
    }
  }
}
