/**
 * Standard errors of estimates, from the estimates of other samples or parts of the sample.
 *
 * @module
 */

/**
 * Variance with `n - 1` in the denominator.
 *
 * @param values Two or more.
 */
export function sampleVariance(values: Iterable<number>): number {
  const list = [...values];
  return squaredDeviations(list) / (list.length - 1);
}

/**
 * The bootstrap's standard error: the standard deviation of its replicates.
 *
 * @param replicates The estimates of two or more resamples.
 */
export function bootstrapError(replicates: readonly number[]): number {
  return Math.sqrt(sampleVariance(replicates));
}

/**
 * The jackknife's variance of an estimate: the square of its standard error.
 *
 * @param estimates The estimates without each part of the sample in turn; two or more.
 */
export function jackknifeVariance(estimates: readonly number[]): number {
  return squaredDeviations(estimates) * (estimates.length - 1) / estimates.length;
}

function squaredDeviations(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
