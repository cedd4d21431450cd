/**
 * Forges signatures: another hand copies one.
 *
 * @module
 */
import { Random } from "../../random.ts";
import { fitToCanvas } from "../geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import { applyStyle } from "./apply_style.ts";
import { drawSlowly } from "./draw_slowly.ts";
import { duplicateSignature } from "./duplicate_signature.ts";
import type { Forger } from "./forger.ts";
import { type OffsetMap, perturbStrokes } from "./perturb_strokes.ts";
import { SmoothNoise } from "./smooth_noise.ts";

/** Standard deviations of a typical forger's errors in a practised copy, independent per letter. */
const COPY_SPREAD = {
  /** Logarithm of the width of a letter. */
  width: 0.34,
  /** Logarithm of the height of a letter. */
  height: 0.28,
  /** Shift to the left per pixel of height of a letter. */
  slant: 0.25,
  /** Direction of its baseline, in radians. */
  direction: 0.1,
  /** Position of a pen-down, in pixels along either axis. */
  touchdown: 2.3,
} as const;

/** Path length between independent errors, in pixels: about one letter. */
const LETTER_LENGTH = 28;

/** Path length, in pixels, over which a displacement decays to 1/e. */
const DECAY_LENGTH = 120;

/**
 * Samples a skilled forgery: a copy by someone who has seen the signature and practised it.
 *
 * The letters are the same. Slant, baseline, proportions and the shapes of strokes are the forger's,
 * shared by all forgeries of one forger; they vary between forgeries as between genuine signatures.
 * The copy is drawn slowly, with tremor, even ink, blunt ends and pen lifts, and sometimes with the
 * strokes in another order or direction.
 *
 * @param trajectory A genuine signature in pixels of a canvas of 64 x 128, with at least one point.
 * @param random Random generator of this forgery.
 * @param forger The hand that copies, see {@linkcode sampleForger}.
 * @returns A trajectory fitted to the canvas. Times, where the original has any, are those of the
 * slow hand.
 * @throws {RangeError} If there is no point.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { createWriter } from "./create_writer.ts";
 * import { sampleForger } from "./forger.ts";
 * import { synthesizeSignature } from "./synthesize_signature.ts";
 * const genuine = synthesizeSignature(createWriter(1, 2), 0);
 * const forger = sampleForger(new Random(1, "forger"));
 * const forgery = forgeSignature(genuine, new Random(1, "attempt", 0), forger);
 * const duration = genuine.at(-1)!.time!.at(-1)!;
 * assert.ok(forgery.at(-1)!.time!.at(-1)! > duration);
 * ```
 */
export function forgeSignature(trajectory: Trajectory, random: Random, forger: Forger): Trajectory {
  const attempt = duplicateSignature(practise(trajectory, forger), random, forger.variability);
  return fitToCanvas(drawSlowly(attempt, random, forger), PEN_CANVAS);
}

/** The forger's practised version of a signature, which all forgeries of it share. */
function practise(trajectory: Trajectory, forger: Forger): Trajectory {
  const { clumsiness, reordering, style } = forger;
  const habits = new Random(forger.seed, "copy");
  const copied = perturbStrokes(trajectory, habits, {
    startStroke: () => reshape(habits, clumsiness),
    touchdown: COPY_SPREAD.touchdown * clumsiness,
    decayLength: DECAY_LENGTH,
  });
  const ordered = habits.bernoulli(reordering) ? reorder(copied, habits) : copied;
  return fitToCanvas(applyStyle(ordered, style), PEN_CANVAS);
}

/** Varies width, height, slant and direction along a stroke. */
function reshape(random: Random, clumsiness: number): (pathLength: number) => OffsetMap {
  const noise = (deviation: number) =>
    new SmoothNoise(random, deviation * clumsiness, LETTER_LENGTH);
  const [width, height] = [noise(COPY_SPREAD.width), noise(COPY_SPREAD.height)];
  const [slant, direction] = [noise(COPY_SPREAD.slant), noise(COPY_SPREAD.direction)];
  return (pathLength) => {
    const angle = direction.at(pathLength);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [scaleX, scaleY] = [Math.exp(width.at(pathLength)), Math.exp(height.at(pathLength))];
    const shear = slant.at(pathLength) * scaleY;
    return {
      xx: cos * scaleX,
      xy: cos * shear - sin * scaleY,
      yx: sin * scaleX,
      yy: sin * shear + cos * scaleY,
    };
  };
}

/** Moves one stroke to the end, or reverses one: forgers do not see the order of writing. */
function reorder(trajectory: Trajectory, random: Random): Trajectory {
  const chosen = random.integer(0, trajectory.length - 1);
  const stroke = trajectory[chosen];
  if (stroke === undefined) return trajectory;
  if (trajectory.length === 1 || random.bernoulli(0.5)) {
    return trajectory.with(chosen, reverse(stroke));
  }
  return [...trajectory.toSpliced(chosen, 1), stroke];
}

function reverse({ x, y, width, time }: Stroke): Stroke {
  return {
    x: x.toReversed(),
    y: y.toReversed(),
    width: width.toReversed(),
    ...(time && { time: time.map((_, i) => time.at(-1)! - time.at(-1 - i)! + time[0]!) }),
  };
}
