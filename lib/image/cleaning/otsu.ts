/**
 * Otsu's threshold.
 *
 * @module
 */

/**
 * Splits a histogram into the two classes with the largest between-class variance (Otsu, "A
 * threshold selection method from gray-level histograms", 1979).
 *
 * @param histogram Weights of the levels `0, 1, 2, ...`; need not be integers.
 * @returns The last level of the lower class; the middle one of equally good levels; 0 if fewer
 * than two levels are in use.
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
