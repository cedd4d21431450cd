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
 * Resamples a region of a picture to a given size.
 *
 * Each axis that shrinks takes the mean over the area of each new pixel, so that the mean of the
 * picture stays; each axis that grows interpolates linearly between pixel centres.
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

/** Writes a resampled picture, with `bias` added to each value. */
function resampleInto(
  out: Uint8Array | Float32Array,
  bias: number,
  source: Plane,
  height: number,
  width: number,
  region: Region,
): void {
  const { data } = source;
  const factor = wholeFactor(source, height, width, region);
  if (factor > 1) return combineBlocks(source, width, factor, out, bias);
  const down = makeTaps(region.top, region.height, source.height, height);
  if (region.width < width || !(data instanceof Uint8Array)) {
    const across = makeTaps(region.left, region.width, source.width, width);
    return combineRows(source, across, down, out, bias);
  }
  // The sum of all that one new pixel covers must stay below 2^31.
  const bits = 22 - Math.ceil(Math.log2(region.width / width + 2));
  const edges = makeEdges(region.left, region.width, source.width, width, 1 / (1 << bits));
  const sums = new Int32Array(source.width + 1);
  const whole = { data, view: viewOf(data), stride: source.width, sums };
  const weights = new Int32Array(down.offset[1]! + 3);
  out.fill(255 + bias);
  for (let y = 0; y < height; y++) {
    const count = roundWeights(down, y, 1 << bits, weights);
    const row = out.subarray(y * width, (y + 1) * width);
    shrinkRow(whole, down.first[y]!, weights.subarray(0, count), edges, row, bias);
  }
}

/** One row of new pixels where a few weighted rows have more than pure white. */
function shrinkRow(
  source: RowSums,
  first: number,
  weights: Int32Array,
  edges: Edges,
  row: Uint8Array | Float32Array,
  bias: number,
): void {
  const { column, to } = edges;
  const rows = weights.length;
  for (let at = column[0]!, begin = 0; (at = nextInk(source, first, rows, at, to)) < to;) {
    while (begin < row.length && column[begin + 1]! < at) begin++;
    at = endOfInk(source, first, rows, at, to);
    let end = begin;
    while (end < row.length && column[end]! < at) end++;
    sumRows(source, first, weights, column[begin]!, column[end]! + 1);
    meanBetween(edges, source.sums, row, begin, end, bias);
    begin = end;
  }
}

/** How many pixels of the whole source make one along each axis, or 0 where it is no whole number. */
function wholeFactor(source: Plane, height: number, width: number, region: Region): number {
  const factor = Math.floor(source.height / height);
  const whole = region.top === 0 && region.left === 0 && region.height === source.height &&
    region.width === source.width;
  return whole && source.height === factor * height && source.width === factor * width ? factor : 0;
}

function combineBlocks(
  { data, width: stride }: Plane,
  width: number,
  factor: number,
  out: Uint8Array | Float32Array,
  bias: number,
): void {
  const scale = 1 / (factor * factor);
  for (let at = 0, line = 0; at < out.length; at += width, line += factor) {
    for (let x = 0; x < width; x++) {
      const first = line * stride + x * factor;
      out[at + x] = sumBlock(data, first, factor, stride) * scale + bias;
    }
  }
}

function sumBlock(
  data: Uint8Array | Float32Array,
  first: number,
  size: number,
  stride: number,
): number {
  let sum = 0;
  for (let y = 0, i = first; y < size; y++, i += stride) {
    if (size === 4) {
      sum += data[i]! + data[i + 1]! + data[i + 2]! + data[i + 3]!;
      continue;
    }
    let row = 0;
    for (let x = i; x < i + size; x++) row += data[x]!;
    sum += row;
  }
  return sum;
}

/** Whole numbers in proportion to the weights of output `i`, with this total; how many there are. */
function roundWeights(taps: Taps, i: number, total: number, rounded: Int32Array): number {
  const begin = taps.offset[i]!;
  const count = taps.offset[i + 1]! - begin;
  let rest = total;
  let largest = 0;
  for (let k = 0; k < count; k++) {
    const weight = Math.round(taps.weights[begin + k]! * total);
    rounded[k] = weight;
    rest -= weight;
    if (weight > rounded[largest]!) largest = k;
  }
  rounded[largest]! += rest;
  return count;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** A picture whose rows are summed up. */
interface RowSums {
  readonly data: Uint8Array;
  /** The same bytes, for reading four at a time. */
  readonly view: DataView;
  readonly stride: number;
  readonly sums: Int32Array;
}

/** After so many columns of pure white a stretch of ink has ended. */
const GAP = 16;

/** Whether the four columns from an index on are pure white in a few rows. */
function isWhite({ view, stride }: RowSums, i: number, rows: number): boolean {
  for (let row = 0; row < rows; row++, i += stride) {
    if (view.getInt32(i, true) !== -1) return false;
  }
  return true;
}

/** A column from `at` on before which a few rows are pure white; `to` where all of them are. */
function nextInk(source: RowSums, first: number, rows: number, at: number, to: number): number {
  const start = first * source.stride;
  while (at + 4 <= to && isWhite(source, start + at, rows)) at += 4;
  return at;
}

/** The column after a stretch of ink that starts at `at`, at most `to`. */
function endOfInk(source: RowSums, first: number, rows: number, at: number, to: number): number {
  const start = first * source.stride;
  let white = 0;
  for (at += 4; at < to && white < GAP; at += 4) {
    white = at + 4 <= to && isWhite(source, start + at, rows) ? white + 4 : 0;
  }
  return Math.min(at - white, to);
}

/**
 * Sums from the first column to each other one over a few weighted rows, modulo 2^32: only their
 * differences are used.
 */
function sumRows(
  { data, stride, sums }: RowSums,
  first: number,
  weights: Int32Array,
  from: number,
  to: number,
): void {
  let a = first * stride + from;
  const count = weights.length;
  const [w0, w1, w2] = [weights[0]!, count > 1 ? weights[1]! : 0, count > 2 ? weights[2]! : 0];
  const b = count > 1 ? stride : 0;
  const c = count > 2 ? 2 * stride : 0;
  let sum = 0;
  for (let x = from; x < to; x++, a++) {
    sum = (sum + Math.imul(w0, data[a]!) + Math.imul(w1, data[a + b]!) +
      Math.imul(w2, data[a + c]!)) | 0;
    sums[x + 1] = sum;
  }
  for (let k = 3; k < count; k++) {
    const weight = weights[k]!;
    a = (first + k) * stride + from;
    sum = 0;
    for (let x = from; x < to; x++, a++) {
      sum = (sum + Math.imul(weight, data[a]!)) | 0;
      sums[x + 1] = (sums[x + 1]! + sum) | 0;
    }
  }
}

/** Where new pixels begin and end in a row: whole columns and the shares of the next ones. */
interface Edges {
  readonly column: Int32Array;
  readonly share: Float64Array;
  /** What to multiply the sum over each new pixel by. */
  readonly scale: Float64Array;
  /** The column after the last one that is read. */
  readonly to: number;
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
  const share = new Float64Array(count + 1);
  const scale = new Float64Array(count);
  let before = 0;
  for (let i = 0; i <= count; i++) {
    const edge = Math.min(available, Math.max(0, start + i * step));
    column[i] = Math.min(available - 1, Math.floor(edge + 1e-9));
    share[i] = edge - column[i]!;
    if (i > 0) scale[i - 1] = unit / Math.max(edge - before, 1e-9);
    before = edge;
  }
  return { column, share, scale, to: column[count]! + 1 };
}

/** The means of some new pixels from sums that start at the first of their columns. */
function meanBetween(
  { column, share, scale }: Edges,
  sums: Int32Array,
  row: Uint8Array | Float32Array,
  begin: number,
  end: number,
  bias: number,
): void {
  const from = column[begin]!;
  sums[from] = 0;
  let before = 0;
  let part = share[begin]! * sums[from + 1]!;
  for (let i = begin; i < end; i++) {
    const at = column[i + 1]!;
    const sum = sums[at]!;
    const next = share[i + 1]! * ((sums[at + 1]! - sum) | 0);
    row[i] = (((sum - before) | 0) + next - part) * scale[i]! + bias;
    before = sum;
    part = next;
  }
}

/** Combines rows, then the columns of the combined row; what is pure white in bytes stays so. */
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
  const bytes = data instanceof Uint8Array
    ? { data, view: viewOf(data), stride, sums: new Int32Array(0) }
    : undefined;
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

/** The column after the last one that a new pixel reads. */
function endOfTaps({ first, offset }: Taps, x: number): number {
  return first[x]! + offset[x + 1]! - offset[x]!;
}

/** Tells of all stretches of new pixels that a few rows have more than pure white for. */
function findInk(
  source: RowSums,
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
  const whole = Math.floor(source.width / factor);
  const view = viewOf(source.data);
  const sums = new Int32Array(source.width);
  const rowSums = { data: source.data, view, stride: source.width, sums };
  for (let y = 0; y < height; y++) {
    const top = y * factor;
    const rows = Math.min(factor, source.height - top);
    const row = data.subarray(y * width, (y + 1) * width);
    const first = top * source.width;
    if (factor === 2 && rows === 2) shrinkPairs(view, first, first + source.width, whole, row);
    else shrinkBlocks(rowSums, top, rows, whole, factor, row);
    if (whole < width) row[whole] = meanOfRest(source, top, rows, whole * factor) + 0.5;
  }
  return { height, width, data };
}

/** The means of all whole squares of two by two pixels in two rows. */
function shrinkPairs(view: DataView, a: number, b: number, count: number, row: Uint8Array): void {
  const even = 0x00ff00ff;
  row.fill(255);
  let x = 0;
  // Two sums of four pixels in the halves of one word.
  for (; x + 1 < count; x += 2, a += 4, b += 4) {
    const upper = view.getInt32(a, true);
    const lower = view.getInt32(b, true);
    if ((upper & lower) === -1) continue;
    const sums = (upper & even) + ((upper >>> 8) & even) + (lower & even) + ((lower >>> 8) & even) +
      0x00020002;
    row[x] = sums >> 2;
    row[x + 1] = sums >> 18;
  }
  if (x === count) return;
  const last = view.getUint8(a) + view.getUint8(a + 1) + view.getUint8(b) + view.getUint8(b + 1);
  row[x] = (last + 2) >> 2;
}

/** The means of all whole blocks of `factor` columns in a few rows. */
function shrinkBlocks(
  source: RowSums,
  first: number,
  rows: number,
  count: number,
  factor: number,
  row: Uint8Array,
): void {
  const { sums } = source;
  const size = rows * factor;
  const to = count * factor;
  row.fill(255);
  for (let at = 0; (at = nextInk(source, first, rows, at, to)) < to;) {
    const begin = Math.floor(at / factor);
    at = endOfInk(source, first, rows, at, to);
    const end = Math.ceil(at / factor);
    sumColumns(source, first, rows, begin * factor, end * factor);
    for (let x = begin, i = begin * factor; x < end; x++) {
      let sum = 0;
      for (const stop = i + factor; i < stop; i++) sum += sums[i]!;
      row[x] = sum / size + 0.5;
    }
  }
}

/** The sums of some columns over a few rows. */
function sumColumns(
  { view, stride, sums }: RowSums,
  first: number,
  rows: number,
  from: number,
  to: number,
): void {
  const fours = from + ((to - from) & ~3);
  sums.fill(0, from, to);
  const even = 0x00ff00ff;
  // Two sums in the halves of one word, which hold no more than 256 bytes.
  for (let done = 0; done < rows; done += 256) {
    const start = (first + done) * stride;
    const end = start + Math.min(256, rows - done) * stride;
    for (let x = from; x < fours; x += 4) {
      let a = 0;
      let b = 0;
      for (let i = start + x; i < end; i += stride) {
        const word = view.getInt32(i, true);
        a = (a + (word & even)) | 0;
        b = (b + ((word >>> 8) & even)) | 0;
      }
      sums[x]! += a & 0xffff;
      sums[x + 1]! += b & 0xffff;
      sums[x + 2]! += a >>> 16;
      sums[x + 3]! += b >>> 16;
    }
    for (let x = fours; x < to; x++) {
      for (let i = start + x; i < end; i += stride) sums[x]! += view.getUint8(i);
    }
  }
}

/** The mean of a few rows from one column to the end. */
function meanOfRest({ data, width }: GrayImage, top: number, rows: number, left: number): number {
  let sum = 0;
  for (let y = top; y < top + rows; y++) {
    for (let x = left; x < width; x++) sum += data[y * width + x]!;
  }
  return sum / (rows * (width - left));
}
