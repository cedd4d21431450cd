/**
 * Warps images: affine maps and smooth displacement fields.
 *
 * @module
 */
import { basisFunctions, combineRows, type Displacement, forwardDifferences } from "./b_spline.ts";
import type { ImageSize } from "./image_size.ts";
import { findExtent, type InkExtent, type Span } from "./ink_extent.ts";

/**
 * The affine map from pixels of the output to positions in the input:
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

/** The maximum of the absolute values. */
function maxAbs(values: Float32Array): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) max = Math.max(max, Math.abs(values[i]!));
  return max;
}

/** The part of a span, widened to integers, where `slope * position + offset` is in a range. */
function whereBetween(span: Span, slope: number, offset: number, low: number, high: number): Span {
  if (slope === 0) return offset > low && offset < high ? span : { min: 1, max: 0 };
  const [a, b] = [(low - offset) / slope, (high - offset) / slope];
  return {
    min: Math.max(span.min, Math.floor(Math.min(a, b))),
    max: Math.min(span.max, Math.ceil(Math.max(a, b))),
  };
}

/**
 * Warps an image by backward mapping with bilinear interpolation; outside the input is paper.
 *
 * @param input Ink coverage, `[height, width]`.
 * @param output Where to store the result, `[height, width]`; another buffer than `input`.
 * @param size Size of both.
 * @param map The map from pixels of the output to positions in the input.
 * @param displacement Added to the positions in the input.
 * @param ink Extent of the ink of the input.
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
  const weights = basisFunctions(spacing);
  const controls = new Float64Array(columns);
  const movesX = new Float64Array(4 * columns);
  const movesY = new Float64Array(4 * columns);
  // The spline is within the range of its control values, so ink moves no further than this.
  const reachX = 1 + (displacement === undefined ? 0 : maxAbs(displacement.x));
  const reachY = 1 + (displacement === undefined ? 0 : maxAbs(displacement.y));
  const whole = { min: 0, max: width - 1 };
  output.fill(0);
  for (let row = 0; row < height; row++) {
    const rowX = xy * row + x0;
    const rowY = yy * row + y0;
    const near = whereBetween(whole, xx, rowX, ink.x.min - reachX, ink.x.max + reachX);
    const { min, max } = whereBetween(
      near,
      yx,
      rowY,
      ink.y.min - reachY,
      ink.y.max + reachY,
    );
    if (min > max) continue;
    if (displacement !== undefined) {
      const first = Math.floor(row / spacing) * columns;
      const phase = 4 * (row % spacing);
      combineRows(displacement.x, first, weights, phase, controls);
      forwardDifferences(controls, spacing, movesX);
      combineRows(displacement.y, first, weights, phase, controls);
      forwardDifferences(controls, spacing, movesY);
    }
    for (let k = Math.floor(min / spacing); k * spacing <= max; k++) {
      const column = k * spacing;
      const at = 4 * k;
      warpInterval(
        input,
        output,
        size,
        row * width + column,
        Math.min(spacing, max + 1 - column),
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

/** Warps the pixels of one interval; positions advance by their forward differences. */
function warpInterval(
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
