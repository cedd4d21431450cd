/**
 * Images moved pixel by pixel.
 *
 * @module
 */

/** Rows and columns of an image. */
export interface ImageSize {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/**
 * Where each pixel of the output is found in the input:
 * `x' = xx x + xy y + x0` and `y' = yx x + yy y + y0`, in pixels from the centre of the first one.
 */
export interface InverseMap {
  /** `x'` per `x`. */
  readonly xx: number;
  /** `x'` per `y`. */
  readonly xy: number;
  /** `x'` of the first pixel. */
  readonly x0: number;
  /** `y'` per `x`. */
  readonly yx: number;
  /** `y'` per `y`. */
  readonly yy: number;
  /** `y'` of the first pixel. */
  readonly y0: number;
}

/** Smooth displacement: a uniform cubic B-spline over a coarse grid of control values. */
export interface Displacement {
  /** Pixels between control points, an integer. */
  readonly spacing: number;
  /** Control points per row: {@linkcode controlPoints} of the width. */
  readonly columns: number;
  /** Horizontal displacement in pixels at each control point, row-major. */
  readonly x: Float32Array;
  /** Vertical displacement in pixels at each control point, row-major. */
  readonly y: Float32Array;
}

/**
 * How many control points a {@linkcode Displacement} needs along a side.
 *
 * @param length Pixels along the side.
 * @param spacing Pixels between control points.
 */
export function controlPoints(length: number, spacing: number): number {
  return Math.floor((length - 1) / spacing) + 4;
}

/** The four weights of a uniform cubic B-spline at each of `spacing` steps from 0 to 1. */
function splineWeights(spacing: number): Float64Array {
  const weights = new Float64Array(4 * spacing);
  for (let i = 0; i < spacing; i++) {
    const t = i / spacing;
    const rest = 1 - t;
    weights[4 * i] = rest * rest * rest / 6;
    weights[4 * i + 1] = (4 + t * t * (3 * t - 6)) / 6;
    weights[4 * i + 2] = (4 + rest * rest * (3 * rest - 6)) / 6;
    weights[4 * i + 3] = t * t * t / 6;
  }
  return weights;
}

/**
 * Combines four control values of a row to what the spline starts with: its value and its first
 * three forward differences, four numbers for each stretch of `spacing` columns.
 */
function startStretches(controls: Float64Array, spacing: number, result: Float64Array): void {
  const step = 1 / spacing;
  for (let k = 0; k + 3 < controls.length; k++) {
    const a = controls[k]!;
    const b = controls[k + 1]!;
    const c = controls[k + 2]!;
    const d = controls[k + 3]!;
    const linear = step * (c - a) / 2;
    const square = step * step * ((a + c) / 2 - b);
    const cube = step * step * step * (d - a + 3 * (b - c)) / 6;
    result[4 * k] = (a + 4 * b + c) / 6;
    result[4 * k + 1] = linear + square + cube;
    result[4 * k + 2] = 2 * square + 6 * cube;
    result[4 * k + 3] = 6 * cube;
  }
}

/** Combines four rows of control values to one. */
function combineControls(
  grid: Float32Array,
  first: number,
  weights: Float64Array,
  phase: number,
  controls: Float64Array,
): void {
  const columns = controls.length;
  const w0 = weights[phase]!;
  const w1 = weights[phase + 1]!;
  const w2 = weights[phase + 2]!;
  const w3 = weights[phase + 3]!;
  for (let k = 0, at = first; k < columns; k++, at++) {
    controls[k] = grid[at]! * w0 + grid[at + columns]! * w1 + grid[at + 2 * columns]! * w2 +
      grid[at + 3 * columns]! * w3;
  }
}

/** The largest distance from zero. */
function reachOf(values: Float32Array): number {
  let reach = 0;
  for (let i = 0; i < values.length; i++) reach = Math.max(reach, Math.abs(values[i]!));
  return reach;
}

/** A range of positions, both ends included; empty where the first is larger. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** The part of a span where `slope * position + offset` lies strictly between two values. */
function whereBetween(span: Span, slope: number, offset: number, low: number, high: number): Span {
  if (slope === 0) return offset > low && offset < high ? span : { least: 1, most: 0 };
  const [a, b] = [(low - offset) / slope, (high - offset) / slope];
  return {
    least: Math.max(span.least, Math.floor(Math.min(a, b))),
    most: Math.min(span.most, Math.ceil(Math.max(a, b))),
  };
}

/** Where the ink of an image is. */
export interface InkExtent {
  /** The first column with ink in each row; the width where there is none. */
  readonly first: Int32Array;
  /** The last column with ink in each row; -1 where there is none. */
  readonly last: Int32Array;
  /** The columns with ink. */
  readonly x: Span;
  /** The rows with ink. */
  readonly y: Span;
}

/**
 * Finds where the ink of an image is.
 *
 * @param input Ink, `[height, width]`, 0 is paper.
 * @param size Its size.
 */
export function findExtent(input: Float32Array, { height, width }: ImageSize): InkExtent {
  // Bits are quicker to compare than numbers.
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
  return { first, last, x: { least: left, most: right }, y: { least: top, most: bottom } };
}

/**
 * Moves an image: each pixel of the output looks up where it comes from, between pixels by bilinear
 * interpolation; what comes from outside is paper.
 *
 * @param input Ink, `[height, width]`.
 * @param output Where to write the result, `[height, width]`; another buffer than `input`.
 * @param size Size of both.
 * @param map Where each pixel of the output is found in the input.
 * @param displacement Added to where a pixel is found.
 * @param ink Where the ink of the input is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const output = new Float32Array(3);
 * const map = { xx: 1, xy: 0, x0: 1, yx: 0, yy: 1, y0: 0 };
 * warp(Float32Array.of(1, 2, 3), output, { height: 1, width: 3 }, map);
 * assert.deepEqual([...output], [2, 3, 0]);
 * ```
 */
export function warp(
  input: Float32Array,
  output: Float32Array,
  size: ImageSize,
  map: InverseMap,
  displacement?: Displacement,
  ink: InkExtent = findExtent(input, size),
): void {
  const { height, width } = size;
  const { xx, xy, x0, yx, yy, y0 } = map;
  const spacing = displacement?.spacing ?? width;
  const columns = displacement?.columns ?? 4;
  const weights = splineWeights(spacing);
  const controls = new Float64Array(columns);
  const movesX = new Float64Array(4 * columns);
  const movesY = new Float64Array(4 * columns);
  // The spline stays between its control values, so nothing further from ink than this gets any.
  const reachX = 1 + (displacement === undefined ? 0 : reachOf(displacement.x));
  const reachY = 1 + (displacement === undefined ? 0 : reachOf(displacement.y));
  const whole = { least: 0, most: width - 1 };
  output.fill(0);
  for (let row = 0; row < height; row++) {
    const rowX = xy * row + x0;
    const rowY = yy * row + y0;
    const near = whereBetween(whole, xx, rowX, ink.x.least - reachX, ink.x.most + reachX);
    const { least, most } = whereBetween(
      near,
      yx,
      rowY,
      ink.y.least - reachY,
      ink.y.most + reachY,
    );
    if (least > most) continue;
    if (displacement !== undefined) {
      const first = Math.floor(row / spacing) * columns;
      const phase = 4 * (row % spacing);
      combineControls(displacement.x, first, weights, phase, controls);
      startStretches(controls, spacing, movesX);
      combineControls(displacement.y, first, weights, phase, controls);
      startStretches(controls, spacing, movesY);
    }
    for (let k = Math.floor(least / spacing); k * spacing <= most; k++) {
      const column = k * spacing;
      const at = 4 * k;
      moveStretch(
        input,
        output,
        size,
        row * width + column,
        Math.min(spacing, most + 1 - column),
        xx * column + rowX + movesX[at]!,
        yx * column + rowY + movesY[at]!,
        xx + movesX[at + 1]!,
        yx + movesY[at + 1]!,
        movesX[at + 2]!,
        movesY[at + 2]!,
        movesX[at + 3]!,
        movesY[at + 3]!,
      );
    }
  }
}

/** Moves the pixels of a stretch; positions go on by their forward differences. */
function moveStretch(
  input: Float32Array,
  output: Float32Array,
  { height, width }: ImageSize,
  start: number,
  count: number,
  x: number,
  y: number,
  stepX: number,
  stepY: number,
  bendX: number,
  bendY: number,
  turnX: number,
  turnY: number,
): void {
  for (let i = start; i < start + count; i++) {
    const left = x | 0;
    const top = y | 0;
    if (x >= 0 && y >= 0 && left < width - 1 && top < height - 1) {
      const at = top * width + left;
      const right = x - left;
      const upper = input[at]! + (input[at + 1]! - input[at]!) * right;
      const lower = input[at + width]! + (input[at + width + 1]! - input[at + width]!) * right;
      output[i] = upper + (lower - upper) * (y - top);
    } else {
      output[i] = sampleAtEdge(input, height, width, x, y);
    }
    x += stepX;
    y += stepY;
    stepX += bendX;
    stepY += bendY;
    bendX += turnX;
    bendY += turnY;
  }
}

/** Bilinear interpolation where some of the four neighbours may be outside, which is paper. */
function sampleAtEdge(
  input: Float32Array,
  height: number,
  width: number,
  x: number,
  y: number,
): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (!(left >= -1 && left < width && top >= -1 && top < height)) return 0;
  let sum = 0;
  for (const row of [top, top + 1]) {
    for (const column of [left, left + 1]) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      sum += weight * input[row * width + column]!;
    }
  }
  return sum;
}
