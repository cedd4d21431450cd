/**
 * A border of one pixel around row-major images, so that neighbours need no bounds checks.
 *
 * @module
 */

/** The arrays that a border can be added to. */
type Pixels = Uint8Array | Int32Array;

/**
 * Copies an image into one with a border of zeros.
 *
 * @param pixels Row-major, `height * width` values.
 * @param height Rows.
 * @param width Columns.
 * @returns `(height + 2) * (width + 2)` values.
 */
export function addBorder<T extends Pixels>(pixels: T, height: number, width: number): T {
  const stride = width + 2;
  const result = new (pixels.constructor as new (length: number) => T)((height + 2) * stride);
  for (let y = 0; y < height; y++) {
    result.set(pixels.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  }
  return result;
}

/**
 * Copies an image without its border.
 *
 * @param bordered `(height + 2) * (width + 2)` values.
 * @param height Rows of the result.
 * @param width Columns of the result.
 * @returns Row-major, `height * width` values.
 */
export function removeBorder<T extends Pixels>(bordered: T, height: number, width: number): T {
  const stride = width + 2;
  const result = new (bordered.constructor as new (length: number) => T)(height * width);
  for (let y = 0; y < height; y++) {
    const from = (y + 1) * stride + 1;
    result.set(bordered.subarray(from, from + width), y * width);
  }
  return result;
}
