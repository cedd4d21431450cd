/**
 * The pen model's points as strokes and as images.
 *
 * @module
 */
import type { InkImage } from "../../image/ink_image.ts";
import { fitToCanvas } from "../../strokes/geometry/fit_to_canvas.ts";
import { fromPoints } from "../../strokes/geometry/from_points.ts";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import { placeTrajectory } from "../../strokes/geometry/place_trajectory.ts";
import type { Stroke, Trajectory } from "../../strokes/geometry/stroke.ts";
import { renderTrajectory } from "../../strokes/rendering/render_trajectory.ts";
import type { Observations } from "../../types.ts";
import { splitRows } from "../split_rows.ts";

/** How samples are fitted into the canvas. Those far too small to be a signature stay small. */
export const SAMPLE_FIT = { ...PEN_CANVAS, maxScale: 1.5 } as const;

/**
 * The strokes of a pen model's observations, smoothed and finely sampled.
 *
 * @param points `[batch, points, 4]`; they stay the caller's to dispose.
 * @returns One trajectory per example, positions and widths in pixels of a canvas of 64 x 128. Like
 * all training data it is fitted into the canvas and centred; widths are kept.
 */
export async function toTrajectories(points: Observations): Promise<Trajectory[]> {
  const rows = splitRows(await points.data<"float32">(), points.shape[0]!);
  return rows.map((values) => {
    const trajectory = fromPoints(values);
    if (trajectory.length === 0) return trajectory;
    // A sample rarely fits exactly: its size is the sum of many offsets.
    return fitToCanvas(trajectory, SAMPLE_FIT);
  });
}

/**
 * Renders a pen model's observations.
 *
 * @param points `[batch, points, 4]`; they stay the caller's to dispose.
 * @param size Rows and columns of each image; the canvas of 64 x 128 is fitted into it.
 */
export async function renderPoints(
  points: Observations,
  size: { readonly height: number; readonly width: number },
): Promise<InkImage[]> {
  return (await toTrajectories(points)).map((trajectory) => renderPenCanvas(trajectory, size));
}

/**
 * Renders a trajectory on the pen canvas at any size.
 *
 * @param trajectory In pixels of a canvas of 64 x 128.
 * @param size Rows and columns of the image; the canvas is fitted into it and centred.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
 * const image = renderPenCanvas([line], { height: 256, width: 512 });
 * assert.equal(image.data[128 * 512 + 200], 1);
 * ```
 */
export function renderPenCanvas(
  trajectory: Trajectory,
  size: { readonly height: number; readonly width: number },
): InkImage {
  return renderTrajectory(placePenCanvas(trajectory, size), size);
}

/**
 * Fits the pen canvas into an image of any size, and centres it.
 *
 * @param trajectory In pixels of a canvas of 64 x 128.
 * @param size Rows and columns of the image.
 * @returns The trajectory in pixels of the image; times are kept.
 */
export function placePenCanvas<S extends Stroke>(
  trajectory: readonly S[],
  { height, width }: { readonly height: number; readonly width: number },
): readonly S[] {
  const scale = Math.min(height / PEN_CANVAS.height, width / PEN_CANVAS.width);
  const x = (width - scale * PEN_CANVAS.width) / 2;
  const y = (height - scale * PEN_CANVAS.height) / 2;
  return placeTrajectory(trajectory, { scale, x, y });
}
