/**
 * Variants of a given signature in the hand of its writer. No model is involved.
 *
 * @module
 */
import { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import {
  duplicateSignature,
  type PerturbationReach,
} from "../strokes/procedural/duplicate_signature.ts";

/**
 * The spread at which variants differ from the given signature as two signatures of one writer do. Up
 * to it the variability grows; beyond it a model writes parts anew.
 */
export const HAND_SPREAD = 0.25;

/**
 * Perturbations of a whole letter or more. On 443 signatures of 91 writers, the distances between
 * variants are those between a writer's own signatures (medians of .46 and .47 of the distance between
 * writers), and a verifier takes more of them for the writer's than with a shorter reach.
 */
const REACH: PerturbationReach = { correlationLength: 30, decayLength: 200 };

/** Which variant to sample. */
export interface VariantOptions {
  /** Variant i depends on the signature, the seed, i and the spread. */
  readonly seed: number;
  /** Number of the variant, from 0. */
  readonly index: number;
  /** From 0, the signature itself, to {@linkcode HAND_SPREAD} and beyond, which changes nothing more. */
  readonly spread: number;
}

/**
 * Samples a variant of a signature, as its writer would sign again.
 *
 * @param trajectory The signature, in pixels of a canvas of 64 x 128, with at least one point.
 * @param options Seed, number of the variant, spread.
 * @returns A trajectory with the same strokes, fitted to the canvas.
 * @throws {RangeError} If there is no point.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const x = Float32Array.from({ length: 40 }, (_, i) => 4 + 3 * i);
 * const line = { x, y: x.map((x) => 32 + 9 * Math.sin(x / 9)), width: x.map(() => 2) };
 * const again = varySignature([line], { seed: 1, index: 0, spread: HAND_SPREAD });
 * assert.equal(again[0]!.x.length, 40);
 * assert.notDeepEqual(again[0]!.y, line.y);
 * ```
 */
export function varySignature(
  trajectory: Trajectory,
  { seed, index, spread }: VariantOptions,
): Trajectory {
  const variability = Math.min(1, spread / HAND_SPREAD);
  return duplicateSignature(trajectory, new Random(seed, "variant", index), variability, REACH);
}
