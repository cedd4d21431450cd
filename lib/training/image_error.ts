/**
 * How far pictures are from others, pixel by pixel.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";

/** How far pictures are from what they should be. */
export interface ImageError {
  /** Mean squared error of a pixel, ink being between 0 and 1. */
  readonly mse: number;
  /** Binary cross-entropy in nats per picture. */
  readonly bce: number;
}

/** Ink is believed to be at least this far from 0 and from 1, so that no pixel costs without bound. */
const DOUBT = 1 / 255;

/**
 * How far pictures are from what they should be, on average.
 *
 * @param expected What they should be, ink in `[0, 1]`; at least one.
 * @param actual As many, each of the same size.
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
    data.forEach((wanted, k) => {
      const given = actual[i]!.data[k]!;
      const chance = Math.min(1 - DOUBT, Math.max(DOUBT, given));
      squares += (given - wanted) ** 2;
      entropy -= wanted * Math.log(chance) + (1 - wanted) * Math.log1p(-chance);
    });
  });
  return { mse: squares / pixels, bce: entropy / expected.length };
}
