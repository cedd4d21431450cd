/**
 * Lengths along polylines.
 *
 * @module
 */
import type { Polyline } from "./point.ts";

/**
 * The length of a polyline.
 *
 * @param polyline Any number of points.
 * @returns The sum of the distances between successive points, in the unit of the points.
 */
export function pathLength({ x, y }: Polyline): number {
  let length = 0;
  for (let i = 1; i < x.length; i++) length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  return length;
}

/**
 * The cumulative arc length at each point of a polyline.
 *
 * @param polyline Any number of points.
 * @returns `[points]`: the distance from the first point along the polyline, ascending from 0, in
 * the unit of the points.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([...arcLengths({ x: [0, 3, 3], y: [0, 4, 6] })], [0, 5, 7]);
 * ```
 */
export function arcLengths({ x, y }: Polyline): Float64Array<ArrayBuffer> {
  const lengths = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    lengths[i] = lengths[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  }
  return lengths;
}

/**
 * Evenly spaced positions along a line.
 *
 * @param length Length of the line.
 * @param steps Number of steps from one position to the next, an integer from 0.
 * @returns `[steps + 1]`: from 0 to `length`; 0 alone for no steps.
 */
export function evenPositions(length: number, steps: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: steps + 1 }, (_, i) => length * i / Math.max(steps, 1));
}
