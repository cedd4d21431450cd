/**
 * Creates procedural writers.
 *
 * @module
 */

import { Random } from "../../random.ts";
import { trajectoryBounds } from "../geometry/bounds.ts";
import { type ClampedNormal, type Script, SCRIPTS } from "./scripts.ts";
import { TYPICAL_ASYMMETRY, TYPICAL_DURATION } from "./sigma_lognormal.ts";
import { synthesizeSignature } from "./synthesize_signature.ts";
import type { HabitualPenDown, Writer, WriterStyle } from "./writer.ts";

/**
 * Range of the standard deviation of a writer's targets around those of the letter shapes, in
 * x-heights along either axis.
 */
const CARELESSNESS = { min: 0.03, max: 0.1 } as const;

/** Standard deviation of a writer's turns around those of the letter shapes, in radians. */
const TURN_SPREAD = 0.06;

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
 * @param script What the writer writes.
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
export function createWriter(seed: number, writer: number, script: Script = "latin"): Writer {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot create a writer: seed is ${seed}, expected an integer`);
  }
  if (!Number.isSafeInteger(writer) || writer < 0) {
    throw new RangeError(
      `Cannot create a writer: writer is ${writer}, expected an integer from 0`,
    );
  }
  for (let attempt = 0;; attempt++) {
    const candidate = sampleWriter(seed, writer, script, attempt);
    if (attempt === MAX_ATTEMPTS - 1 || hasUsableAspect(candidate, script)) return candidate;
  }
}

function hasUsableAspect(writer: Writer, script: Script): boolean {
  const { left, top, right, bottom } = trajectoryBounds(synthesizeSignature(writer, 0));
  const aspect = (right - left) / Math.max(bottom - top, 1e-6);
  const { min, max } = SCRIPTS[script].aspect;
  return aspect >= min && aspect <= max;
}

function sampleWriter(seed: number, writer: number, script: Script, attempt: number): Writer {
  // Latin writers are those of versions that had no other script.
  const key = script === "latin" ? ["writer"] : ["writer", script];
  const random = new Random(seed, ...key, writer, attempt);
  const { compose, meanDelay: { min, max } } = SCRIPTS[script];
  const style = sampleStyle(random, script);
  const carelessness = random.uniform(CARELESSNESS.min, CARELESSNESS.max);
  const meanDelay = random.uniform(min, max);
  const penDowns = compose(random).map((penDown): HabitualPenDown => ({
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

function sampleStyle(random: Random, script: Script): WriterStyle {
  const { slant, rotation, logStretch } = SCRIPTS[script];
  const degree = Math.PI / 180;
  return {
    slant: sampleClamped(random, slant),
    rotation: sampleClamped(random, rotation) * degree,
    stretch: Math.exp(sampleClamped(random, logStretch)),
    // A small spread, as in scans, whose stroke widths cleaning normalizes.
    inkWidth: clamp(1.72 * Math.exp(random.normal(0, 0.06)), 1.4, 2.5),
    speedThinning: random.uniform(0, 0.18),
    shading: random.uniform(0, 0.15),
    tapering: random.uniform(0, 0.4),
    variability: random.uniform(0.25, 1),
  };
}

function sampleClamped(random: Random, { mean, deviation, min, max }: ClampedNormal): number {
  return clamp(random.normal(mean, deviation), min, max);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
