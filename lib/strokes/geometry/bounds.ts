/**
 * Bounding rectangles.
 *
 * @module
 */
import type { Trajectory } from "./stroke.ts";

/** The bounding rectangle of a trajectory. */
export interface Bounds {
  /** Minimum `x`. */
  readonly left: number;
  /** Minimum `y`. */
  readonly top: number;
  /** Maximum `x`. */
  readonly right: number;
  /** Maximum `y`. */
  readonly bottom: number;
}

/**
 * The bounding rectangle of the points of a trajectory; stroke widths do not count.
 *
 * @param trajectory A trajectory with at least one point.
 * @returns The rectangle, in the unit of the trajectory.
 * @throws {RangeError} If there is no point.
 */
export function trajectoryBounds(trajectory: Trajectory): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of trajectory) {
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]!);
      right = Math.max(right, x[i]!);
      top = Math.min(top, y[i]!);
      bottom = Math.max(bottom, y[i]!);
    }
  }
  if (left > right) {
    throw new RangeError("Cannot measure a trajectory: it has no points, expected at least one");
  }
  return { left, top, right, bottom };
}
