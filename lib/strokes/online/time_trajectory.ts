/**
 * The times at which a hand would write a trajectory.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { arcLengths } from "../geometry/arc_length.ts";
import { trajectoryBounds } from "../geometry/bounds.ts";
import { interpolateLinear } from "../geometry/interpolate_linear.ts";
import { TYPICAL_DIAGONAL } from "../geometry/pen_canvas.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import {
  completedFraction,
  type LognormalStroke,
  onsetOf,
  strokeSupport,
  strokeTiming,
  TYPICAL_ASYMMETRY,
  TYPICAL_DURATION,
} from "../procedural/sigma_lognormal.ts";
import { type ElementaryStroke, elementaryStrokes } from "./elementary_strokes.ts";

/** A stroke whose points have times. */
export interface TimedStroke extends Stroke {
  /** Seconds since the first stroke began, ascending. */
  readonly time: Float32Array;
}

/** A trajectory whose points have times. */
export type TimedTrajectory = readonly TimedStroke[];

/** Duration of a median elementary stroke, in seconds. */
const MEDIAN_DURATION = (TYPICAL_DURATION.min + TYPICAL_DURATION.max) / 2;
/** Deviation of the logarithm of the tempo, between signatures. */
const TEMPO_SPREAD = 0.12;
/** Deviation of the logarithm of a duration, within a signature. */
const DURATION_SPREAD = 0.08;
/** Limits of a duration relative to that of a median elementary stroke. */
const EFFORT = { min: 0.5, max: 2 } as const;
/** Fraction of a duration after which the next stroke begins: on a straight path, and at a cusp. */
const DELAY = { straight: 0.38, cusp: 0.6 } as const;
/** Seconds in the air over no distance, and over the length of a median stroke beyond that. */
const PEN_UP = { base: 0.06, median: 0.1 } as const;
/** Seconds that a dot takes. */
const DOT_DURATION = 0.07;
/** Speed profiles are evaluated this often per second. */
const PROFILE_RATE = 1000;
/** Fraction of the first and last elementary stroke during which the pen is still in the air. */
const AIRBORNE_FRACTION = 0.02;

/**
 * Gives each point of a trajectory the time at which a hand would reach it.
 *
 * Each pen-down is divided into elementary strokes at its maxima of curvature. The speed along the
 * path is the sum of their sigma-lognormal profiles, which overlap (Plamondon, "A kinematic theory
 * of rapid human movements", 1995). Durations grow with the cube root of the length, as the hand
 * moves faster over longer distances (isochrony), and so do the times in the air.
 *
 * @param trajectory Strokes in order, each with at least one point. If all of them have times, as
 * procedural signatures do, they are kept.
 * @param random Random generator of tempo and rhythm.
 * @returns The same strokes with times in seconds from 0; 2 to 6 s for most signatures.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * const line = { x: Float32Array.of(0, 5, 10), y: new Float32Array(3), width: new Float32Array(3) };
 * const [timed] = timeTrajectory([line], new Random(1));
 * const [begin, middle, end] = timed!.time;
 * assert.ok(begin === 0 && 0 < middle! && middle! < end!);
 * ```
 */
export function timeTrajectory(trajectory: Trajectory, random: Random): TimedTrajectory {
  if (trajectory.every((stroke): stroke is TimedStroke => stroke.time !== undefined)) {
    return trajectory;
  }
  const { left, top, right, bottom } = trajectoryBounds(trajectory);
  const unit = Math.hypot(right - left, bottom - top) / TYPICAL_DIAGONAL || 1; // 1 for a single spot
  const parts = trajectory.map((stroke) => elementaryStrokes(stroke, unit));
  const median = medianLength(parts.flat(), unit);
  const tempo = Math.exp(random.normal(0, TEMPO_SPREAD));
  let begin = 0;
  return trajectory.map((stroke, i) => {
    const time = pathTimes(stroke, planProfile(random, parts[i]!, median, tempo))
      .map((seconds) => begin + seconds);
    const next = trajectory[i + 1];
    const distance = next === undefined ? 0 : Math.hypot(
      next.x[0]! - stroke.x.at(-1)!,
      next.y[0]! - stroke.y.at(-1)!,
    );
    begin = time.at(-1)! + tempo * (PEN_UP.base + PEN_UP.median * effort(distance, median));
    return { ...stroke, time: Float32Array.from(time) };
  });
}

function medianLength(parts: readonly ElementaryStroke[], unit: number): number {
  const lengths = parts.map(({ length }) => length).filter((length) => length > unit)
    .sort((a, b) => a - b);
  return lengths[lengths.length >> 1] ?? unit;
}

/** Duration relative to that of a stroke of median length. */
function effort(length: number, median: number): number {
  return Math.min(Math.max(Math.cbrt(length / median), EFFORT.min), EFFORT.max);
}

/** The speed profile of each part of a pen-down; their support begins at 0 s. */
function planProfile(
  random: Random,
  parts: readonly ElementaryStroke[],
  median: number,
  tempo: number,
): LognormalStroke[] {
  let begin = 0;
  const strokes = parts.map(({ length, turn }) => {
    const duration = MEDIAN_DURATION * tempo * effort(length, median) *
      Math.exp(random.normal(0, DURATION_SPREAD));
    const timing = strokeTiming(
      duration,
      random.uniform(TYPICAL_ASYMMETRY.min, TYPICAL_ASYMMETRY.max),
    );
    const onset = onsetOf(begin, timing);
    begin += duration * (DELAY.straight + (DELAY.cusp - DELAY.straight) * turn / Math.PI);
    return { ...timing, length, onset, startAngle: 0, endAngle: 0 };
  });
  const first = Math.min(...strokes.map((stroke) => strokeSupport(stroke).begin));
  return strokes.map((stroke) => ({ ...stroke, onset: stroke.onset - first }));
}

/** The time at which a speed profile reaches each point of a path. */
function pathTimes(stroke: Stroke, profile: readonly LognormalStroke[]): Float64Array {
  const lengths = arcLengths(stroke);
  const total = lengths.at(-1)!;
  if (total === 0) {
    const { length } = lengths;
    return lengths.map((_, i) => length > 1 ? DOT_DURATION * i / (length - 1) : 0);
  }
  const end = Math.max(...profile.map((part) => strokeSupport(part).end));
  const count = Math.max(2, Math.ceil(end * PROFILE_RATE));
  const times = Float64Array.from({ length: count + 1 }, (_, k) => end * k / count);
  const travelled = times.map((time) => {
    let sum = 0;
    for (const part of profile) sum += part.length * completedFraction(part, time);
    return sum;
  });
  // The pen lands and leaves in motion. In the tails of a profile it would rest on the paper.
  const [landing, leaving] = [
    AIRBORNE_FRACTION * profile[0]!.length,
    AIRBORNE_FRACTION * profile.at(-1)!.length,
  ];
  const scale = (total - landing - leaving) / total;
  const reached = interpolateLinear(
    times,
    travelled,
    lengths.map((length) => landing + scale * length),
  );
  return reached.map((time) => time - reached[0]!);
}
