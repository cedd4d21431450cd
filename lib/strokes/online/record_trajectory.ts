/**
 * Samples a trajectory as a tablet would record it.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { arcLengths, evenPositions } from "../geometry/arc_length.ts";
import { interpolateLinear } from "../geometry/interpolate_linear.ts";
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";
import type { Point } from "../geometry/point.ts";
import { quantile } from "../geometry/quantile.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import type { Recording } from "./recording.ts";
import { type TimedStroke, type TimedTrajectory, timeTrajectory } from "./time_trajectory.ts";

/** Options of {@linkcode recordTrajectory}. */
export interface RecordingOptions {
  /** Samples per second. */
  readonly sampleRate: number;
  /** Size of the canvas, in the unit of the trajectory. */
  readonly canvas: { readonly height: number; readonly width: number };
}

/** Defaults. */
export const DEFAULT_RECORDING_OPTIONS: RecordingOptions = {
  sampleRate: 200, // good tablets have 100 to 200 Hz
  canvas: PEN_CANVAS,
};

/** Limits of the sample rate: below, short strokes have no sample; above, samples coincide. */
const SAMPLE_RATES = { min: 20, max: 2000 } as const;
/** Seconds in which the force of the tip rises from and falls to a fraction at the ends of a stroke. */
const LANDING = { time: 0.025, fraction: 0.3 } as const;
/** Force at the quantile of the stroke widths that counts as firm. */
const FIRM = { pressure: 0.75, quantile: 0.9 } as const;
/** Minimum force of a pen that touches the paper. */
const MIN_PRESSURE = 0.02;
/** Distance between the points of a refined path, as a fraction of the canvas. */
const REFINEMENT = 1 / 512;

/**
 * Records a trajectory as a tablet would: position, force and time at a constant rate.
 *
 * Times are those of the trajectory or, without any, {@linkcode timeTrajectory}'s. In the air the
 * pen leaves in the direction of the stroke and arrives in that of the next. The force of the tip is
 * proportional to the width of the ink, and rises and falls in 25 ms.
 *
 * @param trajectory Strokes in order; those without points are left out.
 * @param random Random generator of the times.
 * @param options Sample rate and canvas.
 * @returns The recording. The first and the last sample of each stroke are its ends; no samples
 * without strokes.
 * @throws {RangeError} If the sample rate is not 20 to 2,000.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * const line = { x: Float32Array.of(20, 90), y: Float32Array.of(9, 9), width: Float32Array.of(2, 2) };
 * const { x, time, penDown } = recordTrajectory([line], new Random(1));
 * assert.equal(x[0], 20);
 * assert.equal(x.at(-1), 90);
 * assert.ok(Math.abs(time[1]! - 1 / 200) < 1e-6);
 * assert.ok(penDown.every((down) => down === 1));
 * ```
 */
export function recordTrajectory(
  trajectory: Trajectory,
  random: Random,
  options: Partial<RecordingOptions> = {},
): Recording {
  const { sampleRate, canvas } = { ...DEFAULT_RECORDING_OPTIONS, ...options };
  const { min, max } = SAMPLE_RATES;
  if (!(sampleRate >= min && sampleRate <= max)) {
    throw new RangeError(
      `Cannot record a trajectory: sampleRate is ${sampleRate}, expected ${min} to ${max}`,
    );
  }
  const strokes = trajectory.filter(({ x }) => x.length > 0);
  const isTimed = strokes.every(({ time }) => time !== undefined);
  const step = REFINEMENT * canvas.width;
  const fine = isTimed ? strokes : strokes.map((stroke) => refine(stroke, step));
  return sampleStrokes(timeTrajectory(fine, random), sampleRate, canvas);
}

/** Adds points, so that the speed between two of them hardly changes. */
function refine(stroke: Stroke, step: number): Stroke {
  const knots = arcLengths(stroke);
  const steps = Math.ceil(knots.at(-1)! / step);
  if (steps < 1) return stroke;
  const positions = evenPositions(knots.at(-1)!, steps);
  const column = (values: Float32Array) =>
    Float32Array.from(interpolateLinear(values, knots, positions));
  return { x: column(stroke.x), y: column(stroke.y), width: column(stroke.width) };
}

/** One sample, without its time. */
interface Sample {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly pressure: number;
  readonly penDown: 0 | 1;
}

function sampleStrokes(
  strokes: TimedTrajectory,
  sampleRate: number,
  canvas: RecordingOptions["canvas"],
): Recording {
  const begin = strokes[0]?.time[0] ?? 0;
  const firm = quantile(strokes.map(({ width }) => width), FIRM.quantile);
  const samples: Sample[] = [];
  strokes.forEach((stroke, i) => {
    // Samples are even in time; the first and the last of a stroke take the position of its ends.
    const first = Math.max(Math.round((stroke.time[0]! - begin) * sampleRate), samples.length);
    const last = Math.max(Math.round((stroke.time.at(-1)! - begin) * sampleRate), first);
    const times = Float64Array.from(
      { length: last - first + 1 },
      (_, k) => begin + (first + k) / sampleRate,
    );
    if (last > first) [times[0], times[last - first]] = [stroke.time[0]!, stroke.time.at(-1)!];
    if (i > 0) samples.push(...sampleAir(strokes[i - 1]!, stroke, first - samples.length));
    samples.push(...samplePenDown(stroke, times, firm));
  });
  const column = (name: "x" | "y" | "width" | "pressure") =>
    Float32Array.from(samples, (sample) => sample[name]);
  return {
    sampleRate,
    canvas,
    time: Float32Array.from(samples, (_, k) => k / sampleRate),
    x: column("x"),
    y: column("y"),
    pressure: column("pressure"),
    width: column("width"),
    penDown: Uint8Array.from(samples, ({ penDown }) => penDown),
  };
}

/** The samples of a stroke at some times; `firm` is the width of a firm stroke. */
function samplePenDown(stroke: TimedStroke, times: Float64Array, firm: number): Sample[] {
  const [begin, end] = [stroke.time[0]!, stroke.time.at(-1)!];
  const [x, y, width] = [stroke.x, stroke.y, stroke.width]
    .map((values) => interpolateLinear(values, stroke.time, times)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  return Array.from(times, (time, k) => {
    const fromEnd = Math.min(time - begin, end - time);
    const landed = Math.min(1, LANDING.fraction + (1 - LANDING.fraction) * fromEnd / LANDING.time);
    const pressure = FIRM.pressure * (firm > 0 ? width[k]! / firm : 1) * landed;
    return {
      x: x[k]!,
      y: y[k]!,
      width: width[k]!,
      pressure: Math.min(Math.max(pressure, MIN_PRESSURE), 1),
      penDown: 1,
    };
  });
}

/** The samples between two strokes, along a cubic curve from one direction to the other. */
function sampleAir(before: TimedStroke, after: TimedStroke, count: number): Sample[] {
  const [from, to] = [before.x.length - 1, 0];
  const distance = Math.hypot(after.x[to]! - before.x[from]!, after.y[to]! - before.y[from]!);
  const leaving = directionAt(before, from, distance);
  const landing = directionAt(after, to, distance);
  return Array.from({ length: count }, (_, k) => {
    const t = (k + 1) / (count + 1);
    // The cubic Hermite polynomials.
    const [a, b] = [t * (1 - t) * (1 - t), t * t * (t - 1)];
    const blend = t * t * (3 - 2 * t);
    const at = (p: number, q: number, d: number, e: number) => p + blend * (q - p) + a * d + b * e;
    return {
      x: at(before.x[from]!, after.x[to]!, leaving.x, landing.x),
      y: at(before.y[from]!, after.y[to]!, leaving.y, landing.y),
      width: 0,
      pressure: 0,
      penDown: 0,
    };
  });
}

/** Number of steps over which the direction of an end is measured. */
const END_STEPS = 6;

/** Direction of a stroke at one of its ends, of a given length. */
function directionAt({ x, y }: Stroke, end: number, length: number): Point {
  const reach = Math.min(END_STEPS, x.length - 1);
  const [from, to] = end === 0 ? [0, reach] : [end - reach, end];
  const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
  const norm = Math.hypot(dx, dy);
  return norm > 0 ? { x: dx / norm * length, y: dy / norm * length } : { x: 0, y: 0 };
}
