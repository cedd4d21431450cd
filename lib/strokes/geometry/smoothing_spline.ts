/**
 * Smooth curves through values that are known unequally well.
 *
 * @module
 */

/** How {@linkcode smoothingSpline} weighs what it is given. */
export interface SplineOptions {
  /** Where weights are 1, waves of a length of `2 pi scale` steps keep half of their height. */
  readonly scale: number;
  /** Where the curve may have a kink: nothing is asked of the differences across these indices. */
  readonly kinks?: readonly number[];
}

/**
 * The values nearest to the given ones that change smoothly: a discrete smoothing spline.
 *
 * It minimises `sum(weight (result - value)^2) + scale^6 sum((third difference of result)^2)`
 * (Whittaker 1923, Eilers 2003), so that parabolas stay as they are, and a gap of weight 0 is filled
 * in as smoothly as what is around it allows.
 *
 * @param values Values at even distances.
 * @param weights As many, from 0; all of them 0 give all zeros.
 * @param options How smooth.
 * @returns As many values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const parabola = Float64Array.from({ length: 9 }, (_, i) => i * i);
 * const gap = parabola.map((value, i) => i === 4 ? 100 : value);
 * const weights = parabola.map((_, i) => i === 4 ? 0 : 1);
 * smoothingSpline(gap, weights, { scale: 3 })
 *   .forEach((value, i) => assert.ok(Math.abs(value - parabola[i]!) < 1e-6));
 * ```
 */
export function smoothingSpline(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  { scale, kinks = [] }: SplineOptions,
): Float64Array {
  const length = values.length;
  // The matrix is symmetric with three diagonals beside the main one; row `i` holds those from it on.
  const band = Array.from({ length: 4 }, () => new Float64Array(length));
  const result = Float64Array.from(values);
  for (let i = 0; i < length; i++) {
    band[0]![i] = weights[i]! + MIN_WEIGHT;
    result[i]! *= band[0]![i]!;
  }
  const isFree = new Uint8Array(length);
  for (const kink of kinks) {
    // A difference over four values is across a kink where it is one of the two in the middle.
    for (let i = kink - 2; i < kink; i++) if (i >= 0) isFree[i] = 1;
  }
  const stiffness = scale ** 6;
  for (let i = 0; i + 3 < length; i++) {
    if (isFree[i] === 1) continue;
    for (let a = 0; a < 4; a++) {
      for (let b = a; b < 4; b++) {
        band[b - a]![i + a]! += stiffness * THIRD_DIFFERENCE[a]! * THIRD_DIFFERENCE[b]!;
      }
    }
  }
  solveBanded(band, result);
  return result;
}

/** Keeps the matrix from being singular where nothing is known. */
const MIN_WEIGHT = 1e-9;

const THIRD_DIFFERENCE = [-1, 3, -3, 1] as const;

/** Solves a symmetric positive definite system in place, by `L D L^T`. */
function solveBanded(band: readonly Float64Array[], x: Float64Array): void {
  const [diagonal, ...beside] = band as [Float64Array, ...Float64Array[]];
  const width = beside.length;
  const length = x.length;
  for (let i = 0; i < length; i++) {
    for (let a = 1; a <= width && i + a < length; a++) {
      const factor = beside[a - 1]![i]! / diagonal[i]!;
      x[i + a]! -= factor * x[i]!;
      for (let b = a; b <= width; b++) band[b - a]![i + a]! -= factor * beside[b - 1]![i]!;
    }
  }
  for (let i = length - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let a = 1; a <= width && i + a < length; a++) sum -= beside[a - 1]![i]! * x[i + a]!;
    x[i] = sum / diagonal[i]!;
  }
}
