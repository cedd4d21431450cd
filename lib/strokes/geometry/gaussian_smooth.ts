/**
 * Smooths lines of points.
 *
 * @module
 */
import type { Stroke } from "./stroke.ts";

/**
 * Smooths a series of values with a Gaussian; the first and the last value stay.
 *
 * Beyond the ends the series is continued point-symmetrically, so that straight lines stay straight.
 *
 * @param values Values at even distances.
 * @param sigma Standard deviation of the Gaussian, in steps; 0 changes nothing.
 * @returns A new series of the same length.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = Float32Array.of(1, 2, 3, 4, 5);
 * gaussianSmooth(line, 1).forEach((value, i) => assert.ok(Math.abs(value - line[i]!) < 1e-6));
 * ```
 */
export function gaussianSmooth(
  values: ArrayLike<number>,
  sigma: number,
): Float32Array<ArrayBuffer> {
  const length = values.length;
  const last = length - 1;
  const result = Float32Array.from(values);
  const reach = Math.min(Math.ceil(2.5 * sigma), last);
  if (reach < 1) return result;
  const weights = Float64Array.from(
    { length: reach + 1 },
    (_, k) => Math.exp(-k * k / (2 * sigma * sigma)),
  );
  const at = (i: number) => {
    if (i < 0) return 2 * values[0]! - values[-i]!;
    return i > last ? 2 * values[last]! - values[2 * last - i]! : values[i]!;
  };
  for (let i = 1; i < last; i++) {
    let sum = values[i]!;
    let total = 1;
    for (let k = 1; k <= reach; k++) {
      const weight = weights[k]!;
      const isInside = i - k >= 0 && i + k <= last;
      sum += weight * (isInside ? values[i - k]! + values[i + k]! : at(i - k) + at(i + k));
      total += 2 * weight;
    }
    result[i] = sum / total;
  }
  return result;
}

/**
 * Smooths positions and widths of a stroke along its points; its ends stay where they are.
 *
 * @param stroke A stroke with points at about even distances, or at even times.
 * @param sigma Standard deviation of the Gaussian, in points.
 * @returns A new stroke with as many points; times are kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const zigzag = {
 *   x: Float32Array.of(0, 1, 2, 3, 4),
 *   y: Float32Array.of(0, 1, 0, 1, 0),
 *   width: new Float32Array(5).fill(2),
 * };
 * const { y } = smoothStroke(zigzag, 1);
 * assert.ok(y[1]! < 0.7 && y[2]! > 0.3 && y[4] === 0);
 * ```
 */
export function smoothStroke(stroke: Stroke, sigma: number): Stroke {
  return {
    ...stroke,
    x: gaussianSmooth(stroke.x, sigma),
    y: gaussianSmooth(stroke.y, sigma),
    width: gaussianSmooth(stroke.width, sigma),
  };
}
