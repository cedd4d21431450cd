/**
 * Slow drawing: tremor, even ink with blunt ends, pen lifts, and longer times.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { arcLengths } from "../geometry/arc_length.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import { turningAngles } from "../geometry/turning_angles.ts";
import type { Forger } from "./forger.ts";
import { SmoothNoise } from "./smooth_noise.ts";

/** Typical speed of a signature, in pixels of a 64 x 128 canvas per second. */
const SPEED = 220;

/** Frequency of the physiological tremor of the hand, in hertz (8 to 12 in the literature). */
const TREMOR_FREQUENCY = 9;

/** Minimum length of the parts before and after a pen lift, in pixels. */
const MIN_PART = 8;

/** Standard deviation of the position at which the pen lands after a lift, in pixels per axis. */
const LANDING_ERROR = 0.5;

/** Range of the pause between two strokes, while the forger looks at the original, in seconds. */
const PAUSE = [0.15, 0.6] as const;

/**
 * Draws strokes as a slow hand does.
 *
 * @param trajectory A trajectory in pixels of a canvas of 64 x 128.
 * @param random Random generator.
 * @param forger Slowness, tremor, evenness of the ink, and pen lifts.
 * @returns A trajectory with the same strokes, divided where the pen is lifted. Times, where known,
 * are those of the slow hand.
 */
export function drawSlowly(trajectory: Trajectory, random: Random, forger: Forger): Trajectory {
  const inkWidth = meanWidth(trajectory);
  const drawn = trajectory.flatMap((stroke) => {
    const even = evenInk(stroke, inkWidth, forger.evenness);
    return liftPen(shake(even, random, forger), random, forger);
  });
  return slowDown(drawn, random, forger.slowness);
}

function meanWidth(trajectory: Trajectory): number {
  let [sum, count] = [0, 0];
  for (const { width } of trajectory) {
    for (const value of width) sum += value;
    count += width.length;
  }
  return sum / count;
}

function evenInk(stroke: Stroke, inkWidth: number, evenness: number): Stroke {
  return { ...stroke, width: stroke.width.map((value) => value + evenness * (inkWidth - value)) };
}

/** Shifts points by a tremor; its wavelength is the distance that the pen covers in one period. */
function shake(stroke: Stroke, random: Random, { tremor, slowness }: Forger): Stroke {
  // One period of the noise spans two knots.
  const knotDistance = SPEED / slowness / TREMOR_FREQUENCY / 2;
  const [alongX, alongY] = [
    new SmoothNoise(random, tremor, knotDistance),
    new SmoothNoise(random, tremor, knotDistance),
  ];
  const lengths = arcLengths(stroke);
  return {
    ...stroke,
    x: stroke.x.map((x, i) => x + alongX.at(lengths[i]!)),
    y: stroke.y.map((y, i) => y + alongY.at(lengths[i]!)),
  };
}

/** Sometimes lifts the pen at the sharpest turn; it then lands slightly off. */
function liftPen(stroke: Stroke, random: Random, { lifts }: Forger): Stroke[] {
  const lengths = arcLengths(stroke);
  const total = lengths.at(-1)!;
  const isLifted = random.bernoulli(1 - Math.exp(-lifts * total / 100));
  if (!isLifted || total < 2 * MIN_PART) return [stroke];
  const angles = turningAngles(stroke, 2);
  let at = -1;
  for (let i = 1; i < angles.length - 1; i++) {
    const isInside = lengths[i]! >= MIN_PART && total - lengths[i]! >= MIN_PART;
    if (isInside && (at < 0 || angles[i]! > angles[at]!)) at = i;
  }
  if (at < 0) return [stroke];
  const [x, y] = [random.normal(0, LANDING_ERROR), random.normal(0, LANDING_ERROR)];
  return [slice(stroke, 0, at + 1), move(slice(stroke, at, stroke.x.length), x, y)];
}

function slice({ x, y, width, time }: Stroke, from: number, to: number): Stroke {
  return {
    x: x.slice(from, to),
    y: y.slice(from, to),
    width: width.slice(from, to),
    ...(time && { time: time.slice(from, to) }),
  };
}

function move(stroke: Stroke, x: number, y: number): Stroke {
  return {
    ...stroke,
    x: stroke.x.map((value) => value + x),
    y: stroke.y.map((value) => value + y),
  };
}

/**
 * Stretches the times of strokes, and pauses before each stroke but the first.
 *
 * @param strokes The strokes; those without times stay so.
 * @param random Random generator of the pauses.
 * @param slowness Factor of the times.
 * @returns The same strokes.
 */
export function slowDown<S extends Stroke>(
  strokes: readonly S[],
  random: Random,
  slowness: number,
): S[] {
  let clock = 0;
  return strokes.map((stroke, index) => {
    if (stroke.time === undefined) return stroke;
    if (index > 0) clock += random.uniform(...PAUSE);
    const [begin, start] = [clock, stroke.time[0]!];
    const time = stroke.time.map((value) => begin + slowness * (value - start));
    clock = time.at(-1)!;
    return { ...stroke, time };
  });
}
