/** Shapes with known properties. */
import type { InkImage } from "../../lib/image/ink_image.ts";
import { renderTrajectory } from "../../lib/strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../../lib/strokes/geometry/stroke.ts";

export const SIZE = { height: 64, width: 128 };

/** A line through points `[x, y]`, each with the same width. */
export function polyline(points: readonly (readonly [number, number])[], width = 2): Trajectory {
  return [{
    x: Float32Array.from(points, ([x]) => x),
    y: Float32Array.from(points, ([, y]) => y),
    width: new Float32Array(points.length).fill(width),
  }];
}

export function circle(x: number, y: number, radius: number, width = 2): Trajectory {
  return polyline(
    Array.from({ length: 61 }, (_, k) => {
      const angle = 2 * Math.PI * k / 60;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
    }),
    width,
  );
}

export function draw(trajectory: Trajectory, size = SIZE): InkImage {
  return renderTrajectory(trajectory, size);
}

export function maskOf({ data }: InkImage): Uint8Array {
  return Uint8Array.from(data, (value) => value > 0.5 ? 1 : 0);
}
