/**
 * Trajectories as tensors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";

/** Trajectories, `[batch, points, 4]`: x, y, pen, width. */
export type PenPoints = tf.Tensor3D;

/** Trajectories as planes, `[batch, 4, points]`: x, y, pen, natural logarithm of the width. */
export type PenPlanes = tf.Tensor3D;

/** The centre of the pen canvas, and the number of pixels that is 1 in the networks' positions. */
export const POSITION = {
  x: PEN_CANVAS.width / 2,
  y: PEN_CANVAS.height / 2,
  unitX: 40,
  unitY: 20,
} as const;

/** Minimum of widths in pixels; narrower ink counts as this wide. */
export const MIN_WIDTH = 0.3;

/** Mean and standard deviation of the natural logarithm of the width. */
export const LOG_WIDTH = { mean: 0.2, deviation: 0.4 } as const;

/** Bounds of sampled widths in pixels, as natural logarithms: 0.3 to 5. */
export const LOG_WIDTH_RANGE: readonly [number, number] = [-1.2, 1.6];

/**
 * Splits planes. It slices, because not every backend has a fast split.
 *
 * @param planes `[batch, sum(counts), points]`.
 * @param counts Number of planes of each part.
 * @returns One tensor for each part, `[batch, count, points]`.
 */
export function splitPlanes(planes: PenPlanes, counts: readonly number[]): tf.Tensor3D[] {
  const [batch, , points] = planes.shape;
  let first = 0;
  return counts.map((count) => {
    first += count;
    return planes.slice([0, first - count, 0], [batch, count, points]);
  });
}

/**
 * Converts points to planes of about unit scale.
 *
 * @param points `[batch, points, 4]`, positions and widths in pixels.
 * @returns `[batch, 4, points]`: x and y from the centre in units of {@linkcode POSITION}, pen 0 or
 * 1, logarithm of the width.
 */
export function toPlanes(points: PenPoints): PenPlanes {
  return tf.tidy(() => {
    const [x, y, pen, width] = splitPlanes(points.transpose([0, 2, 1]), [1, 1, 1, 1]);
    return tf.concat([
      x!.sub(POSITION.x).div(POSITION.unitX),
      y!.sub(POSITION.y).div(POSITION.unitY),
      pen!,
      width!.maximum(MIN_WIDTH).log(),
    ], 1) as PenPlanes;
  });
}
