/**
 * Turning angles along polylines.
 *
 * @module
 */
import type { Polyline } from "./point.ts";

/**
 * The absolute turning angle at each point of a polyline: between the chords to it from the point
 * `reach` before, and from it to the point `reach` after.
 *
 * @param polyline The points.
 * @param reach Number of points that each chord spans, an integer from 1.
 * @returns `[points]`: angles in radians, 0 to pi; 0 within `reach` of the ends.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const corner = { x: [0, 1, 1], y: [0, 0, 1] };
 * assert.deepEqual([...turningAngles(corner, 1)], [0, Math.PI / 2, 0]);
 * ```
 */
export function turningAngles({ x, y }: Polyline, reach: number): Float64Array {
  const angles = new Float64Array(x.length);
  for (let i = reach; i + reach < x.length; i++) {
    const [ax, ay] = [x[i]! - x[i - reach]!, y[i]! - y[i - reach]!];
    const [bx, by] = [x[i + reach]! - x[i]!, y[i + reach]! - y[i]!];
    angles[i] = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  }
  return angles;
}
