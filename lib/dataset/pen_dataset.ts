/**
 * Signatures in memory, as trajectories.
 *
 * @module
 */
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";

/** Trajectories of equal numbers of points, with their writers. */
export interface PenDataset {
  /** Points per trajectory. */
  readonly pointCount: number;
  /**
   * `[count, pointCount, 4]`: x and y in pixels of a canvas of 64 x 128, y downwards; 1 if the pen
   * is down to the next point, else 0; stroke width in the same pixels.
   */
  readonly points: Float32Array;
  /** Name of the writer of each trajectory, `[count]`. */
  readonly writers: readonly string[];
  /** Name of each trajectory, `[count]`, such as `writer-0012/signature-03`. */
  readonly names: readonly string[];
}

/**
 * The points of one trajectory.
 *
 * @param dataset The data set.
 * @param index The number of the trajectory.
 * @returns `[pointCount, 4]`, a view of the data set's memory.
 */
export function pointsOf(
  { points, pointCount }: Pick<PenDataset, "points" | "pointCount">,
  index: number,
): Float32Array {
  const size = pointCount * POINT_SIZE;
  return points.subarray(index * size, (index + 1) * size);
}
