/**
 * How speed and pressure of the pen shape its ink: the width and darkness of a ballpoint pen.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { gaussianAverage } from "../geometry/gaussian_smooth.ts";
import type { TimedStroke, TimedTrajectory } from "../online/time_trajectory.ts";

/** A stroke with the ink that a ballpoint pen would leave. */
export interface InkedStroke extends TimedStroke {
  /** Optical density at each point: 0 is paper, 1 the darkest ink. */
  readonly darkness: Float32Array;
}

/** Exponents of the width and of the darkness by the speed relative to its median. */
const SPEED_EXPONENTS = { width: -0.13, darkness: -0.1 } as const;
/** Limits of the relative width and of the darkness, which a pen at rest would exceed. */
const LIMITS = { width: [0.72, 1.12], darkness: [0.5, 0.97] } as const;
/** Darkness at median speed. */
const MEDIAN_DARKNESS = 0.84;
/** Deviation of the width by the pressure of the hand, as a fraction. */
const PRESSURE_SPREAD = 0.07;
/** Cycles per second of the slowest of the three waves of the pressure. */
const PRESSURE_FREQUENCY = 1.1;
/** Ink gathers where the pen rests: probability at the start and at the end of a stroke. */
const BLOB_PROBABILITY = { start: 0.6, end: 0.35 } as const;
/** Seconds that a stroke with blobs takes at least; dots have none. */
const MIN_BLOB_DURATION = 0.12;
/** Range of the relative width of a blob, and the seconds over which it fades. */
const BLOB = { min: 1.06, max: 1.28, time: 0.02 } as const;

/**
 * Gives strokes the width and darkness of a ballpoint pen: wider and darker where it is slow, with a
 * pressure that changes slowly, and with blobs where it lands or rests.
 *
 * @param trajectory Strokes with times.
 * @param random Random generator of pressure and blobs.
 * @returns The same points with other widths, and with darkness.
 */
export function inkStrokes(trajectory: TimedTrajectory, random: Random): InkedStroke[] {
  const speeds = trajectory.map(strokeSpeeds);
  const sorted = Float32Array.from(speeds.flatMap((values) => [...values])).sort();
  const median = sorted[sorted.length >> 1] || 1;
  const pressure = samplePressure(random);
  return trajectory.map((stroke, index) => {
    const { width, time } = stroke;
    const blob = sampleBlobs(random, time);
    const relative = speeds[index]!.map((speed) => speed / median);
    return {
      ...stroke,
      width: width.map((value, i) =>
        value * blob(i) * (1 + PRESSURE_SPREAD * pressure(time[i]!)) *
        clamp(relative[i]! ** SPEED_EXPONENTS.width, LIMITS.width)
      ),
      // Pressure and blobs change the darkness by about half as much as the width.
      darkness: relative.map((value, i) =>
        clamp(
          MEDIAN_DARKNESS * value ** SPEED_EXPONENTS.darkness * blob(i) ** 0.5 *
            (1 + 0.5 * PRESSURE_SPREAD * pressure(time[i]!)),
          LIMITS.darkness,
        )
      ),
    };
  });
}

/** Samples the blobs at the ends of a stroke: factors of the width at each of its points. */
function sampleBlobs(random: Random, time: Float32Array): (i: number) => number {
  const [first, last] = [time[0]!, time.at(-1)!];
  const isDot = last - first < MIN_BLOB_DURATION;
  const sampleBlob = (probability: number) =>
    random.bernoulli(probability) && !isDot ? random.uniform(BLOB.min, BLOB.max) : 1;
  const [start, end] = [sampleBlob(BLOB_PROBABILITY.start), sampleBlob(BLOB_PROBABILITY.end)];
  return (i) =>
    1 + (start - 1) * Math.exp(-(time[i]! - first) / BLOB.time) +
    (end - 1) * Math.exp(-(last - time[i]!) / BLOB.time);
}

/** Smoothed speed at each point, in pixels per second. */
function strokeSpeeds({ x, y, time }: TimedStroke): Float32Array {
  const last = x.length - 1;
  const speeds = x.map((_, i) => {
    const [from, to] = [Math.max(i - 1, 0), Math.min(i + 1, last)];
    return Math.hypot(x[to]! - x[from]!, y[to]! - y[from]!) /
      Math.max(time[to]! - time[from]!, 1e-3);
  });
  return gaussianAverage(speeds, 1.5);
}

/** Three waves of random phase; about -1.5 to 1.5. */
function samplePressure(random: Random): (time: number) => number {
  const waves = [1, 2.3, 4.1].map((multiple) => ({
    frequency: 2 * Math.PI * PRESSURE_FREQUENCY * multiple * random.uniform(0.8, 1.2),
    phase: random.uniform(0, 2 * Math.PI),
    amplitude: 1 / Math.sqrt(multiple),
  }));
  return (time) =>
    waves.reduce(
      (sum, { frequency, phase, amplitude }) =>
        sum + amplitude * Math.sin(frequency * time + phase),
      0,
    );
}

function clamp(value: number, [min, max]: readonly [number, number]): number {
  return Math.min(Math.max(value, min), max);
}
