/**
 * From pen points to a trajectory.
 *
 * @module
 */
import { catmullRom } from "./catmull_rom.ts";
import { smoothStroke } from "./gaussian_smooth.ts";
import { POINT, POINT_SIZE } from "./pen_points.ts";
import type { Stroke, Trajectory } from "./stroke.ts";

/** Options of {@linkcode fromPoints}. */
export interface FromPointsOptions {
  /** Standard deviation of the smoothing along a stroke, in points; 0 for none. */
  readonly smoothing: number;
  /** Steps of the Catmull-Rom spline from one point to the next. */
  readonly subdivisions: number;
}

/** Defaults. */
export const DEFAULT_FROM_POINTS_OPTIONS: FromPointsOptions = {
  smoothing: 0.25, // removes the finest jitter and keeps the tips of letters
  subdivisions: 4, // smooth to the eye when rendered eight times as large
};

/**
 * Turns pen points into strokes: the inverse of `toPoints`, smoothed and with finer curves.
 *
 * The pen may be a probability. A model that is certain of a pen-up but not of its position spreads
 * the probability over several points, none of which is likely by itself. So the number of pen-ups
 * is the rounded sum of their probabilities, and each is where its part of them times the distance
 * to the next point is greatest.
 *
 * @param points `[count, 4]`: x, y, pen, width. The pen is the probability that the line to the next
 * point is drawn; a point without a line is dropped.
 * @param options Smoothing and subdivision.
 * @returns The strokes in order; none where no line is drawn.
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
  for (const penUp of [...findPenUps(points, last), last]) {
    if (penUp > first) {
      const stroke = takeStroke(points, first, penUp + 1);
      strokes.push(subdivide(smoothStroke(stroke, smoothing), subdivisions));
    }
    first = penUp + 1;
  }
  return strokes;
}

/**
 * The points before `last` after which the pen is lifted, ascending.
 *
 * Pen-up number k owns the probability between k and k + 1 of the cumulative sum.
 */
function findPenUps(points: Float32Array, last: number): number[] {
  const probability = (i: number) => 1 - points[i * POINT_SIZE + POINT.pen]!;
  let total = 0;
  for (let i = 0; i < last; i++) total += probability(i);
  const best = Array.from({ length: Math.round(total) }, () => ({ at: -1, score: 0 }));
  let sum = 0;
  for (let i = 0; i < last; i++) {
    const next = sum + probability(i);
    for (let k = Math.floor(sum); k < next && k < best.length; k++) {
      const owned = Math.min(next, k + 1) - Math.max(sum, k);
      const score = owned * (distanceToNext(points, i) + 1e-6);
      if (score > best[k]!.score) best[k] = { at: i, score };
    }
    sum = next;
  }
  return [...new Set(best.map(({ at }) => at).filter((at) => at >= 0))].sort((a, b) => a - b);
}

function distanceToNext(points: Float32Array, i: number): number {
  const difference = (value: number) =>
    points[(i + 1) * POINT_SIZE + value]! - points[i * POINT_SIZE + value]!;
  return Math.hypot(difference(POINT.x), difference(POINT.y));
}

function takeStroke(points: Float32Array, first: number, end: number): Stroke {
  const column = (value: number) => {
    const values = new Float32Array(end - first);
    for (let i = 0; i < values.length; i++) values[i] = points[(first + i) * POINT_SIZE + value]!;
    return values;
  };
  return { x: column(POINT.x), y: column(POINT.y), width: column(POINT.width) };
}

/** The points of a curve through all points of a stroke. */
function subdivide(stroke: Stroke, subdivisions: number): Stroke {
  if (subdivisions <= 1) return stroke;
  return {
    x: catmullRom(stroke.x, subdivisions),
    y: catmullRom(stroke.y, subdivisions),
    width: catmullRom(stroke.width, subdivisions).map((value) => Math.max(value, 0)),
  };
}
