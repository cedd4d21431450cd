/**
 * Resampling of images: area average when shrinking, linear interpolation when enlarging.
 *
 * @module
 */
import { combineRows } from "./combine_rows.ts";
import type { GrayImage } from "./ink_image.ts";
import { openKernels } from "./kernels.ts";
import type { Plane, Region } from "./plane.ts";
import { makeEdges, makeTaps, roundWeights, type Taps } from "./resampling_taps.ts";

/** Bytes that are shrunk at a time; they fit the cache of a processor. */
const BAND_BYTES = 1 << 17;
/** New pixels of a row that the kernels process at a time. */
const GROUP = 16;

/**
 * Resamples a region of an image to a given size.
 *
 * An axis that shrinks averages over the area of each new pixel, which preserves the mean of the
 * image. An axis that grows interpolates linearly between pixel centres.
 *
 * @param source Row-major samples, `height * width` of them.
 * @param height Rows of the result.
 * @param width Columns of the result.
 * @param region The part to read, the whole image by default.
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
  const { data } = source;
  if (data instanceof Float32Array) {
    const factor = wholeFactor(source, height, width, region);
    if (factor > 1) return meanOfBlocks(data, height, width, factor);
  }
  const out = new Float32Array(height * width);
  resampleInto(out, 0, source, height, width, region);
  return out;
}

/** Resamples like {@linkcode resample}, rounded to bytes. */
export function resampleBytes(
  source: GrayImage,
  height: number,
  width: number,
  region: Region,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(height * width);
  resampleInto(out, 0.5, source, height, width, region);
  return out;
}

/** Stores a resampled image, with `bias` added to each value. */
function resampleInto(
  out: Uint8Array | Float32Array,
  bias: number,
  source: Plane,
  height: number,
  width: number,
  region: Region,
): void {
  const { data } = source;
  const down = makeTaps(region.top, region.height, source.height, height);
  if (region.width < width || !(data instanceof Uint8Array)) {
    const across = makeTaps(region.left, region.width, source.width, width);
    return combineRows(source, across, down, out, bias);
  }
  shrinkAcross(source.width, data, down, width, region, out);
}

/** Resamples bytes to as many columns or fewer. */
function shrinkAcross(
  stride: number,
  data: Uint8Array,
  down: Taps,
  width: number,
  region: Region,
  out: Uint8Array | Float32Array,
): void {
  // The sum over one new pixel must stay below 2^31.
  const bits = 22 - Math.ceil(Math.log2(region.width / width + 2));
  const edges = makeEdges(region.left, region.width, stride, width, 1 / (1 << bits));
  const { column } = edges;
  const height = down.first.length;
  const top = down.first[0]!;
  const bottom = down.first[height - 1]! + down.offset[height]! - down.offset[height - 1]!;
  let widest = 0;
  for (let x = 0; x < width; x++) widest = Math.max(widest, column[x + 1]! - column[x]!);

  const kernels = openKernels();
  const address = kernels.reserve(out.byteLength);
  kernels.run.resampleBytes(
    kernels.place(data.subarray(top * stride, bottom * stride)),
    stride,
    height,
    width,
    kernels.place(down.first.map((row) => row - top)),
    kernels.place(down.offset),
    kernels.place(roundWeights(down, 1 << bits)),
    kernels.place(column),
    kernels.place(edges.fraction),
    kernels.place(edges.scale),
    kernels.reserve(4 * (GROUP * (widest + 1) + 10)),
    address,
    out instanceof Float32Array,
  );
  if (out instanceof Float32Array) out.set(kernels.floats(address, out.length));
  else out.set(kernels.bytes(address, out.length));
}

/** Pixels of the source per new pixel along each axis; 0 if that is not an integer. */
function wholeFactor(source: Plane, height: number, width: number, region: Region): number {
  const factor = Math.floor(source.height / height);
  const whole = region.top === 0 && region.left === 0 && region.height === source.height &&
    region.width === source.width;
  return whole && source.height === factor * height && source.width === factor * width ? factor : 0;
}

/** The means of squares of `factor` samples. */
function meanOfBlocks(
  source: Float32Array,
  height: number,
  width: number,
  factor: number,
): Float32Array<ArrayBuffer> {
  const kernels = openKernels();
  const data = kernels.place(source);
  const out = kernels.reserve(4 * height * width);
  kernels.run.meanOfBlocks(data, height, width, factor, out);
  return kernels.floats(out, height * width).slice();
}

/**
 * Shrinks an image by a whole factor: each new pixel is the mean of a square of old ones.
 *
 * Squares at the right and lower edges are cut off at the edge of the image.
 *
 * @param source Row-major bytes, `height * width` of them.
 * @param factor Old pixels per new pixel along each axis; 1 returns the source itself.
 * @returns An image of `ceil(height / factor) * ceil(width / factor)` bytes.
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
  const bandHeight = Math.min(height, Math.ceil(BAND_BYTES / (factor * source.width)));
  const kernels = openKernels();
  const band = kernels.reserve(Math.min(source.height, bandHeight * factor) * source.width);
  const sums = kernels.reserve(4 * (GROUP * factor + 16));
  const result = kernels.reserve(bandHeight * width);
  for (let y = 0; y < height; y += bandHeight) {
    const first = y * factor;
    const end = Math.min(source.height, first + bandHeight * factor);
    const from = source.data.subarray(first * source.width, end * source.width);
    kernels.bytes(band, from.length).set(from);
    kernels.run.shrinkByFactor(band, end - first, source.width, factor, sums, result);
    data.set(kernels.bytes(result, Math.min(bandHeight, height - y) * width), y * width);
  }
  return { height, width, data };
}
