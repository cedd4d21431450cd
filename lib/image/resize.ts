/**
 * Resampling of pictures: area average when shrinking, linear interpolation when enlarging.
 *
 * @module
 */

import type { GrayImage } from "./ink_image.ts";

/** A rectangle of a picture in pixels; edges may lie between pixels. */
export interface Region {
  /** Rows above it. */
  readonly top: number;
  /** Columns left of it. */
  readonly left: number;
  /** Its rows. */
  readonly height: number;
  /** Its columns. */
  readonly width: number;
}

/** Row-major samples with their size. */
export interface Plane {
  /** Samples per column. */
  readonly height: number;
  /** Samples per row. */
  readonly width: number;
  /** `height * width` samples. */
  readonly data: Uint8Array | Float32Array;
}

/** For each output sample: the first source sample it reads, and the weights from there on. */
interface Taps {
  readonly first: Int32Array;
  /** Weights of output `i` are `weights[offset[i] .. offset[i + 1])`. */
  readonly offset: Int32Array;
  readonly weights: Float32Array;
}

function makeTaps(start: number, length: number, available: number, count: number): Taps {
  const step = length / count;
  const first = new Int32Array(count);
  const offset = new Int32Array(count + 1);
  const weights = new Float32Array(count * (Math.ceil(Math.max(step, 1)) + 2));
  let used = 0;
  for (let i = 0; i < count; i++) {
    offset[i] = used;
    if (step >= 1) {
      const low = Math.max(0, start + i * step);
      const high = Math.min(available, start + (i + 1) * step);
      const begin = Math.min(available - 1, Math.floor(low + 1e-9));
      const end = Math.max(begin + 1, Math.ceil(high - 1e-9));
      first[i] = begin;
      const scale = 1 / Math.max(high - low, 1e-9);
      for (let j = begin; j < end; j++) {
        weights[used++] = (Math.min(high, j + 1) - Math.max(low, j)) * scale;
      }
    } else {
      const centre = start + (i + 0.5) * step - 0.5;
      const position = Math.min(available - 1, Math.max(0, centre));
      const begin = Math.min(Math.floor(position), Math.max(0, available - 2));
      first[i] = begin;
      weights[used++] = 1 - (position - begin);
      if (available > 1) weights[used++] = position - begin;
    }
  }
  offset[count] = used;
  return { first, offset, weights };
}

function addWeighted(out: Float32Array, start: number, row: Float32Array, weight: number): void {
  for (let x = 0; x < row.length; x++) out[start + x]! += weight * row[x]!;
}

/**
 * Resamples a region of a picture to a given size.
 *
 * Each axis that shrinks takes the mean over the area of each new pixel, so that the mean of the
 * picture stays; each axis that grows interpolates linearly between pixel centres. The source is
 * read once, row by row, so the extra memory is the result's alone.
 *
 * @param source Row-major samples, `height * width` of them.
 * @param height Rows of the result.
 * @param width Columns of the result.
 * @param region The part to read, the whole picture by default.
 * @returns `height * width` samples in the unit of the source.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const source = { height: 2, width: 2, data: new Uint8Array([0, 10, 20, 30]) };
 * assert.deepEqual([...resample(source, 1, 2)], [10, 20]);
 * ```
 */
export function resample(
  source: Plane,
  height: number,
  width: number,
  region: Region = { top: 0, left: 0, height: source.height, width: source.width },
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(height * width);
  const across = makeTaps(region.left, region.width, source.width, width);
  const down = makeTaps(region.top, region.height, source.height, height);
  const line = new Float32Array(source.width);
  const row = new Float32Array(width);
  let open = 0;
  let y = down.first[0]!;
  while (open < height) {
    line.set(source.data.subarray(y * source.width, (y + 1) * source.width));
    combineRow(line, across, row);
    for (let i = open; i < height && down.first[i]! <= y; i++) {
      const tap = down.offset[i]! + y - down.first[i]!;
      if (tap < down.offset[i + 1]!) addWeighted(out, i * width, row, down.weights[tap]!);
      if (tap >= down.offset[i + 1]! - 1) open = i + 1;
    }
    y++;
  }
  return out;
}

function combineRow(source: Float32Array, taps: Taps, row: Float32Array): void {
  const { first, offset, weights } = taps;
  let tap = 0;
  for (let x = 0; x < row.length; x++) {
    const end = offset[x + 1]!;
    let from = first[x]!;
    let sum = 0;
    while (tap < end) sum += weights[tap++]! * source[from++]!;
    row[x] = sum;
  }
}

/**
 * Shrinks a picture by a whole factor: each new pixel is the mean of a square of old ones.
 *
 * Squares at the right and lower edge are cut off at the edge of the picture.
 *
 * @param source Row-major bytes, `height * width` of them.
 * @param factor How many old pixels make one new pixel along each axis; 1 gives the source itself.
 * @returns A picture of `ceil(height / factor) * ceil(width / factor)` bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const source = { height: 2, width: 3, data: new Uint8Array([0, 10, 5, 20, 30, 7]) };
 * assert.deepEqual([...shrinkByFactor(source, 2).data], [15, 6]);
 * ```
 */
export function shrinkByFactor(source: GrayImage, factor: number): GrayImage {
  if (factor === 1) return source;
  const height = Math.ceil(source.height / factor);
  const width = Math.ceil(source.width / factor);
  const data = new Uint8Array(height * width);
  const sums = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    const end = Math.min(source.height, (y + 1) * factor);
    for (let row = y * factor; row < end; row++) addBlocks(source, row, factor, sums);
    const rows = end - y * factor;
    for (let x = 0; x < width; x++) {
      const columns = Math.min(factor, source.width - x * factor);
      data[y * width + x] = sums[x]! / (rows * columns) + 0.5;
    }
  }
  return { height, width, data };
}

function addBlocks(source: GrayImage, row: number, factor: number, sums: Int32Array): void {
  const { data, width } = source;
  let i = row * width;
  const whole = Math.floor(width / factor);
  for (let x = 0; x < whole; x++) {
    let sum = 0;
    for (const end = i + factor; i < end; i++) sum += data[i]!;
    sums[x]! += sum;
  }
  for (const end = (row + 1) * width; i < end; i++) sums[whole]! += data[i]!;
}
