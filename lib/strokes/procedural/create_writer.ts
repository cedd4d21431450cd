/**
 * Creates procedural writers.
 *
 * @module
 */

import { Random } from "../../random.ts";
import { trajectoryBounds } from "../geometry/bounds.ts";
import { composeCharacters } from "./compose_characters.ts";
import { composeSignature } from "./compose_signature.ts";
import { TYPICAL_ASYMMETRY, TYPICAL_DURATION } from "./sigma_lognormal.ts";
import { synthesizeSignature } from "./synthesize_signature.ts";
import type { HabitualPenDown, Writer, WriterStyle } from "./writer.ts";

/** What a procedural writer writes: Latin letters, or block characters like those of East Asia. */
export type Script = "latin" | "characters";

/** All scripts. */
export const SCRIPTS: readonly Script[] = ["latin", "characters"];

/** Ranges of the aspect ratios (width over height) of signatures. */
const ASPECTS = {
  latin: { min: 0.9, max: 5.2 },
  characters: { min: 0.3, max: 5.2 },
} as const;

/**
 * Range of the standard deviations by which a writer's targets are off those of the letters, in
 * x-heights along either axis.
 */
const CARELESSNESS = { min: 0.03, max: 0.1 } as const;

/** Standard deviation by which a writer's turns are off those of the letters, in radians. */
const TURN_SPREAD = 0.06;

/** Ranges of the mean overlaps of successive strokes: low is staccato, high is flowing. */
const RHYTHMS = {
  latin: { min: 0.32, max: 0.56 },
  characters: { min: 0.15, max: 0.5 },
} as const;

/** Maximum difference of the overlap of a stroke from the writer's mean. */
const RHYTHM_REACH = 0.08;

/** After this many attempts a signature of any aspect ratio is accepted. */
const MAX_ATTEMPTS = 20;

/**
 * Creates a writer: the text of the signature and the habits of the hand.
 *
 * The letters are sampled at random, so the signature belongs to no real person.
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
    const candidate = sampleWriter(seed, writer, attempt, script);
    if (attempt === MAX_ATTEMPTS - 1 || hasUsableAspect(candidate, script)) return candidate;
  }
}

function hasUsableAspect(writer: Writer, script: Script): boolean {
  const { left, top, right, bottom } = trajectoryBounds(synthesizeSignature(writer, 0));
  const aspect = (right - left) / Math.max(bottom - top, 1e-6);
  return aspect >= ASPECTS[script].min && aspect <= ASPECTS[script].max;
}

function sampleWriter(seed: number, writer: number, attempt: number, script: Script): Writer {
  const random = script === "latin"
    ? new Random(seed, "writer", writer, attempt)
    : new Random(seed, "writer", script, writer, attempt);
  const style = sampleStyle(random, script);
  const carelessness = random.uniform(CARELESSNESS.min, CARELESSNESS.max);
  const rhythm = random.uniform(RHYTHMS[script].min, RHYTHMS[script].max);
  const compose = script === "latin" ? composeSignature : composeCharacters;
  const penDowns = compose(random).map((penDown): HabitualPenDown => ({
    start: penDown.start,
    isDot: penDown.isDot ?? false,
    targets: penDown.targets.map(({ x, y, turn }) => ({
      x: x + random.normal(0, carelessness),
      y: y + random.normal(0, carelessness),
      turn: turn + random.normal(0, TURN_SPREAD),
      duration: random.uniform(TYPICAL_DURATION.min, TYPICAL_DURATION.max),
      asymmetry: random.uniform(TYPICAL_ASYMMETRY.min, TYPICAL_ASYMMETRY.max),
      overlap: random.uniform(rhythm - RHYTHM_REACH, rhythm + RHYTHM_REACH),
    })),
  }));
  return { seed, writer, penDowns, style };
}

function sampleStyle(random: Random, script: Script): WriterStyle {
  return {
    ...sampleProportions(random, script),
    // Stroke widths of scans vary as little: cleaning normalizes them.
    inkWidth: clamp(1.72 * Math.exp(random.normal(0, 0.06)), 1.4, 2.5),
    speedThinning: random.uniform(0, 0.18),
    shading: random.uniform(0, 0.15),
    tapering: random.uniform(0, 0.4),
    variability: random.uniform(0.25, 1),
  };
}

/** Block characters stand upright; Latin signatures lean, rise and vary in width. */
function sampleProportions(
  random: Random,
  script: Script,
): Pick<WriterStyle, "slant" | "rotation" | "stretch"> {
  const degree = Math.PI / 180;
  if (script === "latin") {
    return {
      slant: clamp(random.normal(0.1, 0.36), -0.5, 1.2),
      rotation: clamp(random.normal(9, 7.5), -10, 36) * degree,
      stretch: Math.exp(random.normal(0.08, 0.32)),
    };
  }
  return {
    slant: clamp(random.normal(0.05, 0.12), -0.4, 0.6),
    rotation: clamp(random.normal(2, 4), -10, 16) * degree,
    stretch: Math.exp(random.normal(0, 0.12)),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
