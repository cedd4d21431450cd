/**
 * From a trajectory to pen points.
 *
 * @module
 */
import { arcLengths, evenPositions, pathLength } from "./arc_length.ts";
import { trajectoryBounds } from "./bounds.ts";
import { interpolateLinear } from "./interpolate_linear.ts";
import { TYPICAL_DIAGONAL } from "./pen_canvas.ts";
import { POINT, POINT_SIZE } from "./pen_points.ts";
import type { Stroke, Trajectory } from "./stroke.ts";
import { curvatureWeightedLength, type WeightedLength } from "./weighted_length.ts";

/**
 * Strokes get points in groups of this size, so that the number of points of a stroke takes few values:
 * a model learns where to lift the pen far sooner.
 */
const GROUP_SIZE = 4;

/**
 * Unit of the curvature-weighted length, as a fraction of the diagonal of the signature: about one
 * pixel of the pen canvas.
 */
const UNIT_FRACTION = 1 / TYPICAL_DIAGONAL;

/**
 * Resamples a trajectory to a fixed number of points.
 *
 * Points are even in {@linkcode curvatureWeightedLength}: a stroke gets points by its length and its
 * turns, in groups of four, and they are denser where it turns. Times do not matter, as no image
 * shows them. Many strokes get groups of two; of more strokes than there are pairs of points, the
 * shortest are left out.
 *
 * @param trajectory Strokes in any unit, at least one of them with a point.
 * @param count Number of points, at least 2.
 * @returns `[count, 4]`: x, y, pen, width. The pen is 1 where the line to the next point is drawn
 * and 0 on the last point of a stroke.
 * @throws {RangeError} If there is no point, or `count` is not an integer of at least 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = { x: Float32Array.of(0, 9), y: Float32Array.of(5, 5), width: Float32Array.of(1, 4) };
 * assert.deepEqual(
 *   [...toPoints([line], 4)],
 *   [[0, 5, 1, 1], [3, 5, 1, 2], [6, 5, 1, 3], [9, 5, 0, 4]].flat(),
 * );
 * ```
 */
export function toPoints(trajectory: Trajectory, count: number): Float32Array<ArrayBuffer> {
  if (!(Number.isSafeInteger(count) && count >= 2)) {
    throw new RangeError(
      `Cannot resample a trajectory: count is ${count}, expected an integer of at least 2`,
    );
  }
  const strokes = longestStrokes(trajectory.filter(({ x }) => x.length > 0), count >> 1);
  if (strokes.length === 0) {
    throw new RangeError("Cannot resample a trajectory: it has no points, expected at least one");
  }
  const { left, top, right, bottom } = trajectoryBounds(strokes);
  const unit = UNIT_FRACTION * Math.hypot(right - left, bottom - top) || 1; // 1 for a single spot
  const lengths = strokes.map((stroke) => curvatureWeightedLength(stroke, unit));
  const counts = allocatePoints(lengths.map(({ weighted }) => weighted.at(-1)!), count);
  const points = new Float32Array(count * POINT_SIZE);
  let first = 0;
  strokes.forEach((stroke, i) => {
    const part = points.subarray(first * POINT_SIZE, (first + counts[i]!) * POINT_SIZE);
    resampleStroke(stroke, lengths[i]!, part);
    first += counts[i]!;
  });
  return points;
}

/** The `limit` longest strokes, in their original order. */
function longestStrokes(strokes: readonly Stroke[], limit: number): readonly Stroke[] {
  if (strokes.length <= limit) return strokes;
  const lengths = new Map(strokes.map((stroke) => [stroke, pathLength(stroke)]));
  const sorted = strokes.toSorted((a, b) => lengths.get(b)! - lengths.get(a)!);
  const kept = new Set(sorted.slice(0, limit));
  return strokes.filter((stroke) => kept.has(stroke));
}

/**
 * Allocates `count` points to strokes in proportion to their weighted lengths, in groups and at
 * least one group each, by the largest remainder method.
 */
function allocatePoints(lengths: readonly number[], count: number): number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const group = GROUP_SIZE * lengths.length <= count ? GROUP_SIZE : 2;
  const groups = Math.floor(count / group);
  const spare = groups - lengths.length;
  const quotas = lengths.map((length) =>
    1 + spare * (total > 0 ? length / total : 1 / lengths.length)
  );
  const counts = quotas.map(Math.floor);
  const byRemainder = counts.map((_, i) => i)
    .sort((a, b) => quotas[b]! - counts[b]! - (quotas[a]! - counts[a]!) || a - b);
  const missing = groups - counts.reduce((sum, n) => sum + n, 0);
  for (let i = 0; i < missing; i++) counts[byRemainder[i % counts.length]!]!++;
  const rest = count - groups * group;
  return counts.map((n, i) => n * group + (i === counts.length - 1 ? rest : 0));
}

/** Fills `points` from the first to the last point of a stroke, even in its weighted length. */
function resampleStroke(
  stroke: Stroke,
  { arcLength, weighted }: WeightedLength,
  points: Float32Array,
): void {
  const last = points.length / POINT_SIZE - 1;
  const positions = interpolateLinear(arcLength, weighted, evenPositions(weighted.at(-1)!, last));
  const knots = arcLengths(stroke);
  const [x, y, width] = [stroke.x, stroke.y, stroke.width]
    .map((values) => interpolateLinear(values, knots, positions));
  for (let k = 0; k <= last; k++) {
    const start = k * POINT_SIZE;
    points[start + POINT.x] = x![k]!;
    points[start + POINT.y] = y![k]!;
    points[start + POINT.pen] = k < last ? 1 : 0;
    points[start + POINT.width] = width![k]!;
  }
}
