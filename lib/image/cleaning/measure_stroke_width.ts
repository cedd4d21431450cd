/**
 * Measures the width of pen strokes in a mask.
 *
 * @module
 */
import { findRuns } from "../components.ts";
import { type MeasuredRuns, measureInside, type RunBounds } from "../distance_transform.ts";
import { type Kernels, openKernels } from "../kernels.ts";

/** Maximum half width that is measured, in pixels. */
const MAX_HALF_WIDTH = 96;

/** Measured strokes, in the memory of the kernels. */
export interface MeasuredStrokes extends MeasuredRuns {
  /** Pixel indices of the centre lines, without the outermost pixels of the image. */
  readonly ridge: Int32Array<ArrayBuffer>;
  /** Their typical width in pixels. */
  readonly typicalWidth: number;
}

export function measureStrokes(
  kernels: Kernels,
  runs: RunBounds,
  height: number,
  width: number,
): MeasuredStrokes {
  const measured = measureInside(kernels, runs, height, width, MAX_HALF_WIDTH);
  const { start, end, count, distances } = measured;
  let ink = 0;
  for (let run = 0; run < count; run++) ink += runs.end[run]! - runs.start[run]!;
  const found = kernels.reserve(4 * ink);
  const length = kernels.run.findRidge(start, end, count, height, width, distances, found);
  const ridge = kernels.integers(found, length).slice();
  const typicalWidth = medianWidth(kernels.integers(distances, height * width), ridge);
  return { ...measured, ridge, typicalWidth };
}

function medianWidth(distances: Int32Array, ridge: Int32Array): number {
  if (ridge.length === 0) return 0;
  const counts = new Int32Array(MAX_HALF_WIDTH * MAX_HALF_WIDTH + 1);
  for (const i of ridge) counts[distances[i]!]!++;
  const middle = ridge.length >> 1;
  let median = 0;
  for (let seen = 0; seen <= middle;) seen += counts[++median]!;
  return 2 * Math.sqrt(median) - 0.5;
}

/**
 * Measures the typical width of the strokes in a mask.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @returns The median over the centre lines, in pixels; 0 for an empty mask.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const bar = Uint8Array.from({ length: 20 * 40 }, (_, i) => i >= 280 && i < 480 ? 1 : 0);
 * assert.ok(Math.abs(measureStrokeWidth(bar, 20, 40) - 5) < 1);
 * ```
 */
export function measureStrokeWidth(mask: Uint8Array, height: number, width: number): number {
  return measureRuns(boundRuns(mask, height, width), height, width);
}

export function boundRuns(mask: Uint8Array, height: number, width: number): RunBounds {
  const { count, start, end } = findRuns(mask, height, width, 1, 255);
  return { start: start.subarray(0, count), end: end.subarray(0, count) };
}

/**
 * Measures the typical width of strokes from their runs, like {@linkcode measureStrokeWidth}.
 *
 * @param runs The runs of the strokes in an image of `height * width` pixels.
 */
export function measureRuns(runs: RunBounds, height: number, width: number): number {
  return measureStrokes(openKernels(), runs, height, width).typicalWidth;
}
