/**
 * The error function.
 *
 * @module
 */

/**
 * The error function `erf(x)`, with an absolute error below 1.5e-7 (Abramowitz and Stegun, "Handbook
 * of Mathematical Functions", formula 7.1.26).
 *
 * @param x Any real number.
 * @returns A number in `[-1, 1]`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.ok(Math.abs(erf(1) - 0.8427007929) < 2e-7);
 * ```
 */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial = t *
    (0.254829592 +
      t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const value = 1 - polynomial * Math.exp(-x * x);
  return x < 0 ? -value : value;
}
