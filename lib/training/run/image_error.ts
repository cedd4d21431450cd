/**
 * Error of reconstructed images.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";

/** Mean error of images; lower is better. */
export interface ImageError {
  /** Mean squared error per pixel; ink is in `[0, 1]`. */
  readonly mse: number;
  /** Binary cross-entropy in nats per image. */
  readonly bce: number;
}

/** Predicted ink is clamped to at least this far from 0 and 1, so that the cross-entropy is bounded. */
const MARGIN = 1 / 255;

/**
 * Mean error of images.
 *
 * @param expected The originals, ink in `[0, 1]`; at least one.
 * @param actual The reconstructions, in the same number and sizes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const image = (value: number) => ({ height: 1, width: 2, data: Float32Array.of(value, 0) });
 * assert.equal(imageError([image(1)], [image(0.5)]).mse, 0.125);
 * ```
 */
export function imageError(
  expected: readonly InkImage[],
  actual: readonly InkImage[],
): ImageError {
  let squares = 0;
  let entropy = 0;
  let pixels = 0;
  expected.forEach(({ data }, i) => {
    pixels += data.length;
    data.forEach((target, k) => {
      const output = actual[i]!.data[k]!;
      const probability = Math.min(1 - MARGIN, Math.max(MARGIN, output));
      squares += (output - target) ** 2;
      entropy -= target * Math.log(probability) + (1 - target) * Math.log1p(-probability);
    });
  });
  return { mse: squares / pixels, bce: entropy / expected.length };
}
