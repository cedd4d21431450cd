/**
 * Signatures between signatures: interpolation in the latent space.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import {
  canComplete,
  completeSignatures,
  type CompletingVAE,
  type CompletionRequest,
} from "../model/complete_signatures.ts";
import { encodeSignature } from "../model/encode_signature.ts";
import { concatenate } from "../concatenate.ts";
import { decodeNoise } from "../model/decode_noise.ts";
import { sampleNoise } from "../model/sample_noise.ts";
import { interpolateLatents } from "../model/interpolate_latents.ts";
import type { TrainedModel } from "../model/model_file.ts";
import { transformNoise } from "../model/transform_noise.ts";
import { Random } from "../random.ts";
import { medianWidth, scaleWidths } from "../strokes/geometry/median_width.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Observations } from "../types.ts";

/** Options of an interpolation. */
export interface InterpolationOptions {
  /** Signatures from one end to the next, both ends included; at least 2. */
  readonly steps: number;
  /** Seed of the ends that are sampled, and of the decoder's noise. */
  readonly seed: number;
  /** Number of sampled ends, at least 2: the first signatures of the seed. */
  readonly count: number;
  /** Factor on the standard deviations of epsilon and of the decoder's noise, from 0 to 100. */
  readonly temperature: number;
}

/** Defaults. */
export const DEFAULT_INTERPOLATION_OPTIONS: InterpolationOptions = {
  /** A strip that fits a page. */
  steps: 8,
  seed: 1,
  count: 2,
  temperature: 1,
};

/** A position on the path through several ends. */
interface PathPosition {
  /** Number of the end before it. */
  readonly from: number;
  /** Fraction of the way to the next end, 0 to 1. */
  readonly fraction: number;
}

/**
 * Interpolates between samples of a model: the latents of the seed's first signatures are its ends, see
 * `interpolateLatents`, and the decoder's noise is the same for all, so that neighbours are alike.
 *
 * @param model The networks and the prior that belongs to them.
 * @param options Steps, seed, number of ends, temperature.
 * @returns Trajectories, or images of a model without strokes, from the first end to the last; ends are
 * not repeated.
 * @throws {RangeError} If an option is out of range.
 */
export function interpolateSamples(
  model: TrainedModel,
  options: InterpolationOptions,
): AsyncGenerator<Trajectory | InkImage> {
  checkOptions(options);
  return decodePath(model, options);
}

/**
 * Interpolates between given signatures. The ends are the signatures themselves. On the first half of
 * the way to the next, a signature keeps a shrinking part of its beginning; on the second half the next
 * one's beginning grows. The decoder completes both, given the interpolated z, with the same noise.
 *
 * @param model A pen model with its prior.
 * @param trajectories At least two signatures, in pixels of a canvas of 64 x 128.
 * @param options Steps, seed, temperature.
 * @returns Trajectories, from the first end to the last; ends are not repeated.
 * @throws {RangeError} If an option is out of range, there are fewer than two signatures, or it is no
 * pen model.
 */
export function interpolateGiven(
  { vae, prior }: TrainedModel,
  trajectories: readonly Trajectory[],
  options: Omit<InterpolationOptions, "count">,
): AsyncGenerator<Trajectory> {
  checkOptions({ ...options, count: trajectories.length });
  if (!canComplete(vae)) {
    throw new RangeError(
      `Cannot interpolate between given signatures: a ${vae.config.model} model has no strokes, ` +
        "expected a pen model",
    );
  }
  return completePath({ vae, prior }, trajectories, options);
}

function checkOptions({ steps, count, temperature }: InterpolationOptions): void {
  for (const [name, value] of Object.entries({ steps, count })) {
    if (Number.isSafeInteger(value) && value >= 2) continue;
    throw new RangeError(
      `Cannot interpolate: ${name} is ${value}, expected an integer of at least 2`,
    );
  }
  if (!(temperature >= 0 && temperature <= 100)) {
    throw new RangeError(
      `Cannot interpolate: temperature is ${temperature}, expected a number from 0 to 100`,
    );
  }
}

/** The positions of the steps to each end from the one before, and of the first end. */
function* pathSegments(ends: number, steps: number): Generator<PathPosition[]> {
  for (let from = 0; from < ends - 1; from++) {
    const positions = Array.from(
      { length: steps },
      (_, i) => ({ from, fraction: i / (steps - 1) }),
    );
    yield from === 0 ? positions : positions.slice(1);
  }
}

async function* decodePath(
  model: TrainedModel,
  { steps, seed, count, temperature }: InterpolationOptions,
): AsyncGenerator<Trajectory | InkImage> {
  const { vae, prior } = model;
  const noise = sampleNoise(vae, { start: 0, count, seed, temperature });
  const ends = await transformNoise(model.prior, noise.epsilon);
  const decoder = noise.decoder.slice(0, noise.decoder.length / count);
  const read: (observations: Observations) => Promise<(Trajectory | InkImage)[]> =
    vae.toTrajectories ?? vae.render;
  for (const positions of pathSegments(count, steps)) {
    const { from } = positions[0]!;
    const fractions = positions.map(({ fraction }) => fraction);
    const vectors = await interpolateLatents(prior, ends[from]!, ends[from + 1]!, fractions);
    for (const { batch, length } of wholeBatches(vectors)) {
      const decoders = concatenate(batch.map(() => decoder));
      const values = { epsilon: concatenate(batch), decoder: decoders };
      const decoded = await decodeNoise(vae, values, undefined, read);
      yield* decoded.slice(0, length);
    }
  }
}

/** Number of signatures that are decoded at a time. */
const BATCH_SIZE = 16;

/** Values that are computed at a time. */
interface WholeBatch<T> {
  /** The values, filled up to a whole batch: its shape decides how backends round. */
  readonly batch: readonly T[];
  /** Number of values that are not there to fill it up. */
  readonly length: number;
}

function* wholeBatches<T>(values: readonly T[]): Generator<WholeBatch<T>> {
  for (let start = 0; start < values.length; start += BATCH_SIZE) {
    const part = values.slice(start, start + BATCH_SIZE);
    const batch = Array.from({ length: BATCH_SIZE }, (_, i) => part[i] ?? part[0]!);
    yield { batch, length: part.length };
  }
}

/** A signature between given ones, before it is completed. */
interface Between extends CompletionRequest {
  /** The width of its strokes. */
  readonly width: number;
}

async function* completePath(
  { vae, prior }: { readonly vae: CompletingVAE; readonly prior: TrainedModel["prior"] },
  trajectories: readonly Trajectory[],
  { steps, seed, temperature }: Omit<InterpolationOptions, "count">,
): AsyncGenerator<Trajectory> {
  const means: Float32Array[] = [];
  for (const trajectory of trajectories) means.push((await encodeSignature(vae, trajectory)).mean);
  const widths = trajectories.map(medianWidth);
  const noise = vae.sampleNoise(new Random(seed, "decode", 0), temperature);
  for (const positions of pathSegments(trajectories.length, steps)) {
    const { from } = positions[0]!;
    const fractions = positions.map(({ fraction }) => fraction);
    const vectors = await interpolateLatents(prior, means[from]!, means[from + 1]!, fractions);
    const between = fractions.map((fraction, i): Between => ({
      trajectory: trajectories[fraction < 0.5 ? from : from + 1]!,
      keptFraction: Math.abs(1 - 2 * fraction),
      z: vectors[i]!,
      noise,
      width: (1 - fraction) * widths[from]! + fraction * widths[from + 1]!,
    }));
    yield* completeAll(vae, between);
  }
}

async function* completeAll(
  vae: CompletingVAE,
  signatures: readonly Between[],
): AsyncGenerator<Trajectory> {
  for (const { batch, length } of wholeBatches(signatures)) {
    const completed = await completeSignatures(vae, batch);
    for (const [i, { trajectory, keptFraction, width }] of batch.slice(0, length).entries()) {
      // An end is the given signature itself.
      yield keptFraction === 1 ? trajectory : scaleWidths(completed[i]!, width);
    }
  }
}
