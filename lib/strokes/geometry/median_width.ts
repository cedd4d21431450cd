/**
 * The typical width of a trajectory's ink.
 *
 * @module
 */
import type { Trajectory } from "./stroke.ts";

/**
 * The median of the widths at all points.
 *
 * @param trajectory A trajectory.
 * @returns The width, in the unit of the trajectory; 0 without points.
 */
export function medianWidth(trajectory: Trajectory): number {
  const widths = Float32Array.from(trajectory.flatMap(({ width }) => [...width])).sort();
  return widths[widths.length >> 1] ?? 0;
}

/**
 * Scales widths so that their median is a given one; positions stay.
 *
 * @param trajectory A trajectory.
 * @param median The median of the result.
 * @returns A new trajectory; the same where there is no width to scale.
 */
export function scaleWidths(trajectory: Trajectory, median: number): Trajectory {
  const measured = medianWidth(trajectory);
  if (!(measured > 0)) return trajectory;
  const factor = median / measured;
  return trajectory.map((stroke) => ({
    ...stroke,
    width: stroke.width.map((width) => width * factor),
  }));
}
