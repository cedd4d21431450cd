/**
 * Resampling of images: area average when shrinking, linear interpolation when enlarging.
 *
 * @module
 */

import type { GrayImage } from "./ink_image.ts";
import { openKernels } from "./kernels.ts";

/** A rectangle of an image in pixels; edges may lie between pixels. */
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

/** Bytes that are shrunk at a time; they fit the cache of a processor. */
const BAND_BYTES = 1 << 17;
/** New pixels of a row that the kernels process at a time. */
const GROUP = 16;

/** For each output sample: the first source sample it reads, and the weights from there on. */
interface Taps {
  readonly first: Int32Array;
  /** Weights of output `i` are `weights[offset[i] .. offset[i + 1])`. */
  readonly offset: Int32Array;
  readonly weights: Float64Array;
}

function makeTaps(start: number, length: number, available: number, count: number): Taps {
  const step = length / count;
  const first = new Int32Array(count);
  const offset = new Int32Array(count + 1);
  const weights = new Float64Array(count * (Math.ceil(Math.max(step, 1)) + 2));
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

/** Rounds weights to integers with a given total per output. */
function roundWeights({ offset, weights }: Taps, total: number): Int32Array {
  const rounded = new Int32Array(offset[offset.length - 1]!);
  for (let i = 0; i + 1 < offset.length; i++) {
    const begin = offset[i]!;
    let rest = total;
    let largest = begin;
    for (let k = begin; k < offset[i + 1]!; k++) {
      const weight = Math.round(weights[k]! * total);
      rounded[k] = weight;
      rest -= weight;
      if (weight > rounded[largest]!) largest = k;
    }
    rounded[largest]! += rest;
  }
  return rounded;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The rows of an image, for reading four bytes at a time. */
interface Rows {
  readonly view: DataView;
  readonly stride: number;
}

/** Columns of pure white that end a stretch of ink. */
const GAP = 16;

/** Whether four columns from an index on are pure white in some rows. */
function isWhite({ view, stride }: Rows, i: number, rows: number): boolean {
  for (let row = 0; row < rows; row++, i += stride) {
    if (view.getInt32(i, true) !== -1) return false;
  }
  return true;
}

/** Finds the next column with ink at or after `at`; `to` if there is none. */
function nextInk(source: Rows, first: number, rows: number, at: number, to: number): number {
  const start = first * source.stride;
  while (at + 4 <= to && isWhite(source, start + at, rows)) at += 4;
  return at;
}

/** The column after a stretch of ink that starts at `at`, at most `to`. */
function endOfInk(source: Rows, first: number, rows: number, at: number, to: number): number {
  const start = first * source.stride;
  let white = 0;
  for (at += 4; at < to && white < GAP; at += 4) {
    white = at + 4 <= to && isWhite(source, start + at, rows) ? white + 4 : 0;
  }
  return Math.min(at - white, to);
}

/** Edges of new pixels in a row: whole columns, and the covered fraction of the next column. */
interface Edges {
  readonly column: Int32Array;
  readonly fraction: Float64Array;
  /** Factor of the sum over each new pixel. */
  readonly scale: Float64Array;
}

function makeEdges(
  start: number,
  length: number,
  available: number,
  count: number,
  unit: number,
): Edges {
  const step = length / count;
  const column = new Int32Array(count + 1);
  const fraction = new Float64Array(count + 1);
  const scale = new Float64Array(count);
  let before = 0;
  for (let i = 0; i <= count; i++) {
    const edge = Math.min(available, Math.max(0, start + i * step));
    column[i] = Math.min(available - 1, Math.floor(edge + 1e-9));
    fraction[i] = edge - column[i]!;
    if (i > 0) scale[i - 1] = unit / Math.max(edge - before, 1e-9);
    before = edge;
  }
  return { column, fraction, scale };
}

/** Combines rows, then the columns of the combined row. Pure white bytes stay white. */
function combineRows(
  source: Plane,
  across: Taps,
  down: Taps,
  out: Uint8Array | Float32Array,
  bias: number,
): void {
  const { data, width: stride } = source;
  const height = down.first.length;
  const width = across.first.length;
  const line = new Float64Array(stride);
  const bytes = data instanceof Uint8Array ? { view: viewOf(data), stride } : undefined;
  out.fill(255 + bias);
  for (let y = 0; y < height; y++) {
    const row = out.subarray(y * width, (y + 1) * width);
    const combine = (begin: number, end: number) => {
      combineLines(line, source, down, y, across.first[begin]!, endOfTaps(across, end - 1));
      combineColumns(line, across, row, begin, end, bias);
    };
    if (bytes === undefined) combine(0, width);
    else findInk(bytes, down.first[y]!, down.offset[y + 1]! - down.offset[y]!, across, combine);
  }
}

/** The end of the columns that a new pixel reads, exclusive. */
function endOfTaps({ first, offset }: Taps, x: number): number {
  return first[x]! + offset[x + 1]! - offset[x]!;
}

/** Calls a function for each stretch of new pixels that is not pure white in some rows. */
function findInk(
  source: Rows,
  first: number,
  rows: number,
  across: Taps,
  visit: (begin: number, end: number) => void,
): void {
  const width = across.first.length;
  const to = endOfTaps(across, width - 1);
  for (let at = across.first[0]!, begin = 0; (at = nextInk(source, first, rows, at, to)) < to;) {
    while (begin < width && endOfTaps(across, begin) <= at) begin++;
    at = endOfInk(source, first, rows, at, to);
    let end = begin;
    while (end < width && across.first[end]! < at) end++;
    if (end > begin) visit(begin, end);
    begin = end;
  }
}

/** Combines some columns of the rows that new row `y` reads. */
function combineLines(
  line: Float64Array,
  { data, width }: Plane,
  { first, offset, weights }: Taps,
  y: number,
  begin: number,
  end: number,
): void {
  line.fill(0, begin, end);
  let from = first[y]! * width;
  for (let tap = offset[y]!; tap < offset[y + 1]!; tap++, from += width) {
    const weight = weights[tap]!;
    for (let x = begin; x < end; x++) line[x]! += weight * data[from + x]!;
  }
}

function combineColumns(
  line: Float64Array,
  { first, offset, weights }: Taps,
  row: Uint8Array | Float32Array,
  begin: number,
  end: number,
  bias: number,
): void {
  let tap = offset[begin]!;
  for (let x = begin; x < end; x++) {
    const stop = offset[x + 1]!;
    let from = first[x]!;
    let sum = bias;
    while (tap < stop) sum += weights[tap++]! * line[from++]!;
    row[x] = sum;
  }
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
