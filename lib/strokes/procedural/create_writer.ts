/**
 * Creates procedural writers.
 *
 * @module
 */

import { Random } from "../../random.ts";
import { trajectoryBounds } from "../geometry/bounds.ts";
import { composeSignature } from "./compose_signature.ts";
import { TYPICAL_ASYMMETRY, TYPICAL_DURATION } from "./sigma_lognormal.ts";
import { synthesizeSignature } from "./synthesize_signature.ts";
import type { HabitualPenDown, Writer, WriterStyle } from "./writer.ts";

/** Range of the aspect ratios (width over height) of signatures. */
const ASPECTS = { min: 0.9, max: 5.2 } as const;

/**
 * Range of the standard deviation of a writer's targets around those of the letter shapes, in
 * x-heights along either axis.
 */
const CARELESSNESS = { min: 0.03, max: 0.1 } as const;

/** Standard deviation of a writer's turns around those of the letter shapes, in radians. */
const TURN_SPREAD = 0.06;

/** Range of a writer's mean delay of strokes, see `HabitualTarget.delay`: below 1 strokes overlap. */
const MEAN_DELAY = { min: 0.32, max: 0.56 } as const;

/** Maximum difference between the delay of a stroke and the writer's mean. */
const DELAY_REACH = 0.08;

/** After this many attempts a signature of any aspect ratio is accepted. */
const MAX_ATTEMPTS = 20;

/**
 * Creates a writer: a pen plan for the signature, and a style.
 *
 * The letters are random, so the signature belongs to no real person.
 *
 * @param seed The seed of the data set, an integer.
 * @param writer The number of the writer, an integer from 0.
 * @returns The writer; the same for the same arguments.
 * @throws {RangeError} If `seed` is not an integer, or `writer` not an integer from 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(createWriter(1, 5), createWriter(1, 5));
 * assert.notDeepEqual(createWriter(1, 5), createWriter(1, 6));
 * ```
 */
export function createWriter(seed: number, writer: number): Writer {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot create a writer: seed is ${seed}, expected an integer`);
  }
  if (!Number.isSafeInteger(writer) || writer < 0) {
    throw new RangeError(
      `Cannot create a writer: writer is ${writer}, expected an integer from 0`,
    );
  }
  for (let attempt = 0;; attempt++) {
    const candidate = sampleWriter(seed, writer, attempt);
    if (attempt === MAX_ATTEMPTS - 1 || hasUsableAspect(candidate)) return candidate;
  }
}

function hasUsableAspect(writer: Writer): boolean {
  const { left, top, right, bottom } = trajectoryBounds(synthesizeSignature(writer, 0));
  const aspect = (right - left) / Math.max(bottom - top, 1e-6);
  return aspect >= ASPECTS.min && aspect <= ASPECTS.max;
}

function sampleWriter(seed: number, writer: number, attempt: number): Writer {
  const random = new Random(seed, "writer", writer, attempt);
  const style = sampleStyle(random);
  const carelessness = random.uniform(CARELESSNESS.min, CARELESSNESS.max);
  const meanDelay = random.uniform(MEAN_DELAY.min, MEAN_DELAY.max);
  const penDowns = composeSignature(random).map((penDown): HabitualPenDown => ({
    start: penDown.start,
    isDot: penDown.isDot ?? false,
    targets: penDown.targets.map(({ x, y, turn }) => ({
      x: x + random.normal(0, carelessness),
      y: y + random.normal(0, carelessness),
      turn: turn + random.normal(0, TURN_SPREAD),
      duration: random.uniform(TYPICAL_DURATION.min, TYPICAL_DURATION.max),
      asymmetry: random.uniform(TYPICAL_ASYMMETRY.min, TYPICAL_ASYMMETRY.max),
      delay: random.uniform(meanDelay - DELAY_REACH, meanDelay + DELAY_REACH),
    })),
  }));
  return { seed, writer, penDowns, style };
}

function sampleStyle(random: Random): WriterStyle {
  const degree = Math.PI / 180;
  return {
    slant: clamp(random.normal(0.1, 0.36), -0.5, 1.2),
    rotation: clamp(random.normal(9, 7.5), -10, 36) * degree,
    stretch: Math.exp(random.normal(0.08, 0.32)),
    // A small spread, as in scans, whose stroke widths cleaning normalizes.
    inkWidth: clamp(1.72 * Math.exp(random.normal(0, 0.06)), 1.4, 2.5),
    speedThinning: random.uniform(0, 0.18),
    shading: random.uniform(0, 0.15),
    tapering: random.uniform(0, 0.4),
    variability: random.uniform(0.25, 1),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
