/**
 * Synthesizes the signatures of procedural writers.
 *
 * @module
 */

import { Random } from "../../random.ts";
import { fitToCanvas } from "../geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";
import type { Point } from "../geometry/point.ts";
import type { Trajectory } from "../geometry/stroke.ts";
import { inkWidths } from "./ink_widths.ts";
import { arcStroke, type LognormalStroke, onsetOf, strokeTiming } from "./sigma_lognormal.ts";
import { type Movement, superposeStrokes } from "./superpose_strokes.ts";
import type { HabitualPenDown, Writer, WriterStyle } from "./writer.ts";

/** Samples per second, the rate of a good tablet. */
const SAMPLE_RATE = 200;

/** Maximum turn of a stroke, in radians: an arc of 2 pi has no chord. */
const MAX_TURN = 5.2;

/** Limits of a stroke's duration relative to that of a stroke of median length. */
const EFFORT = { min: 0.6, max: 1.8 } as const;

/** Range of the time between two pen-downs, in seconds. */
const PAUSE = { min: 0.06, max: 0.18 } as const;

/** Probability that a dot is left out. */
const MISSING_DOT_PROBABILITY = 0.07;

/**
 * Limits of the uniform perturbations of stroke parameters within which signatures still pass as
 * genuine: fractions of the value for `length`, `mu` and `sigma`, a fraction of the time between two
 * onsets for `onset`, radians for `angle`.
 *
 * From Diaz et al., "Generation of duplicated off-line signature images for verification systems",
 * 2017, and Lai et al., "SynSig2Vec", 2020; a quarter of their full ranges, except for the angle.
 */
const GENUINE_LIMITS = {
  length: 0.25 * 0.1,
  onset: 0.25 * 0.085,
  mu: 0.25 * 0.39,
  sigma: 0.25 * 0.3,
  angle: 0.1,
} as const;

/** Standard deviations of the other perturbations; multiplied by the writer's variability. */
const SAMPLE_SPREAD = {
  /** Position of each target, in x-heights. */
  target: 0.1,
  /** Position of each pen-down, in x-heights. */
  touchdown: 0.2,
  /** Shift to the right per unit of height. */
  slant: 0.09,
  /** In radians. */
  rotation: 0.06,
  /** Of the logarithm of the horizontal factor. */
  stretch: 0.12,
  /** Of the logarithm of the stroke width. */
  inkWidth: 0.12,
} as const;

/**
 * Synthesizes a signature of a writer, by the sigma-lognormal model.
 *
 * Targets, strokes, slant, proportions, baseline and pressure vary as they do between genuine
 * signatures; dots are sometimes left out.
 *
 * @param writer The writer.
 * @param sample The number of the signature, an integer from 0.
 * @returns The trajectory, the same for the same arguments: `x` and `y` in pixels of a 64 x 128
 * canvas that it fills up to a margin of 4, `y` downwards; `width` in the same pixels; `time` in
 * seconds, ascending.
 * @throws {RangeError} If `sample` is not an integer from 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createWriter } from "./create_writer.ts";
 * const writer = createWriter(7, 0);
 * const first = synthesizeSignature(writer, 0);
 * assert.deepEqual(synthesizeSignature(writer, 0), first);
 * assert.notDeepEqual(synthesizeSignature(writer, 1), first);
 * ```
 */
export function synthesizeSignature(writer: Writer, sample: number): Trajectory {
  if (!Number.isSafeInteger(sample) || sample < 0) {
    throw new RangeError(
      `Cannot synthesize a signature: sample is ${sample}, expected an integer from 0`,
    );
  }
  const random = new Random(writer.seed, "signature", writer.writer, sample);
  const style = perturbStyle(random, writer.style);
  const movements = movePenDowns(random, writer.penDowns, style);
  const widths = inkWidths(random, movements, style);
  return fitToCanvas(toStrokes(random, movements, widths), PEN_CANVAS);
}

/** The movements of all pen-downs; dots are sometimes left out. */
function movePenDowns(
  random: Random,
  penDowns: readonly HabitualPenDown[],
  style: WriterStyle,
): Movement[] {
  const movements: Movement[] = [];
  for (const penDown of penDowns) {
    const isLeftOut = random.bernoulli(MISSING_DOT_PROBABILITY) && penDown.isDot;
    const movement = movePen(random, penDown, style);
    if (!isLeftOut || penDowns.length === 1) movements.push(movement);
  }
  return movements;
}

/** Movements as strokes, `y` downwards, one after the other in time with pauses between them. */
function toStrokes(
  random: Random,
  movements: readonly Movement[],
  widths: readonly Float32Array[],
): Trajectory {
  let begin = 0;
  return movements.map(({ x, y, interval }, index) => {
    const from = begin;
    begin += (x.length - 1) * interval + random.uniform(PAUSE.min, PAUSE.max);
    return {
      x: new Float32Array(x),
      y: new Float32Array(y).map((value) => -value),
      width: widths[index]!,
      time: new Float32Array(x.length).map((_, i) => from + i * interval),
    };
  });
}

function perturbStyle(random: Random, style: WriterStyle): WriterStyle {
  const { variability } = style;
  const perturbation = (spread: number) => random.normal(0, spread * variability);
  return {
    ...style,
    slant: style.slant + perturbation(SAMPLE_SPREAD.slant),
    rotation: style.rotation + perturbation(SAMPLE_SPREAD.rotation),
    stretch: style.stretch * Math.exp(perturbation(SAMPLE_SPREAD.stretch)),
    inkWidth: style.inkWidth * Math.exp(perturbation(SAMPLE_SPREAD.inkWidth)),
  };
}

/** The movement of one pen-down, perturbed for this signature. */
function movePen(random: Random, penDown: HabitualPenDown, style: WriterStyle): Movement {
  const { variability } = style;
  const shiftX = random.normal(0, SAMPLE_SPREAD.touchdown * variability);
  const shiftY = random.normal(0, SAMPLE_SPREAD.touchdown * variability);
  const place = ({ x, y }: Point): Point =>
    styleTarget({
      x: x + shiftX + random.normal(0, SAMPLE_SPREAD.target * variability),
      y: y + shiftY + random.normal(0, SAMPLE_SPREAD.target * variability),
    }, style);
  const points = [penDown.start, ...penDown.targets].map(place);
  const strokes = perturbParameters(random, planStrokes(points, penDown), variability);
  return superposeStrokes(points[0]!, strokes, SAMPLE_RATE);
}

/** Shears, stretches and rotates a target; the strokes between targets stay arcs of circles. */
function styleTarget(point: Point, { slant, rotation, stretch }: WriterStyle): Point {
  const x = stretch * (point.x + slant * point.y);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  return { x: cos * x - sin * point.y, y: sin * x + cos * point.y };
}

/** The strokes from point to point; durations grow with the cube root of the chord (isochrony). */
function planStrokes(points: readonly Point[], { targets }: HabitualPenDown): LognormalStroke[] {
  const chords = targets.map((_, i) => {
    const from = points[i]!;
    const to = points[i + 1]!;
    return Math.hypot(to.x - from.x, to.y - from.y) + 1e-6;
  });
  const median = [...chords].sort((a, b) => a - b)[chords.length >> 1]!;
  let begin = 0;
  let previousDuration = 0;
  return targets.map((target, i) => {
    const effort = Math.min(Math.max(Math.cbrt(chords[i]! / median), EFFORT.min), EFFORT.max);
    const duration = target.duration * effort;
    begin += target.delay * previousDuration;
    previousDuration = duration;
    const timing = strokeTiming(duration, target.asymmetry);
    const turn = Math.min(Math.max(target.turn, -MAX_TURN), MAX_TURN);
    return arcStroke(points[i]!, points[i + 1]!, turn, onsetOf(begin, timing), timing);
  });
}

/** Perturbs the parameters of strokes within the genuine limits. */
function perturbParameters(
  random: Random,
  strokes: readonly LognormalStroke[],
  variability: number,
): LognormalStroke[] {
  const perturbation = (limit: number) => random.uniform(-limit, limit) * variability;
  return strokes.map((stroke, i) => {
    const angle = perturbation(GENUINE_LIMITS.angle);
    const sincePrevious = i === 0 ? 0 : stroke.onset - strokes[i - 1]!.onset;
    return {
      length: stroke.length * (1 + perturbation(GENUINE_LIMITS.length)),
      onset: stroke.onset + sincePrevious * perturbation(GENUINE_LIMITS.onset),
      mu: stroke.mu * (1 + perturbation(GENUINE_LIMITS.mu)),
      sigma: stroke.sigma * (1 + perturbation(GENUINE_LIMITS.sigma)),
      startAngle: stroke.startAngle + angle,
      endAngle: stroke.endAngle + angle,
    };
  });
}
