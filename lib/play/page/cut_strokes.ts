/**
 * Parts of a signature: what is written by a time, and the first points.
 *
 * @module
 */
import type { PlayedSignature } from "../play_engine.ts";
import type { TimedStroke, TimedTrajectory } from "../../strokes/online/time_trajectory.ts";

/** A signature whose points have fractions. */
export type Fractioned = Pick<PlayedSignature, "strokes" | "fractions">;

/** Fractions are 32-bit numbers, those of a link are not. */
const TOLERANCE = 1e-6;

/** Seconds that a signature takes. */
export function durationOf(trajectory: TimedTrajectory): number {
  return trajectory.at(-1)?.time.at(-1) ?? 0;
}

/**
 * What the pen has written by a time.
 *
 * @param seconds Since the first stroke began.
 * @returns The finished strokes as they are, and the part of the one that the pen is writing, up to
 * a point between its points.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = {
 *   x: Float32Array.of(0, 4),
 *   y: Float32Array.of(2, 2),
 *   width: Float32Array.of(1, 1),
 *   time: Float32Array.of(0, 1),
 * };
 * assert.deepEqual([...writtenBy([line], .25)[0]!.x], [0, 1]);
 * assert.equal(writtenBy([line], 1)[0], line);
 * ```
 */
export function writtenBy(trajectory: TimedTrajectory, seconds: number): TimedStroke[] {
  return trajectory.flatMap((stroke) => {
    if (seconds >= stroke.time.at(-1)!) return [stroke];
    return seconds < stroke.time[0]! ? [] : [cutStroke(stroke, seconds)];
  });
}

function cutStroke(stroke: TimedStroke, seconds: number): TimedStroke {
  const next = stroke.time.findIndex((time) => time > seconds);
  const [from, to] = [stroke.time[next - 1]!, stroke.time[next]!];
  const t = (seconds - from) / (to - from);
  const cut = (values: Float32Array) => {
    const part = values.slice(0, next + 1);
    part[next] = values[next - 1]! + t * (values[next]! - values[next - 1]!);
    return part;
  };
  return {
    x: cut(stroke.x),
    y: cut(stroke.y),
    width: cut(stroke.width),
    time: cut(stroke.time),
  };
}

/**
 * The time at which the pen reaches a fraction of the points.
 *
 * @param fraction From 0 to 1.
 * @returns Seconds to the last point that a part kept up to this fraction includes; 0 if there is none.
 */
export function timeOfFraction({ strokes, fractions }: Fractioned, fraction: number): number {
  let seconds = 0;
  strokes.forEach(({ time }, s) => {
    const count = fractions[s]!.findLastIndex((value) => value <= fraction + TOLERANCE) + 1;
    if (count > 0) seconds = time[count - 1]!;
  });
  return seconds;
}

/** The fraction of the points that the pen has reached by a time: the inverse of `timeOfFraction`. */
export function fractionAtTime({ strokes, fractions }: Fractioned, seconds: number): number {
  let fraction = 0;
  for (const [s, { time }] of strokes.entries()) {
    const next = time.findIndex((value) => value > seconds);
    if (next < 0) {
      fraction = fractions[s]!.at(-1)!;
      continue;
    }
    if (next === 0) return fraction;
    const t = (seconds - time[next - 1]!) / (time[next]! - time[next - 1]!);
    const [from, to] = [fractions[s]![next - 1]!, fractions[s]![next]!];
    return from + t * (to - from);
  }
  return fraction;
}
