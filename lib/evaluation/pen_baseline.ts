/**
 * Trajectories without a neural network: principal components of the points of the pen.
 *
 * @module
 */
import type { PenDataset } from "../dataset/pen_dataset.ts";
import { POSITION } from "../model/pen/points.ts";
import { Random } from "../random.ts";
import { POINT, POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { fitPrincipalComponents, samplePrincipalComponents } from "./principal_components.ts";

/** Options of {@linkcode samplePenBaseline}. */
export interface PenBaselineOptions {
  /** Number of trajectories. */
  readonly count: number;
  /** Trajectory i depends on the data, the seed and i alone. */
  readonly seed: number;
  /** Number of principal components to keep. */
  readonly components: number;
}

/** Widths are clipped to this minimum, in pixels. */
const MIN_WIDTH = 0.05;
/** Maximum of the natural logarithm of a width: 6 pixels. */
const MAX_LOG_WIDTH = 1.8;

/**
 * Samples trajectories from a normal distribution over the principal components of x, y, pen-down
 * and log width of all points, each in the units that a pen model reads.
 *
 * @param dataset The trajectories to fit.
 * @param options Count, seed and number of components.
 * @returns `[count, pointCount, 4]`: x and y in pixels, pen-down probability, width in pixels.
 */
export function samplePenBaseline(
  { points, pointCount, names }: PenDataset,
  { count, seed, components }: PenBaselineOptions,
): Float32Array<ArrayBuffer> {
  const size = pointCount * POINT_SIZE;
  const values = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += POINT_SIZE) {
    values[i + POINT.x] = (points[i + POINT.x]! - POSITION.x) / POSITION.unitX;
    values[i + POINT.y] = (points[i + POINT.y]! - POSITION.y) / POSITION.unitY;
    values[i + POINT.pen] = points[i + POINT.pen]!;
    values[i + POINT.width] = Math.log(Math.max(points[i + POINT.width]!, MIN_WIDTH));
  }
  const model = fitPrincipalComponents({ count: names.length, size, values }, components);
  const result = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    result.set(samplePrincipalComponents(model, new Random(seed, "pen baseline", i)), i * size);
  }
  for (let i = 0; i < result.length; i += POINT_SIZE) {
    result[i + POINT.x] = POSITION.x + POSITION.unitX * result[i + POINT.x]!;
    result[i + POINT.y] = POSITION.y + POSITION.unitY * result[i + POINT.y]!;
    result[i + POINT.pen] = Math.min(1, Math.max(0, result[i + POINT.pen]!));
    result[i + POINT.width] = Math.exp(Math.min(result[i + POINT.width]!, MAX_LOG_WIDTH));
  }
  return result;
}
