/**
 * Scales trajectories.
 *
 * @module
 */
import { placeTrajectory } from "./place_trajectory.ts";
import type { Trajectory } from "./stroke.ts";

/**
 * Scales a trajectory about the origin: positions and widths.
 *
 * @param trajectory A trajectory in any unit.
 * @param scale The factor.
 * @returns A new trajectory; times are kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = { x: Float32Array.of(0, 8), y: Float32Array.of(1, 1), width: Float32Array.of(2, 2) };
 * const [half] = scaleTrajectory([line], 0.5);
 * assert.deepEqual([...half!.x, ...half!.y, ...half!.width], [0, 4, 0.5, 0.5, 1, 1]);
 * ```
 */
export function scaleTrajectory(trajectory: Trajectory, scale: number): Trajectory {
  return placeTrajectory(trajectory, { scale, x: 0, y: 0 });
}
