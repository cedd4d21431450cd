/**
 * What is sampled in addition to the strokes of a signature.
 *
 * @module
 */
import { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { type TimedTrajectory, timeTrajectory } from "../strokes/online/time_trajectory.ts";
import { slowDown } from "../strokes/procedural/draw_slowly.ts";

/** Kinds of ink: one colour throughout, or as a ballpoint pen leaves it. */
export const INK_KINDS = ["plain", "natural"] as const;

/** A signature: its numbers and strokes. */
interface NumberedStrokes {
  readonly writer: number;
  readonly sample: number;
  readonly forger: number | undefined;
  readonly slowness: number;
  readonly strokes: Trajectory | undefined;
}

/**
 * The random generator of one property of a signature.
 *
 * @param signature The signature.
 * @param purpose The property.
 * @param seed Seed of the user; 0 if left out.
 */
export function appearanceRandom(
  { writer, sample, forger }: Pick<NumberedStrokes, "writer" | "sample" | "forger">,
  purpose: "ink" | "scan" | "times",
  seed = 0,
): Random {
  const key = [seed, purpose, writer, sample];
  return forger === undefined ? new Random(...key) : new Random(...key, "forgery", forger);
}

/**
 * The strokes of a signature.
 *
 * @param signature The signature.
 * @param action What is done with them, for the error.
 * @throws {TypeError} If a pixel model generated it: there are no strokes then.
 */
export function requireStrokes({ strokes }: NumberedStrokes, action: string): Trajectory {
  if (strokes !== undefined) return strokes;
  throw new TypeError(
    `Cannot ${action}: a pixel model's signature has no strokes, expected one of a pen model`,
  );
}

/**
 * The strokes of a signature with times, the same in everything that shows them. A forger takes longer.
 *
 * @param signature The signature.
 * @param action What is done with them, for the error.
 * @param seed Seed of the user; 0 if left out.
 * @throws {TypeError} If a pixel model generated it.
 */
export function timedStrokes(
  signature: NumberedStrokes,
  action: string,
  seed: number | undefined,
): TimedTrajectory {
  const strokes = requireStrokes(signature, action);
  const random = appearanceRandom(signature, "times", seed);
  const timed = timeTrajectory(strokes, random);
  // Known times already are those of whoever wrote it.
  const isKnown = strokes.every(({ time }) => time !== undefined);
  return signature.slowness === 1 || isKnown ? timed : slowDown(timed, random, signature.slowness);
}
