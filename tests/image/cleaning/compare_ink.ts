/** Compares found ink with the true ink of a photo. */
import type { PreparedSignature } from "../../../lib/image/cleaning/prepare.ts";
import { squaredDistances } from "../../../lib/image/distance_transform.ts";
import type { InkImage } from "../../../lib/image/ink_image.ts";

/** How far ink may be from where it was drawn, in pixels of a signature of 64 x 128. */
const TOLERANCE = 3;

/** How the ink that was found differs from the true ink. */
export interface InkErrors {
  /** Fraction of the true ink that is further than the tolerance from what was found. */
  readonly lost: number;
  /** Fraction of what was found that is further than the tolerance from the true ink. */
  readonly foreign: number;
}

/**
 * Compares found ink with the true ink of a photo.
 *
 * @param found The prepared signature.
 * @param truth The true ink, at the size of the photo.
 */
export function compareInk(found: PreparedSignature, truth: InkImage): InkErrors {
  let [top, left, bottom, right] = [truth.height, truth.width, 0, 0];
  truth.data.forEach((value, i) => {
    if (value < 0.5) return;
    const [y, x] = [Math.floor(i / truth.width), i % truth.width];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
  });
  // Two cells are a pixel of the true signature at 64 x 128 with its margin.
  const cell = Math.max((right - left) / 122, (bottom - top) / 58) / 2;
  const [height, width] = [Math.ceil(truth.height / cell), Math.ceil(truth.width / cell)];
  const expected = new Uint8Array(height * width);
  truth.data.forEach((value, i) => {
    if (value < 0.5) return;
    const [y, x] = [Math.floor(i / truth.width), i % truth.width];
    expected[Math.floor(y / cell) * width + Math.floor(x / cell)] = 1;
  });
  const actual = new Uint8Array(height * width);
  const { scale, x: x0, y: y0 } = found.placement;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor(((y + 0.5) * cell - y0) / scale);
      const column = Math.floor(((x + 0.5) * cell - x0) / scale);
      if (row < 0 || column < 0 || row >= found.height || column >= found.width) continue;
      if (found.data[row * found.width + column]! >= 0.5) actual[y * width + x] = 1;
    }
  }
  // Where there is much foreign ink, a pixel of the result is more than one of the signature.
  const limit = 2 * TOLERANCE + (2 * cell < scale ? scale / cell : 0);
  return {
    lost: fractionBeyond(expected, actual, height, width, limit),
    foreign: fractionBeyond(actual, expected, height, width, limit),
  };
}

function fractionBeyond(
  from: Uint8Array,
  to: Uint8Array,
  height: number,
  width: number,
  limit: number,
) {
  const squared = squaredDistances(to, height, width, 1, Math.ceil(limit) + 1);
  let [beyond, all] = [0, 0];
  from.forEach((value, i) => {
    all += value;
    if (value === 1 && squared[i]! > limit * limit) beyond++;
  });
  return all === 0 ? 0 : beyond / all;
}
