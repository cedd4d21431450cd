/**
 * Duplicates signatures: further signatures of the same writer, from one.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { fitToCanvas } from "../geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";
import type { Trajectory } from "../geometry/stroke.ts";
import { applyStyle } from "./apply_style.ts";
import { type OffsetMap, perturbStrokes } from "./perturb_strokes.ts";
import { SmoothNoise } from "./smooth_noise.ts";

/**
 * Standard deviations of the perturbations of a duplicate, at a variability of 1.
 *
 * Intra-stroke, inter-stroke and global variability as in Diaz et al., "Generation of duplicated
 * off-line signature images for verification systems", 2017. The values are calibrated to the ratio
 * of the distances within and between real writers.
 */
const SPREAD = {
  /** Direction of the pen, in radians. */
  direction: 0.07,
  /** Logarithm of the length of an offset. */
  length: 0.14,
  /** Position of a pen-down, in pixels along either axis. */
  touchdown: 1.2,
  /** Shift to the left per pixel of height. */
  slant: 0.05,
  /** Angle of the whole signature, in radians. */
  rotation: 0.03,
  /** Logarithm of the change of the aspect ratio. */
  stretch: 0.12,
  /** Logarithm of the change of the stroke width. */
  inkWidth: 0.06,
} as const;

/** Length scales of perturbations along a stroke. */
export interface PerturbationReach {
  /** Correlation length of directions and lengths, in pixels. */
  readonly correlationLength: number;
  /** Path length, in pixels, over which a displacement decays to 1/e by visual feedback. */
  readonly decayLength: number;
}

/** The default: perturbations within letters. */
export const LETTER_REACH: PerturbationReach = { correlationLength: 12, decayLength: 80 };

/** Standard deviation of the logarithm of the variability of writers. */
const VARIABILITY_SPREAD = 0.3;

/**
 * Samples the intra-writer variability of a generated writer, for {@linkcode duplicateSignature}.
 *
 * @param random Random generator.
 * @returns A factor, lognormal with median 1.
 */
export function sampleVariability(random: Random): number {
  return Math.exp(random.normal(0, VARIABILITY_SPREAD));
}

/**
 * Samples a duplicate of a signature: the same strokes, perturbed in direction, length, position,
 * slant, proportions and stroke width.
 *
 * @param trajectory A signature in pixels of a canvas of 64 x 128, with at least one point.
 * @param random Random generator.
 * @param variability Factor of all perturbations: 1 is the variability of real writers, 0 is none.
 * @param reach Length scales of perturbations along a stroke.
 * @returns A trajectory with the same numbers of strokes and points, fitted to the canvas. Times are kept.
 * @throws {RangeError} If there is no point.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * import { createWriter } from "./create_writer.ts";
 * import { synthesizeSignature } from "./synthesize_signature.ts";
 * const signature = synthesizeSignature(createWriter(1, 2), 0);
 * const again = duplicateSignature(signature, new Random(1));
 * assert.equal(again.length, signature.length);
 * assert.notDeepEqual(again, signature);
 * ```
 */
export function duplicateSignature(
  trajectory: Trajectory,
  random: Random,
  variability = 1,
  reach: PerturbationReach = LETTER_REACH,
): Trajectory {
  const strokes = perturbStrokes(trajectory, random, {
    startStroke: () => turnAndStretch(random, variability, reach),
    touchdown: SPREAD.touchdown * variability,
    decayLength: reach.decayLength,
  });
  return fitToCanvas(perturbWhole(strokes, random, variability), PEN_CANVAS);
}

/** Varies direction and length along a stroke. */
function turnAndStretch(
  random: Random,
  variability: number,
  { correlationLength }: PerturbationReach,
): (pathLength: number) => OffsetMap {
  const direction = new SmoothNoise(random, SPREAD.direction * variability, correlationLength);
  const length = new SmoothNoise(random, SPREAD.length * variability, correlationLength);
  return (pathLength) => {
    const angle = direction.at(pathLength);
    const factor = Math.exp(length.at(pathLength));
    const [cos, sin] = [factor * Math.cos(angle), factor * Math.sin(angle)];
    return { xx: cos, xy: -sin, yx: sin, yy: cos };
  };
}

function perturbWhole(trajectory: Trajectory, random: Random, variability: number): Trajectory {
  const sample = (deviation: number) => random.normal(0, deviation * variability);
  return applyStyle(trajectory, {
    slant: sample(SPREAD.slant),
    rotation: sample(SPREAD.rotation),
    stretch: Math.exp(sample(SPREAD.stretch)),
    inkWidth: Math.exp(sample(SPREAD.inkWidth)),
  });
}
