/**
 * Displacement fields as uniform cubic B-splines.
 *
 * @module
 */

/** A smooth displacement field: a uniform cubic B-spline over a coarse grid of control points. */
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
 * The number of control points of a {@linkcode Displacement} along a side.
 *
 * @param length Pixels along the side.
 * @param spacing Pixels between control points.
 */
export function controlPoints(length: number, spacing: number): number {
  return Math.floor((length - 1) / spacing) + 4;
}

/**
 * The four basis functions of a uniform cubic B-spline at each of `spacing` steps `t` from 0 to 1:
 * `(1 - t)^3 / 6`, `(3 t^3 - 6 t^2 + 4) / 6`, the same of `1 - t`, `t^3 / 6`.
 *
 * @param spacing Pixels between control points.
 * @returns `[spacing, 4]`.
 */
export function basisFunctions(spacing: number): Float64Array {
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
 * The value and the three forward differences with which a spline of one variable starts in each
 * interval between control points, so that additions alone evaluate it.
 *
 * @param controls Control values.
 * @param spacing Pixels between control points.
 * @param result Where to store them, `[intervals, 4]`.
 */
export function forwardDifferences(
  controls: Float64Array,
  spacing: number,
  result: Float64Array,
): void {
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

/**
 * Evaluates the spline across rows: combines four rows of control values to one.
 *
 * @param grid Control values, row-major.
 * @param first Index of the first of the four rows in the grid.
 * @param weights {@linkcode basisFunctions}.
 * @param phase Index of the weights of the row of pixels.
 * @param controls Where to store the combined row; its length is that of a row of the grid.
 */
export function combineRows(
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
