/**
 * The extent of the ink of an image.
 *
 * @module
 */
import type { ImageSize } from "./image_size.ts";

/** A range of positions, both ends included; empty where the minimum is larger. */
export interface Span {
  /** The first position. */
  readonly min: number;
  /** The last position. */
  readonly max: number;
}

/** The extent of the ink of an image. */
export interface InkExtent {
  /** The first column with ink in each row; the width of the image where there is none. */
  readonly first: Int32Array;
  /** The last column with ink in each row; -1 where there is none. */
  readonly last: Int32Array;
  /** The range of columns with ink. */
  readonly x: Span;
  /** The range of rows with ink. */
  readonly y: Span;
}

/**
 * Finds the extent of the ink of an image.
 *
 * @param input Ink coverage, `[height, width]`, 0 is paper.
 * @param size Size of the image.
 * @returns The extent, by row and as a whole.
 */
export function findExtent(input: Float32Array, { height, width }: ImageSize): InkExtent {
  // Comparing bits is faster than comparing floats.
  const words = new Int32Array(input.buffer, input.byteOffset, input.length);
  const first = new Int32Array(height);
  const last = new Int32Array(height);
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let low = start;
    let high = start + width - 1;
    while (low <= high && words[low] === 0) low++;
    while (high > low && words[high] === 0) high--;
    if (low > high) high = start - 1;
    first[row] = low - start;
    last[row] = high - start;
    if (high < start) continue;
    if (bottom < 0) top = row;
    bottom = row;
    if (low - start < left) left = low - start;
    if (high - start > right) right = high - start;
  }
  return { first, last, x: { min: left, max: right }, y: { min: top, max: bottom } };
}
