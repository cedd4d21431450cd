/**
 * Applies the orientation of photos.
 *
 * @module
 */

import type { ScannedImage } from "../ink_image.ts";

/**
 * Undoes the rotation and mirroring of an EXIF or TIFF orientation tag.
 *
 * @param image `[height, width]` as stored.
 * @param orientation 1 to 8; anything else counts as 1, upright.
 * @returns The upright image, `[width, height]` for orientations 5 to 8; `image` itself for 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const lying = { height: 1, width: 2, data: Uint8Array.of(10, 20) };
 * assert.deepEqual(orient(lying, 6), { height: 2, width: 1, data: Uint8Array.of(10, 20) });
 * assert.deepEqual(orient(lying, 8), { height: 2, width: 1, data: Uint8Array.of(20, 10) });
 * ```
 */
export function orient(image: ScannedImage, orientation: number): ScannedImage {
  if (!(orientation >= 2 && orientation <= 8)) return image;
  const { height: rows, width: columns, color } = image;
  const [height, width] = swapsAxes(orientation) ? [columns, rows] : [rows, columns];
  const data = turn(image.data, rows, columns, 1, orientation);
  if (color === undefined) return { height, width, data };
  return { height, width, data, color: turn(color, rows, columns, 3, orientation) };
}

/** Reorders pixels of `channels` bytes each. */
function turn(
  stored: Uint8Array,
  rows: number,
  columns: number,
  channels: number,
  orientation: number,
): Uint8Array {
  const [height, width] = swapsAxes(orientation) ? [columns, rows] : [rows, columns];
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const start = (fromBottom ? (rows - 1) * columns : 0) + (fromRight ? columns - 1 : 0);
  const alongRow = fromRight ? -1 : 1;
  const alongColumn = fromBottom ? -columns : columns;
  const [down, right] = swapsAxes(orientation) ? [alongRow, alongColumn] : [alongColumn, alongRow];
  const data = new Uint8Array(stored.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (start + y * down + x * right) * channels;
      for (let c = 0; c < channels; c++) data[i++] = stored[from + c]!;
    }
  }
  return data;
}

/** Whether an orientation tag exchanges height and width. */
export function swapsAxes(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}
