/**
 * Generating variants of a given signature.
 *
 * @module
 */
import { batchSize, batchStart } from "../model/generate.ts";
import {
  canComplete,
  completeSignatures,
  type CompletingVAE,
  type CompletionRequest,
} from "../model/complete_signatures.ts";
import { encodeSignature, samplePosterior } from "../model/encode_signature.ts";
import type { VAE } from "../model/vae.ts";
import { Random } from "../random.ts";
import { medianWidth, scaleWidths } from "../strokes/geometry/median_width.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { HAND_SPREAD, varySignature } from "./vary_signature.ts";

/** Options of {@linkcode generateLike}. */
export interface LikeOptions {
  /** Number of variants. */
  readonly count: number;
  /** Number of the first variant; 0 if left out. */
  readonly start?: number | undefined;
  /** Variant i depends on the signature, the seed, i, spread and temperature. */
  readonly seed: number;
  /**
   * How far variants are from the signature, from 0 to 1. 0 is the signature itself; .25 is the writer
   * signing again. Beyond, a pen model writes a growing part of the end anew, in the style that q(z|x)
   * gives; at 1 nothing of the signature itself is left.
   */
  readonly spread: number;
  /** Factor on the standard deviations of q(z|x) and of the decoder's noise, from 0 to 100. */
  readonly temperature: number;
}

/** Defaults. */
export const DEFAULT_LIKE_OPTIONS: LikeOptions = {
  /** Fills a row of a contact sheet. */
  count: 10,
  seed: 1,
  spread: HAND_SPREAD,
  temperature: 1,
};

/**
 * Generates variants of a given signature.
 *
 * Up to a spread of {@linkcode HAND_SPREAD} the signature is duplicated with growing variability. Beyond,
 * a duplicate keeps its beginning, and the decoder completes it, given z ~ q(z|x): what is kept shrinks
 * to nothing at a spread of 1, and the standard deviation of z grows from 0 to that of q(z|x).
 *
 * @param vae A pen model; may be left out for a spread of at most {@linkcode HAND_SPREAD}.
 * @param trajectory The signature, in pixels of a canvas of 64 x 128.
 * @param options Count, seed, spread, temperature.
 * @returns The variants, one after the other.
 * @throws {RangeError} If an option is out of range, the signature has no strokes, or the spread needs
 * a pen model.
 */
export function generateLike(
  vae: VAE | undefined,
  trajectory: Trajectory,
  options: LikeOptions,
): AsyncGenerator<Trajectory> {
  checkLikeOptions(options);
  if (options.spread <= HAND_SPREAD) return varyOnly(trajectory, options);
  if (vae === undefined || !canComplete(vae)) {
    throw new RangeError(
      `Cannot generate variants with a spread of ${options.spread}: ` +
        (vae === undefined ? "there is no model" : `a ${vae.config.model} model has no strokes`) +
        `, expected a pen model or a spread of at most ${HAND_SPREAD}`,
    );
  }
  return completeEach(vae, trajectory, options);
}

function checkLikeOptions({ count, start = 0, spread, temperature }: LikeOptions): void {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot generate variants: count is ${count}, expected a positive integer`,
    );
  }
  if (!Number.isSafeInteger(start) || start < 0) {
    throw new RangeError(
      `Cannot generate variants: start is ${start}, expected an integer of at least 0`,
    );
  }
  for (
    const { name, value, max } of [
      { name: "spread", value: spread, max: 1 },
      { name: "temperature", value: temperature, max: 100 },
    ]
  ) {
    if (value >= 0 && value <= max) continue;
    throw new RangeError(
      `Cannot generate variants: ${name} is ${value}, expected a number from 0 to ${max}`,
    );
  }
}

async function* varyOnly(
  trajectory: Trajectory,
  { start = 0, count, seed, spread }: LikeOptions,
): AsyncGenerator<Trajectory> {
  for (let index = start; index < start + count; index++) {
    yield varySignature(trajectory, { seed, index, spread });
  }
}

async function* completeEach(
  vae: CompletingVAE,
  trajectory: Trajectory,
  { start: first = 0, count, seed, spread, temperature }: LikeOptions,
): AsyncGenerator<Trajectory> {
  const posterior = await encodeSignature(vae, trajectory);
  const rewritten = (spread - HAND_SPREAD) / (1 - HAND_SPREAD);
  const width = medianWidth(trajectory);
  const request = (index: number): CompletionRequest => ({
    trajectory: varySignature(trajectory, { seed, index, spread }),
    keptFraction: 1 - rewritten,
    z: samplePosterior(posterior, new Random(seed, "variant z", index), rewritten * temperature),
    noise: vae.sampleNoise(new Random(seed, "variant decode", index), temperature),
  });
  const end = first + count;
  for (let start = batchStart(first); start < end; start += batchSize(start)) {
    // The whole batch is computed, as its shape decides how backends round.
    const indices = Array.from({ length: batchSize(start) }, (_, i) => start + i);
    const completed = await completeSignatures(vae, indices.map(request));
    for (const variant of completed.slice(Math.max(0, first - start), end - start)) {
      yield scaleWidths(variant, width);
    }
  }
}
