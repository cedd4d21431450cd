/**
 * Discrete smoothing splines.
 *
 * @module
 */

/** Options of {@linkcode smoothingSpline}. */
export interface SplineOptions {
  /** Where weights are 1, waves of a length of `2 pi scale` steps keep half of their amplitude. */
  readonly scale: number;
  /** Indices at which the curve may have a kink: differences across them are not penalized. */
  readonly kinks?: readonly number[];
}

/** Keeps the system positive definite where all weights are 0. */
const MIN_WEIGHT = 1e-9;

/** Coefficients of the third difference. */
const THIRD_DIFFERENCE = [-1, 3, -3, 1] as const;

/**
 * Smooths a weighted series with a discrete smoothing spline, the Whittaker smoother of order 3
 * (Whittaker 1923; Eilers, "A perfect smoother", 2003).
 *
 * The result minimizes `sum(weight (result - value)^2) + scale^6 sum((third difference of
 * result)^2)`: parabolas stay as they are, and a gap of weight 0 is interpolated.
 *
 * @param values Values at even distances.
 * @param weights One per value, from 0; if all are 0, so is the result.
 * @param options Scale and kinks.
 * @returns One value per input.
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
  const { length } = values;
  // Row `i` of the symmetric matrix holds its diagonal and the three entries to the right of it.
  const band = Array.from({ length: 4 }, () => new Float64Array(length));
  const result = Float64Array.from(values);
  for (let i = 0; i < length; i++) {
    band[0]![i] = weights[i]! + MIN_WEIGHT;
    result[i]! *= band[0]![i]!;
  }
  addPenalty(band, scale ** 6, kinks);
  solveBanded(band, result);
  return result;
}

/** Adds `stiffness D^T D` to a banded matrix, D being the third differences not across a kink. */
function addPenalty(
  band: readonly Float64Array[],
  stiffness: number,
  kinks: readonly number[],
): void {
  const { length } = band[0]!;
  const isFree = new Uint8Array(length);
  for (const kink of kinks) {
    // A difference of four values is across a kink if that is one of the two in the middle.
    for (let i = kink - 2; i < kink; i++) if (i >= 0) isFree[i] = 1;
  }
  for (let i = 0; i + 3 < length; i++) {
    if (isFree[i] === 1) continue;
    for (let a = 0; a < 4; a++) {
      for (let b = a; b < 4; b++) {
        band[b - a]![i + a]! += stiffness * THIRD_DIFFERENCE[a]! * THIRD_DIFFERENCE[b]!;
      }
    }
  }
}

/** Solves a symmetric positive definite banded system in place, by its `L D L^T` factorization. */
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
