/**
 * Confidence intervals, and what they say of a difference of two models.
 *
 * @module
 */

/** Ends of a 95 % confidence interval. */
export type Interval = readonly [low: number, high: number];

/** What a comparison says. */
export type Verdict = "first is nearer" | "second is nearer" | "no significant difference";

/**
 * The 95 % confidence interval of an estimate.
 *
 * @param value The estimate.
 * @param standardError Its standard error.
 * @param freedom Degrees of freedom of Student's t.
 */
export function confidenceInterval(
  value: number,
  standardError: number,
  freedom: number,
): Interval {
  const reach = studentQuantile(freedom) * standardError;
  return [value - reach, value + reach];
}

/**
 * What a confidence interval says of the distance of a second model minus that of a first.
 *
 * @param interval Its ends.
 */
export function verdictOf([low, high]: Interval): Verdict {
  if (low > 0) return "first is nearer";
  return high < 0 ? "second is nearer" : "no significant difference";
}

/**
 * The 97.5 % quantile of Student's t distribution, within 1 % from 3 degrees of freedom on (the
 * expansion of Abramowitz & Stegun 1964, 26.7.5).
 */
function studentQuantile(freedom: number): number {
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3);
}
