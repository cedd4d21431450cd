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

/** The values of a uniform cubic B-spline with these four control values at `t` in `[0, 1)`. */
function splineAt(a: number, b: number, c: number, d: number, t: number): number {
  const linear = (c - a) / 2;
  const square = (a + c) / 2 - b;
  const cube = (d - a + 3 * (b - c)) / 6;
  return (a + 4 * b + c) / 6 + t * (linear + t * (square + t * cube));
}

/** The spline of one row of the image: its control values, then its values at each column. */
class SplineRow {
  readonly #grid: Float32Array;
  readonly #spacing: number;
  readonly #controls: Float64Array;
  readonly #values: Float64Array;

  constructor(grid: Float32Array, { spacing, columns }: Displacement, width: number) {
    this.#grid = grid;
    this.#spacing = spacing;
    this.#controls = new Float64Array(columns);
    this.#values = new Float64Array(width);
  }

  evaluate(row: number): Float64Array {
    const spacing = this.#spacing;
    const controls = this.#controls;
    const values = this.#values;
    const grid = this.#grid;
    const columns = controls.length;
    const first = Math.floor(row / spacing) * columns;
    const t = row % spacing / spacing;
    for (let k = 0; k < columns; k++) {
      const at = first + k;
      controls[k] = splineAt(
        grid[at]!,
        grid[at + columns]!,
        grid[at + 2 * columns]!,
        grid[at + 3 * columns]!,
        t,
      );
    }
    for (let start = 0, k = 0; start < values.length; start += spacing, k++) {
      const a = controls[k]!;
      const b = controls[k + 1]!;
      const c = controls[k + 2]!;
      const d = controls[k + 3]!;
      const end = Math.min(start + spacing, values.length);
      for (let i = start; i < end; i++) values[i] = splineAt(a, b, c, d, (i - start) / spacing);
    }
    return values;
  }
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
): void {
  const { height, width } = size;
  const { xx, xy, x0, yx, yy, y0 } = map;
  const splineX = displacement && new SplineRow(displacement.x, displacement, width);
  const splineY = displacement && new SplineRow(displacement.y, displacement, width);
  for (let row = 0; row < height; row++) {
    const moveX = splineX?.evaluate(row);
    const moveY = splineY?.evaluate(row);
    const rowX = xy * row + x0;
    const rowY = yy * row + y0;
    for (let column = 0; column < width; column++) {
      let x = xx * column + rowX;
      let y = yx * column + rowY;
      if (moveX !== undefined && moveY !== undefined) {
        x += moveX[column]!;
        y += moveY[column]!;
      }
      const left = Math.floor(x);
      const top = Math.floor(y);
      const inside = left >= 0 && left < width - 1 && top >= 0 && top < height - 1;
      if (inside) {
        const at = top * width + left;
        const right = x - left;
        const upper = input[at]! + (input[at + 1]! - input[at]!) * right;
        const lower = input[at + width]! + (input[at + width + 1]! - input[at + width]!) * right;
        output[row * width + column] = upper + (lower - upper) * (y - top);
      } else {
        output[row * width + column] = sampleAtEdge(input, height, width, x, y);
      }
    }
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
