/**
 * Trajectories without a neural network: principal components of the points of the pen.
 *
 * @module
 */
import type { PenDataset } from "../dataset/pen_dataset.ts";
import { Random } from "../random.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { fitPrincipalComponents, samplePrincipalComponents } from "./principal_components.ts";

/** How trajectories are drawn. */
export interface PenBaselineOptions {
  /** How many. */
  readonly count: number;
  /** Trajectory number i depends on the data, the seed and i alone. */
  readonly seed: number;
  /** Principal components that are kept. */
  readonly components: number;
}

/** Widths below this, in pixels, are none. */
const MIN_WIDTH = 0.05;
const MAX_LOG_WIDTH = 1.8;

/**
 * Draws trajectories from a normal distribution over the principal components of others: of x and y,
 * the pen and the logarithm of the width of all points, each in the units in which a pen model reads
 * them.
 *
 * @param dataset The trajectories that it is fitted to.
 * @param options How many, and how.
 * @returns `[count, pointCount, 4]`: x and y in pixels, probability of the pen, width in pixels.
 */
export function samplePenBaseline(
  { points, pointCount, names }: PenDataset,
  { count, seed, components }: PenBaselineOptions,
): Float32Array<ArrayBuffer> {
  const size = pointCount * POINT_SIZE;
  const values = new Float32Array(points.length);
  for (let i = 0; i < points.length; i += POINT_SIZE) {
    values[i] = (points[i]! - 64) / 40;
    values[i + 1] = (points[i + 1]! - 32) / 20;
    values[i + 2] = points[i + 2]!;
    values[i + 3] = Math.log(Math.max(points[i + 3]!, MIN_WIDTH));
  }
  const model = fitPrincipalComponents({ count: names.length, size, values }, components);
  const result = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    result.set(samplePrincipalComponents(model, new Random(seed, "pen baseline", i)), i * size);
  }
  for (let i = 0; i < result.length; i += POINT_SIZE) {
    result[i] = 64 + 40 * result[i]!;
    result[i + 1] = 32 + 20 * result[i + 1]!;
    result[i + 2] = Math.min(1, Math.max(0, result[i + 2]!));
    result[i + 3] = Math.exp(Math.min(result[i + 3]!, MAX_LOG_WIDTH));
  }
  return result;
}
