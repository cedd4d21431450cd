/**
 * How long the pen took, where only its way is known.
 *
 * @module
 */
import { trajectoryBounds } from "./fit.ts";
import type { Stroke, Trajectory } from "./stroke.ts";

/** Radii of curvature are taken for no less and no more, as shares of the size of the signature. */
const [TIGHTEST, WIDEST] = [0.004, 0.5] as const;

/** The curvature at a point is that of its neighbours so far away, as a share of the size. */
const REACH = 0.012;

/** Makes the durations those of procedural signatures, in the middle. */
const SECONDS = 0.34;

/** Time between two strokes, in seconds. */
const PAUSE = 0.12;

/**
 * Estimates when the pen was where, from the curvature of its way.
 *
 * By the two-thirds power law the speed of drawing is proportional to the cube root of the radius of
 * curvature (Lacquaniti, Terzuolo and Viviani, "The law relating the kinematic and figural aspects
 * of drawing movements", 1983). Durations do not depend on how large a signature is drawn.
 *
 * @param trajectory Strokes with points near enough to each other to show their curves; times that
 * they have are not used.
 * @returns The same strokes with times in seconds, rising from 0 throughout.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const corner = {
 *   x: Float32Array.of(0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5),
 *   y: Float32Array.of(0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5),
 *   width: new Float32Array(11).fill(1),
 * };
 * const time = estimateTimes([corner])[0]!.time!;
 * assert.ok(time[6]! - time[5]! > 1.2 * (time[2]! - time[1]!));
 * ```
 */
export function estimateTimes(trajectory: Trajectory): Trajectory {
  const strokes = trajectory.filter(({ x }) => x.length > 0);
  if (strokes.length === 0) return trajectory;
  const { left, top, right, bottom } = trajectoryBounds(strokes);
  const size = Math.max(Math.hypot(right - left, bottom - top), 1e-6);
  let begin = 0;
  return trajectory.map((stroke) => {
    const durations = estimateSteps(stroke, size);
    const time = new Float32Array(durations.length);
    let now = begin;
    durations.forEach((duration, i) => {
      now += duration;
      time[i] = now;
    });
    begin = now + PAUSE;
    return { ...stroke, time };
  });
}

/** Seconds from each point of a stroke to the next, at the index of the next. */
function estimateSteps({ x, y }: Stroke, size: number): Float64Array {
  const slowness = Float64Array.from(x, (_, i) => {
    const radius = radiusAt(x, y, i, REACH * size) / size;
    return Math.cbrt(1 / Math.min(Math.max(radius, TIGHTEST), WIDEST));
  });
  return slowness.map((value, i) => {
    if (i === 0) return 0;
    const step = Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!) / size;
    // Points on one spot are a sample apart.
    return Math.max(SECONDS * step * (value + slowness[i - 1]!) / 2, 1e-4);
  });
}

/** Radius of curvature at a point, from the turn between its neighbours about `reach` away. */
function radiusAt(x: Float32Array, y: Float32Array, i: number, reach: number): number {
  let before = i;
  let after = i;
  const isNear = (j: number) => Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!) < reach;
  while (before > 0 && isNear(before)) before--;
  while (after < x.length - 1 && isNear(after)) after++;
  const [ax, ay] = [x[i]! - x[before]!, y[i]! - y[before]!];
  const [bx, by] = [x[after]! - x[i]!, y[after]! - y[i]!];
  const turn = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by));
  const span = (Math.hypot(ax, ay) + Math.hypot(bx, by)) / 2;
  return turn > 1e-6 ? span / turn : Infinity;
}
