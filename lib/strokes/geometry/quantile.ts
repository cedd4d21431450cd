/**
 * Quantiles.
 *
 * @module
 */

/**
 * A quantile of all values of several series, without interpolation.
 *
 * @param series The series.
 * @param fraction Fraction of the values below it, 0 to 1.
 * @returns One of the values, as float32; 0 if there is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(quantile([[1, 5], [3, 2, 4]], 0.75), 4);
 * ```
 */
export function quantile(series: readonly ArrayLike<number>[], fraction: number): number {
  const sorted = new Float32Array(series.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const values of series) {
    sorted.set(values, offset);
    offset += values.length;
  }
  sorted.sort();
  return sorted[Math.floor(fraction * (sorted.length - 1))] ?? 0;
}
