/**
 * Scales and shifts trajectories.
 *
 * @module
 */
import type { Placement } from "./fit_to_canvas.ts";
import type { Trajectory } from "./stroke.ts";

/**
 * Applies a placement to a trajectory: positions are scaled and shifted, widths are scaled.
 *
 * @param trajectory A trajectory in any unit.
 * @param placement Scale and shift.
 * @returns A new trajectory; times are kept.
 */
export function placeTrajectory(trajectory: Trajectory, { scale, x, y }: Placement): Trajectory {
  return trajectory.map((stroke) => ({
    ...stroke,
    x: stroke.x.map((value) => value * scale + x),
    y: stroke.y.map((value) => value * scale + y),
    width: stroke.width.map((value) => value * scale),
  }));
}
