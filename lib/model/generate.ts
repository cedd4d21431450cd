/**
 * Generating signatures with a model.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Observations } from "../types.ts";
import { decodeNoise } from "./decode_noise.ts";
import type { TrainedModel } from "./model_file.ts";
import { sampleNoise, type SamplingOptions } from "./sample_noise.ts";

const MAX_BATCH = 128;

/**
 * Batches grow with the number of the first signature, as large ones take less time per signature.
 * Their shapes depend on that number alone, so that every backend rounds alike for any count.
 */
export function batchSize(start: number): number {
  return Math.min(MAX_BATCH, Math.max(8, start));
}

/** Number of the first signature in the batch that signature `index` is in. */
export function batchStart(index: number): number {
  if (index >= MAX_BATCH) return index - index % MAX_BATCH;
  return index < 8 ? 0 : 2 ** Math.floor(Math.log2(index));
}

/**
 * Generates images: samples `epsilon ~ N(0, temperature^2 I)`, transforms it to z by the prior, and
 * renders the mean of p(x|z), or a sample where the mean has no closed form.
 *
 * @param model A VAE, and the prior that z is sampled from.
 * @param options Count, seed and temperature.
 * @returns Images of the model's size, one after the other.
 * @throws {RangeError} If an option is out of range.
 */
export function generateImages(
  model: TrainedModel,
  options: SamplingOptions,
): AsyncGenerator<InkImage> {
  return generate(model, options, (observations) => model.vae.render(observations));
}

/**
 * Generates signatures as strokes: the same that {@linkcode generateImages} renders, given the same
 * options.
 *
 * @param model A pen VAE, and the prior that z is sampled from.
 * @param options Count, seed and temperature.
 * @returns Trajectories in pixels of a canvas of 64 x 128, one after the other, for `toSvg` or
 * `renderPenCanvas`.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If it is a pixel model.
 */
export function generateTrajectories(
  model: TrainedModel,
  options: SamplingOptions,
): AsyncGenerator<Trajectory> {
  const { toTrajectories, config } = model.vae;
  if (toTrajectories === undefined) {
    throw new TypeError(
      `Cannot generate strokes: the model is a ${config.model} model, expected a pen model`,
    );
  }
  return generate(model, options, toTrajectories);
}

function generate<T>(
  model: TrainedModel,
  options: SamplingOptions,
  read: (observations: Observations) => Promise<T[]>,
): AsyncGenerator<T> {
  const { count, temperature, start = 0 } = options;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`Cannot generate: count is ${count}, expected a positive integer`);
  }
  if (!Number.isSafeInteger(start) || start < 0) {
    throw new RangeError(`Cannot generate: start is ${start}, expected an integer of at least 0`);
  }
  if (!(temperature >= 0 && temperature <= 100)) {
    throw new RangeError(
      `Cannot generate: temperature is ${temperature}, expected a number from 0 to 100`,
    );
  }
  return generateBatches(model, options, read);
}

async function* generateBatches<T>(
  { vae, prior }: TrainedModel,
  { start: first = 0, count, seed, temperature }: SamplingOptions,
  read: (observations: Observations) => Promise<T[]>,
): AsyncGenerator<T> {
  const end = first + count;
  for (let start = batchStart(first); start < end; start += batchSize(start)) {
    const noise = sampleNoise(vae, { start, count: batchSize(start), seed, temperature });
    const results = await decodeNoise(vae, noise, prior, read);
    yield* results.slice(Math.max(0, first - start), end - start);
  }
}
