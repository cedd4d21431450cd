/**
 * Slant, baseline, proportions and ink of a whole signature.
 *
 * @module
 */
import type { Trajectory } from "../geometry/stroke.ts";

/**
 * How a signature as a whole differs from another one. Slant and rotation have the opposite signs of
 * those in `WriterStyle`, as `y` points downwards in a trajectory and upwards in a pen plan.
 */
export interface StyleChange {
  /** Shift to the left per pixel of height. */
  readonly slant: number;
  /** Clockwise angle of the whole signature, in radians. */
  readonly rotation: number;
  /** Factor of all horizontal distances. */
  readonly stretch: number;
  /** Factor of the stroke width. */
  readonly inkWidth: number;
}

/**
 * Shears, stretches and rotates a trajectory about the origin, and scales its stroke widths.
 *
 * @param trajectory A trajectory, `y` downwards.
 * @param change The change.
 * @returns A new trajectory; times are kept.
 */
export function applyStyle(
  trajectory: Trajectory,
  { slant, rotation, stretch, inkWidth }: StyleChange,
): Trajectory {
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  return trajectory.map((stroke) => {
    const sheared = stroke.x.map((x, i) => stretch * (x + slant * stroke.y[i]!));
    return {
      ...stroke,
      x: sheared.map((x, i) => cos * x - sin * stroke.y[i]!),
      y: sheared.map((x, i) => sin * x + cos * stroke.y[i]!),
      width: stroke.width.map((width) => width * inkWidth),
    };
  });
}
