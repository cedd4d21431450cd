/**
 * Trajectories without a neural network: principal components of the points of the pen.
 *
 * @module
 */
import type { PenDataset } from "../dataset/pen_dataset.ts";
import { POSITION } from "../model/pen/points.ts";
import { Random } from "../random.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
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
    values[i] = (points[i]! - POSITION.x) / POSITION.unitX;
    values[i + 1] = (points[i + 1]! - POSITION.y) / POSITION.unitY;
    values[i + 2] = points[i + 2]!;
    values[i + 3] = Math.log(Math.max(points[i + 3]!, MIN_WIDTH));
  }
  const model = fitPrincipalComponents({ count: names.length, size, values }, components);
  const result = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    result.set(samplePrincipalComponents(model, new Random(seed, "pen baseline", i)), i * size);
  }
  for (let i = 0; i < result.length; i += POINT_SIZE) {
    result[i] = POSITION.x + POSITION.unitX * result[i]!;
    result[i + 1] = POSITION.y + POSITION.unitY * result[i + 1]!;
    result[i + 2] = Math.min(1, Math.max(0, result[i + 2]!));
    result[i + 3] = Math.exp(Math.min(result[i + 3]!, MAX_LOG_WIDTH));
  }
  return result;
}
