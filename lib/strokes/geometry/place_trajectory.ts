/**
 * Scales and shifts trajectories.
 *
 * @module
 */
import type { Placement } from "./fit_to_canvas.ts";
import type { Stroke } from "./stroke.ts";

/**
 * Applies a placement to a trajectory: positions are scaled and shifted, widths are scaled.
 *
 * @param trajectory A trajectory in any unit.
 * @param placement Scale and shift.
 * @returns The trajectory with new positions and widths; the same where nothing changes.
 */
export function placeTrajectory<S extends Stroke>(
  trajectory: readonly S[],
  { scale, x, y }: Placement,
): readonly S[] {
  if (scale === 1 && x === 0 && y === 0) return trajectory;
  return trajectory.map((stroke) => ({
    ...stroke,
    x: stroke.x.map((value) => value * scale + x),
    y: stroke.y.map((value) => value * scale + y),
    width: stroke.width.map((value) => value * scale),
  }));
}
