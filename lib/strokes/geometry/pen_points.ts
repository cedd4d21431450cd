/**
 * Trajectories as a fixed number of points, which models read and write.
 *
 * @module
 */
import {
  arcLengths,
  curvatureWeightedLength,
  interpolateLinear,
  type WeightedLength,
} from "./weighted_length.ts";
import { trajectoryBounds } from "./fit_to_canvas.ts";
import { smoothStroke } from "./gaussian_smooth.ts";
import type { Stroke, Trajectory } from "./stroke.ts";

/** Numbers per point: x, y, pen, width. */
export const POINT_SIZE = 4;

/** How {@linkcode fromPoints} makes strokes of points. */
export interface FromPointsOptions {
  /** Standard deviation of the smoothing along a stroke, in points; 0 for none. */
  readonly smoothing: number;
  /** Pieces that the line between two points is divided into, along a Catmull-Rom curve. */
  readonly subdivisions: number;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_FROM_POINTS_OPTIONS: FromPointsOptions = {
  smoothing: 0.25, // takes a little of the finest wobble away and leaves the tips of letters
  subdivisions: 4, // smooth to the eye when drawn eight times as large
};

/**
 * Strokes get points in groups of so many, so that the pen is lifted after few different points: a
 * model learns where far sooner.
 */
const GROUP = 4;

/** Lengths are in units of this share of the diagonal of the signature: about a pixel of 64 x 128. */
const UNIT = 1 / 120;

/**
 * Resamples a trajectory to a fixed number of points.
 *
 * Points are even in what there is to see, {@linkcode curvatureWeightedLength}: a stroke gets them by its
 * length and its turns, in groups of four, and they are newtonStep to each other where it turns. Times
 * do not count, as no picture shows them. Many strokes get groups of two; of more strokes than there
 * are pairs of points, the shortest are left out.
 *
 * @param trajectory Strokes in any unit, at least one of them with a point.
 * @param count How many points, at least 2.
 * @returns `[count, 4]`: x, y, pen, width. The pen is 1 where the line to the next point is drawn
 * and 0 on the last point of a stroke.
 * @throws {RangeError} If there is no point, or `count` is no integer from 2.
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
      `Cannot resample a trajectory: count is ${count}, an integer of at least 2 is wanted`,
    );
  }
  const strokes = longest(trajectory.filter(({ x }) => x.length > 0), count >> 1);
  if (strokes.length === 0) {
    throw new RangeError("Cannot resample a trajectory: it has no points, at least one is wanted");
  }
  const { left, top, right, bottom } = trajectoryBounds(strokes);
  const unit = UNIT * Math.hypot(right - left, bottom - top) || 1; // all on one spot: any
  const details = strokes.map((stroke) => curvatureWeightedLength(stroke, unit));
  const counts = allocatePoints(details.map(({ passed }) => passed.at(-1)!), count);
  const points = new Float32Array(count * POINT_SIZE);
  let first = 0;
  strokes.forEach((stroke, i) => {
    const part = points.subarray(first * POINT_SIZE, (first + counts[i]!) * POINT_SIZE);
    resample(stroke, details[i]!, part);
    first += counts[i]!;
  });
  return points;
}

/** Those with the longest paths, in the order they were written. */
function longest(strokes: readonly Stroke[], most: number): readonly Stroke[] {
  if (strokes.length <= most) return strokes;
  const lengths = new Map(strokes.map((stroke) => [stroke, arcLengths(stroke).at(-1)!]));
  const sorted = strokes.toSorted((a, b) => lengths.get(b)! - lengths.get(a)!);
  const kept = new Set(sorted.slice(0, most));
  return strokes.filter((stroke) => kept.has(stroke));
}

/** How many points strokes of such detail get: at least a group each, `count` in all. */
function allocatePoints(details: readonly number[], count: number): number[] {
  const total = details.reduce((sum, detail) => sum + detail, 0);
  const group = GROUP * details.length <= count ? GROUP : 2;
  const groups = Math.floor(count / group);
  const spare = groups - details.length;
  const wanted = details.map((detail) =>
    1 + spare * (total > 0 ? detail / total : 1 / details.length)
  );
  const counts = wanted.map(Math.floor);
  const byRemainder = counts.map((_, i) => i)
    .sort((a, b) => wanted[b]! - counts[b]! - (wanted[a]! - counts[a]!) || a - b);
  const missing = groups - counts.reduce((sum, n) => sum + n, 0);
  for (let i = 0; i < missing; i++) counts[byRemainder[i % counts.length]!]!++;
  const rest = count - groups * group;
  return counts.map((n, i) => n * group + (i === counts.length - 1 ? rest : 0));
}

/** Fills `points` from the first to the last point of a stroke, evenly in its detail. */
function resample(stroke: Stroke, { places, passed }: WeightedLength, points: Float32Array): void {
  const last = points.length / POINT_SIZE - 1;
  const total = passed.at(-1)!;
  const even = Float64Array.from({ length: last + 1 }, (_, k) => total * k / last);
  const wanted = interpolateLinear(places, passed, even);
  const along = arcLengths(stroke);
  const [x, y, width] = [stroke.x, stroke.y, stroke.width]
    .map((values) => interpolateLinear(values, along, wanted));
  for (let k = 0; k <= last; k++) {
    points.set([x![k]!, y![k]!, k < last ? 1 : 0, width![k]!], k * POINT_SIZE);
  }
}

/**
 * Turns points to strokes: the inverse of {@linkcode toPoints}, smoothed and with finer curves.
 *
 * The pen may be a probability. A model that knows that the pen is lifted somewhere near spreads the
 * probability over several points, none of which is likely by itself; so as many lifts are made as
 * the probabilities add up to, each where its share of them times the way to the next point is
 * greatest.
 *
 * @param points `[count, 4]`: x, y, pen, width. The pen is how probable it is that the line to the
 * next point is drawn; a point that no line reaches is nothing.
 * @param options How smooth and how fine.
 * @returns The strokes in their order; none where no line is drawn.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const points = [[0, 5, 1, 1], [3, 5, 0, 1], [6, 5, 1, 1], [9, 5, 0, 1]].flat();
 * const strokes = fromPoints(Float32Array.from(points), { smoothing: 0, subdivisions: 1 });
 * assert.deepEqual(strokes.map(({ x }) => [...x]), [[0, 3], [6, 9]]);
 * ```
 */
export function fromPoints(
  points: Float32Array,
  options: FromPointsOptions = DEFAULT_FROM_POINTS_OPTIONS,
): Trajectory {
  const { smoothing, subdivisions } = options;
  const last = Math.floor(points.length / POINT_SIZE) - 1;
  const strokes: Stroke[] = [];
  let first = 0;
  for (const lift of [...findPenUps(points, last), last]) {
    if (lift > first) {
      const stroke = takeStroke(points, first, lift + 1);
      strokes.push(subdivide(smoothStroke(stroke, smoothing), subdivisions));
    }
    first = lift + 1;
  }
  return strokes;
}

/**
 * The points before `last` after which the pen is lifted, ascending.
 *
 * Lift number k owns the probability between k and k + 1 of the running sum.
 */
function findPenUps(points: Float32Array, last: number): number[] {
  const probability = (i: number) => 1 - points[i * POINT_SIZE + 2]!;
  const way = (i: number) =>
    Math.hypot(
      points[(i + 1) * POINT_SIZE]! - points[i * POINT_SIZE]!,
      points[(i + 1) * POINT_SIZE + 1]! - points[i * POINT_SIZE + 1]!,
    );
  let total = 0;
  for (let i = 0; i < last; i++) total += probability(i);
  const lifts = Array.from({ length: Math.round(total) }, () => ({ at: -1, score: 0 }));
  let sum = 0;
  for (let i = 0; i < last; i++) {
    const next = sum + probability(i);
    for (let k = Math.floor(sum); k < next && k < lifts.length; k++) {
      const share = Math.min(next, k + 1) - Math.max(sum, k);
      const score = share * (way(i) + 1e-6);
      if (score > lifts[k]!.score) lifts[k] = { at: i, score };
    }
    sum = next;
  }
  return [...new Set(lifts.map(({ at }) => at).filter((at) => at >= 0))].sort((a, b) => a - b);
}

function takeStroke(points: Float32Array, first: number, end: number): Stroke {
  const take = (offset: number) => {
    const values = new Float32Array(end - first);
    for (let i = 0; i < values.length; i++) values[i] = points[(first + i) * POINT_SIZE + offset]!;
    return values;
  };
  return { x: take(0), y: take(1), width: take(3) };
}

/** The points of a curve through all points of a stroke. */
function subdivide(stroke: Stroke, pieces: number): Stroke {
  if (pieces <= 1) return stroke;
  return {
    x: interpolate(stroke.x, pieces),
    y: interpolate(stroke.y, pieces),
    width: interpolate(stroke.width, pieces).map((value) => Math.max(value, 0)),
  };
}

/** A uniform Catmull-Rom spline through values, continued point-symmetrically at both ends. */
function interpolate(values: Float32Array, pieces: number): Float32Array<ArrayBuffer> {
  const last = values.length - 1;
  const result = new Float32Array(last * pieces + 1);
  for (let i = 0; i < last; i++) {
    const b = values[i]!;
    const c = values[i + 1]!;
    const a = i > 0 ? values[i - 1]! : 2 * b - c;
    const d = i + 2 <= last ? values[i + 2]! : 2 * c - b;
    for (let k = 0; k < pieces; k++) {
      const t = k / pieces;
      const square = 2 * a - 5 * b + 4 * c - d;
      const cube = 3 * (b - c) + d - a;
      result[i * pieces + k] = b + 0.5 * t * (c - a + t * (square + t * cube));
    }
  }
  result[last * pieces] = values[last]!;
  return result;
}
