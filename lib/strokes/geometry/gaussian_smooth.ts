/**
 * Gaussian smoothing of series, with two treatments of their ends.
 *
 * @module
 */
import type { Stroke } from "./stroke.ts";

/** Kernels are cut off at this number of standard deviations. */
const CUTOFF = 2.5;

/**
 * Smooths a series with a Gaussian kernel; the first and the last value stay.
 *
 * Beyond its ends the series is continued by odd reflection (point symmetry about the end), so that
 * straight lines stay straight.
 *
 * @param values Values at even distances.
 * @param sigma Standard deviation of the kernel, in steps; 0 changes nothing.
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
  const last = values.length - 1;
  const result = Float32Array.from(values);
  const reach = Math.min(Math.ceil(CUTOFF * sigma), last);
  if (reach < 1) return result;
  const kernel = gaussianKernel(reach, sigma);
  const at = (i: number) => {
    if (i < 0) return 2 * values[0]! - values[-i]!;
    return i > last ? 2 * values[last]! - values[2 * last - i]! : values[i]!;
  };
  for (let i = 1; i < last; i++) {
    let sum = values[i]!;
    let total = 1;
    for (let k = 1; k <= reach; k++) {
      const weight = kernel[k]!;
      const isInside = i - k >= 0 && i + k <= last;
      sum += weight * (isInside ? values[i - k]! + values[i + k]! : at(i - k) + at(i + k));
      total += 2 * weight;
    }
    result[i] = sum / total;
  }
  return result;
}

/**
 * The Gaussian-weighted mean around each value of a series; near the ends the kernel is normalized
 * over the values that exist (the Nadaraya-Watson estimator).
 *
 * @param values Values at even distances.
 * @param sigma Standard deviation of the kernel, in steps, above 0.
 * @returns A new series of the same length.
 */
export function gaussianAverage(values: Float32Array, sigma: number): Float32Array<ArrayBuffer> {
  const reach = Math.ceil(CUTOFF * sigma);
  const kernel = gaussianKernel(reach, sigma);
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    let total = 0;
    const to = Math.min(i + reach, values.length - 1);
    for (let j = Math.max(i - reach, 0); j <= to; j++) {
      const weight = kernel[j < i ? i - j : j - i]!;
      sum += weight * values[j]!;
      total += weight;
    }
    result[i] = sum / total;
  }
  return result;
}

/** `exp(-k^2 / (2 sigma^2))` for k from 0 to `reach`. */
function gaussianKernel(reach: number, sigma: number): Float64Array {
  return Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-k * k / (2 * sigma * sigma)));
}

/**
 * Smooths positions and widths of a stroke along its points; its ends stay where they are.
 *
 * @param stroke A stroke with points at about even distances, or at even times.
 * @param sigma Standard deviation of the kernel, in points.
 * @returns A new stroke with the same number of points; times are kept.
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
