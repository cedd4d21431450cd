/**
 * Otsu's threshold.
 *
 * @module
 */

/**
 * The level that splits a histogram into the two classes with the largest variance between them
 * (Otsu, "A threshold selection method from gray-level histograms", 1979).
 *
 * @param histogram How often each level `0, 1, 2, ...` occurs; weights need not be whole numbers.
 * @returns The last level of the lower class; 0 where there are fewer than two levels in use.
 * Between equally good levels, the middle one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(otsuThreshold([5, 1, 0, 0, 0, 2, 9]), 2);
 * ```
 */
export function otsuThreshold(histogram: ArrayLike<number>): number {
  let total = 0;
  let moment = 0;
  for (let level = 0; level < histogram.length; level++) {
    total += histogram[level]!;
    moment += level * histogram[level]!;
  }
  let lowerTotal = 0;
  let lowerMoment = 0;
  let best = 0;
  let firstBest = 0;
  let lastBest = 0;
  for (let level = 0; level < histogram.length; level++) {
    lowerTotal += histogram[level]!;
    lowerMoment += level * histogram[level]!;
    const upperTotal = total - lowerTotal;
    if (lowerTotal === 0 || upperTotal <= 0) continue;
    const difference = moment * lowerTotal - lowerMoment * total;
    const variance = difference * difference / (lowerTotal * upperTotal);
    if (variance > best * (1 + 1e-12)) {
      best = variance;
      firstBest = level;
      lastBest = level;
    } else if (variance >= best * (1 - 1e-12) && lastBest === level - 1) {
      lastBest = level;
    }
  }
  return (firstBest + lastBest) >> 1;
}
