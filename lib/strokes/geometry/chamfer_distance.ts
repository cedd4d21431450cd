/**
 * The distance between the ink of images.
 *
 * @module
 */
import { squaredDistances } from "../../image/distance_transform.ts";
import type { InkImage } from "../../image/ink_image.ts";

/**
 * The symmetric Chamfer distance between the ink of two images (Barrow et al., "Parametric
 * correspondence and chamfer matching", 1977): `(mean d(a, B) + mean d(b, A)) / 2`.
 *
 * `d(a, B)` is the Euclidean distance from an ink pixel of one image to the nearest ink pixel of the
 * other. A pixel is ink if at least half of it is covered.
 *
 * @param a An image.
 * @param b Another of the same size.
 * @returns The distance in pixels; 0 where both are empty, the diagonal of the image where one is.
 * @throws {RangeError} If the sizes differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const dot = (column: number) => ({
 *   height: 1,
 *   width: 9,
 *   data: Float32Array.from({ length: 9 }, (_, i) => i === column ? 1 : 0),
 * });
 * assert.equal(chamferDistance(dot(1), dot(4)), 3);
 * ```
 */
export function chamferDistance(a: InkImage, b: InkImage): number {
  const { height, width } = a;
  if (b.height !== height || b.width !== width) {
    throw new RangeError(
      `Cannot compare images: one is ${height} x ${width}, the other ${b.height} x ${b.width}, ` +
        "expected one size",
    );
  }
  const [inkA, inkB] = [inkMask(a), inkMask(b)];
  const [hasA, hasB] = [inkA.includes(1), inkB.includes(1)];
  if (!hasA || !hasB) return hasA || hasB ? Math.hypot(height, width) : 0;
  return (meanDistance(inkA, inkB, height, width) + meanDistance(inkB, inkA, height, width)) / 2;
}

function inkMask({ data }: InkImage): Uint8Array {
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i]! >= 0.5) mask[i] = 1;
  return mask;
}

/** The mean distance from the pixels of one mask to the nearest pixel of another. */
function meanDistance(from: Uint8Array, to: Uint8Array, height: number, width: number): number {
  const squared = squaredDistances(to, height, width, 1, height + width);
  let sum = 0;
  let count = 0;
  from.forEach((value, i) => {
    if (value === 0) return;
    sum += Math.sqrt(squared[i]!);
    count++;
  });
  return sum / count;
}
