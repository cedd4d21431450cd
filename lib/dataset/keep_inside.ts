/**
 * Keeps the ink of a mapped image inside the image.
 *
 * @module
 */
import type { ImageSize } from "./image_size.ts";
import type { InkExtent } from "./ink_extent.ts";
import type { InverseMap } from "./warp.ts";

/** A linear map about the centre of the image, `[[a, b], [c, d]]`. */
export interface LinearMap {
  /** `x` per `x`. */
  readonly a: number;
  /** `x` per `y`. */
  readonly b: number;
  /** `y` per `x`. */
  readonly c: number;
  /** `y` per `y`. */
  readonly d: number;
}

/**
 * The inverse of a linear map about the centre of an image and a shift, both reduced as far as the
 * ink needs to stay inside.
 *
 * @param ink Extent of the ink.
 * @param size Size of the image.
 * @param linear The linear map.
 * @param shiftX Shift to the right, in pixels.
 * @param shiftY Shift downwards, in pixels.
 * @param reach Distance from the edges that the ink keeps, in pixels.
 * @returns The map from pixels of the output to positions in the input; `undefined` without ink.
 */
export function keepInside(
  ink: InkExtent,
  size: ImageSize,
  linear: LinearMap,
  shiftX: number,
  shiftY: number,
  reach: number,
): InverseMap | undefined {
  const extent = mapExtent(ink, size, linear);
  if (extent === undefined) return undefined;
  const centreX = (size.width - 1) / 2;
  const centreY = (size.height - 1) / 2;
  const spaceX = Math.max(0, centreX - reach);
  const spaceY = Math.max(0, centreY - reach);
  const { left, right, top, bottom } = extent;
  const shrink = Math.min(
    1,
    right > left ? 2 * spaceX / (right - left) : 1,
    bottom > top ? 2 * spaceY / (bottom - top) : 1,
  );
  // An image too small for the reach of the distortion has no room to keep.
  const factor = shrink > 0.5 ? shrink : 1;
  const moveX = clamp(shiftX, -spaceX - factor * left, spaceX - factor * right);
  const moveY = clamp(shiftY, -spaceY - factor * top, spaceY - factor * bottom);
  return invert(linear, factor, centreX, centreY, moveX, moveY);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

function invert(
  { a, b, c, d }: LinearMap,
  factor: number,
  centreX: number,
  centreY: number,
  moveX: number,
  moveY: number,
): InverseMap {
  const determinant = (a * d - b * c) * factor;
  const [xx, xy] = [d / determinant, -b / determinant];
  const [yx, yy] = [-c / determinant, a / determinant];
  const fromX = centreX + moveX;
  const fromY = centreY + moveY;
  return {
    xx,
    xy,
    x0: centreX - xx * fromX - xy * fromY,
    yx,
    yy,
    y0: centreY - yx * fromX - yy * fromY,
  };
}

/** The extent of the ink after a linear map about the centre, `undefined` without ink. */
function mapExtent(
  { first, last }: InkExtent,
  { height, width }: ImageSize,
  { a, b, c, d }: LinearMap,
): { left: number; right: number; top: number; bottom: number } | undefined {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let row = 0; row < height; row++) {
    if (last[row]! < 0) continue;
    // The map is linear: the extremes of a row are at its ends.
    const x0 = first[row]! - (width - 1) / 2;
    const x1 = last[row]! - (width - 1) / 2;
    const y = row - (height - 1) / 2;
    left = Math.min(left, a * x0 + b * y, a * x1 + b * y);
    right = Math.max(right, a * x0 + b * y, a * x1 + b * y);
    top = Math.min(top, c * x0 + d * y, c * x1 + d * y);
    bottom = Math.max(bottom, c * x0 + d * y, c * x1 + d * y);
  }
  return left === Infinity ? undefined : { left, right, top, bottom };
}
