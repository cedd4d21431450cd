/**
 * Duplicates signatures: further signatures of the same writer, from one.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { fitToCanvas } from "../geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../geometry/pen_canvas.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import { SmoothNoise } from "./smooth_noise.ts";

/**
 * Standard deviations of the perturbations of a duplicate.
 *
 * Intra-stroke, inter-stroke and global variability after Diaz et al., "Generation of duplicated
 * off-line signature images for verification systems", 2017. Their sizes are calibrated so that the
 * ratio of the distances within and between writers is that of real writers.
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

/** How far perturbations reach along a stroke. */
export interface PerturbationReach {
  /** Correlation length of directions and lengths, in pixels. */
  readonly correlationLength: number;
  /** Path length, in pixels, in which a displacement decays to 1/e: the eye guides the hand back. */
  readonly decayLength: number;
}

/** The default: perturbations of single strokes of a letter. */
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
 * @param reach How far perturbations reach along a stroke.
 * @returns A trajectory with as many strokes and points, fitted to the canvas. Times are kept.
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
  const written: DuplicatedStroke[] = [];
  for (const stroke of trajectory) {
    written.push(perturbStroke(stroke, written, random, { variability, ...reach }));
  }
  const whole = perturbWhole(written.map(({ moved }) => moved), random, variability);
  return fitToCanvas(whole, PEN_CANVAS);
}

/** A stroke before and after its perturbation. */
interface DuplicatedStroke {
  readonly original: Stroke;
  readonly moved: Stroke;
}

interface StrokeVariability extends PerturbationReach {
  readonly variability: number;
}

function perturbStroke(
  original: Stroke,
  before: readonly DuplicatedStroke[],
  random: Random,
  { variability, correlationLength, decayLength }: StrokeVariability,
): DuplicatedStroke {
  const direction = new SmoothNoise(random, SPREAD.direction * variability, correlationLength);
  const length = new SmoothNoise(random, SPREAD.length * variability, correlationLength);
  const touchdown = SPREAD.touchdown * variability;
  // A bar crosses its stem where the stem is now.
  const [nearX, nearY] = displacementNear(before, original.x[0] ?? 0, original.y[0] ?? 0);
  let shiftX = nearX + random.normal(0, touchdown);
  let shiftY = nearY + random.normal(0, touchdown);
  const x = Float32Array.from(original.x);
  const y = Float32Array.from(original.y);
  let travelled = 0;
  for (let i = 0; i < x.length; i++) {
    if (i > 0) {
      const offsetX = original.x[i]! - original.x[i - 1]!;
      const offsetY = original.y[i]! - original.y[i - 1]!;
      const step = Math.hypot(offsetX, offsetY);
      travelled += step;
      const angle = direction.at(travelled);
      const factor = Math.exp(length.at(travelled));
      const [cos, sin] = [factor * Math.cos(angle), factor * Math.sin(angle)];
      const kept = Math.exp(-step / decayLength);
      shiftX = shiftX * kept + (cos - 1) * offsetX - sin * offsetY;
      shiftY = shiftY * kept + sin * offsetX + (cos - 1) * offsetY;
    }
    x[i]! += shiftX;
    y[i]! += shiftY;
  }
  return { original, moved: { ...original, x, y } };
}

/** The displacement of the nearest point of the strokes before. */
function displacementNear(duplicated: readonly DuplicatedStroke[], x: number, y: number) {
  let displacement: [x: number, y: number] = [0, 0];
  let nearest = Infinity;
  for (const { original, moved } of duplicated) {
    for (let i = 0; i < original.x.length; i++) {
      const distance = Math.hypot(original.x[i]! - x, original.y[i]! - y);
      if (distance >= nearest) continue;
      nearest = distance;
      displacement = [moved.x[i]! - original.x[i]!, moved.y[i]! - original.y[i]!];
    }
  }
  return displacement;
}

function perturbWhole(trajectory: Trajectory, random: Random, variability: number): Trajectory {
  const sample = (deviation: number) => random.normal(0, deviation * variability);
  const slant = sample(SPREAD.slant);
  const rotation = sample(SPREAD.rotation);
  const stretch = Math.exp(sample(SPREAD.stretch));
  const inkFactor = Math.exp(sample(SPREAD.inkWidth));
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
  return trajectory.map((stroke) => {
    const sheared = stroke.x.map((x, i) => stretch * (x + slant * stroke.y[i]!));
    return {
      ...stroke,
      x: sheared.map((x, i) => cos * x - sin * stroke.y[i]!),
      y: sheared.map((x, i) => sin * x + cos * stroke.y[i]!),
      width: stroke.width.map((width) => width * inkFactor),
    };
  });
}
