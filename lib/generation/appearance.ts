/**
 * What is sampled beside the strokes of a signature.
 *
 * @module
 */
import { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { type TimedTrajectory, timeTrajectory } from "../strokes/online/time_trajectory.ts";

/** Kinds of ink: one colour throughout, or as a ballpoint pen leaves it. */
export const INK_KINDS = ["plain", "natural"] as const;

/** A signature: its numbers and strokes. */
interface NumberedStrokes {
  readonly writer: number;
  readonly sample: number;
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
  { writer, sample }: Pick<NumberedStrokes, "writer" | "sample">,
  purpose: "ink" | "scan" | "times",
  seed = 0,
): Random {
  return new Random(seed, purpose, writer, sample);
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
 * The strokes of a signature with times, the same in everything that shows them.
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
  return timeTrajectory(strokes, appearanceRandom(signature, "times", seed));
}
