/**
 * What the pen model's decoder wrote, as strokes and as images.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { fitToCanvas, type Placement } from "../../strokes/geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { fromPoints } from "../../strokes/geometry/from_points.ts";
import { renderTrajectory } from "../../strokes/rendering/render_trajectory.ts";
import type { Trajectory } from "../../strokes/geometry/stroke.ts";
import type { Tensor } from "../../types.ts";

/** What is smaller than a signature by more than this was not meant to be one, and is not blown up. */
const MAX_SCALE = 1.5;

/**
 * The strokes that a pen model's `decode` returned, smoothed, as fine curves.
 *
 * @param decoded `[batch, points, 4]`; it stays the caller's to dispose.
 * @returns One trajectory per example, positions and widths in pixels of a canvas of 64 x 128. As all
 * that models learn from, it is fitted into the canvas and in its middle; widths stay.
 */
export async function toTrajectories(decoded: Tensor): Promise<Trajectory[]> {
  const [batch, points] = decoded.shape as [number, number];
  const values = await decoded.data<"float32">();
  return Array.from({ length: batch }, (_, i) => {
    const trajectory = fromPoints(values.subarray(i * points * 4, (i + 1) * points * 4));
    if (trajectory.length === 0) return trajectory;
    // A sample is nearly fitted: its size is the sum of many ways, and none knows where the last ends.
    return fitToCanvas(trajectory, { ...PEN_CANVAS, maxScale: MAX_SCALE });
  });
}

/**
 * Images of what a pen model's `decode` returned.
 *
 * @param decoded `[batch, points, 4]`; it stays the caller's to dispose.
 * @param size Rows and columns of each image; the canvas of 64 x 128 is fitted into it.
 */
export async function drawTrajectories(
  decoded: Tensor,
  size: { readonly height: number; readonly width: number },
): Promise<InkImage[]> {
  return (await toTrajectories(decoded)).map((trajectory) => drawTrajectory(trajectory, size));
}

/**
 * An image of a trajectory that a pen model wrote.
 *
 * @param trajectory In pixels of a canvas of 64 x 128.
 * @param size Rows and columns of the image; the canvas is fitted into it, whatever they are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
 * const image = drawTrajectory([line], { height: 256, width: 512 });
 * assert.equal(image.data[128 * 512 + 200], 1);
 * ```
 */
export function drawTrajectory(
  trajectory: Trajectory,
  { height, width }: { readonly height: number; readonly width: number },
): InkImage {
  const scale = Math.min(height / PEN_CANVAS.height, width / PEN_CANVAS.width);
  const x = (width - scale * PEN_CANVAS.width) / 2;
  const y = (height - scale * PEN_CANVAS.height) / 2;
  return renderTrajectory(place(trajectory, { scale, x, y }), { height, width });
}

function place(trajectory: Trajectory, { scale, x, y }: Placement): Trajectory {
  if (scale === 1 && x === 0 && y === 0) return trajectory;
  return trajectory.map((stroke) => ({
    ...stroke,
    x: scaled(stroke.x, scale, x),
    y: scaled(stroke.y, scale, y),
    width: scaled(stroke.width, scale, 0),
  }));
}

function scaled(values: Float32Array, scale: number, shift: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! * scale + shift;
  return result;
}
