/**
 * Generating signatures with a model.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../image/ink_image.ts";
import { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Latents, Observations } from "../types.ts";
import type { TrainedModel } from "./model_file.ts";
import type { Prior } from "./prior/prior.ts";
import type { VAE } from "./vae.ts";

/** How signatures are sampled. */
export interface SamplingOptions {
  /** Number of signatures. */
  readonly count: number;
  /** Signature number i depends on the seed and i alone. */
  readonly seed: number;
  /** Number of the first signature; 0 if left out. */
  readonly start?: number | undefined;
  /**
   * Factor on the standard deviations of epsilon and of the decoder's noise: 1 samples from the model's
   * distribution, less gives more typical signatures. From 0 to 100.
   */
  readonly temperature: number;
}

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

/** Which noise to sample. */
export interface NoiseRequest extends SamplingOptions {
  /** Number of the first vector. */
  readonly start: number;
}

/** The random numbers that signatures are generated from. */
export interface Noise {
  /** Row-major values of epsilon, a multiple of `latentDim`. */
  readonly epsilon: Float32Array;
  /** Noise of the decoder for each vector; empty if p(x|z) has a mean. */
  readonly decoder: Float32Array;
}

/**
 * Samples noise for latent vectors and for decoding them.
 *
 * @param vae The model that it is for.
 * @param request Count, first number, seed and temperature; the noise of number i depends on the seed
 * and i alone.
 * @returns Values for `count` signatures.
 */
export function sampleNoise(
  vae: VAE,
  { start, count, seed, temperature }: NoiseRequest,
): Noise {
  const numbers = Array.from({ length: count }, (_, i) => start + i);
  const decoder = numbers.map((i) =>
    vae.decode ? NO_NOISE : vae.sampleNoise(new Random(seed, "decode", i), temperature)
  );
  const epsilon = sampleEpsilon(vae.config.latentDim, { start, count, seed, temperature });
  return { epsilon, decoder: concatenate(decoder) };
}

/**
 * Samples epsilon alone, see {@linkcode sampleNoise}.
 *
 * @param latentDim Length of a latent vector.
 * @param request Count, first number, seed and temperature.
 * @returns Row-major values, `[count, latentDim]`.
 */
function sampleEpsilon(
  latentDim: number,
  { start, count, seed, temperature }: NoiseRequest,
): Float32Array {
  return concatenate(Array.from({ length: count }, (_, i) => {
    const epsilon = new Random(seed, "generate", start + i).normals(latentDim);
    return epsilon.map((value) => value * temperature);
  }));
}

/** Latent vectors are sampled in batches of this size, so that every backend rounds alike. */
const LATENT_BATCH = 128;

/**
 * Samples the latent vectors of signatures: z of each signature that {@linkcode generateTrajectories}
 * and {@linkcode generateImages} give for the same options, up to rounding.
 *
 * @param prior The prior that z is sampled from.
 * @param options Count, seed and temperature.
 * @returns z of each signature, `[latentDim]`, one after the other.
 */
export async function* sampleLatents(
  prior: Prior,
  { count, seed, temperature }: SamplingOptions,
): AsyncGenerator<Float32Array> {
  const { latentDim } = prior;
  for (let start = 0; start < count; start += LATENT_BATCH) {
    const request = { start, count: LATENT_BATCH, seed, temperature };
    const epsilon = sampleEpsilon(latentDim, request);
    const z = tf.tidy(() => prior.transform(tf.tensor2d(epsilon, [LATENT_BATCH, latentDim])));
    const values = await z.data<"float32">().finally(() => z.dispose());
    for (let i = 0; i < Math.min(LATENT_BATCH, count - start); i++) {
      yield values.slice(i * latentDim, (i + 1) * latentDim);
    }
  }
}

const NO_NOISE = new Float32Array(0);

/** Joins arrays one after the other. */
export function concatenate(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    result.set(part, end);
    end += part.length;
  }
  return result;
}

/**
 * Renders the signatures that noise decodes to.
 *
 * @param vae The model.
 * @param noise The random numbers, see {@linkcode sampleNoise}.
 * @param prior Transforms epsilon to z; z is epsilon where it is left out.
 * @returns One image per vector.
 */
export async function renderFromNoise(
  vae: VAE,
  noise: Noise,
  prior?: Prior,
): Promise<InkImage[]> {
  return await decodeNoise(vae, noise, prior, (observations) => vae.render(observations));
}

/**
 * Decodes noise to signatures.
 *
 * @param vae The model.
 * @param noise The random numbers, see {@linkcode sampleNoise}.
 * @param prior Transforms epsilon to z; z is epsilon where it is left out.
 * @param read Reads the observations, which are then disposed.
 * @returns What `read` returns: one value per vector.
 */
export async function decodeNoise<T>(
  vae: VAE,
  { epsilon, decoder }: Noise,
  prior: Prior | undefined,
  read: (observations: Observations) => Promise<T[]>,
): Promise<T[]> {
  const { latentDim } = vae.config;
  return await readAndDispose(read, () => {
    const noise: Latents = tf.tensor2d(epsilon, [epsilon.length / latentDim, latentDim]);
    return observationsOf(vae, prior?.transform(noise) ?? noise, decoder);
  });
}

/**
 * The latent vectors that a prior transforms noise to.
 *
 * @param model A VAE, and its prior.
 * @param epsilon Row-major values of epsilon.
 * @returns z of each row, `[latentDim]`.
 */
export async function transformNoise(
  { vae, prior }: TrainedModel,
  epsilon: Float32Array,
): Promise<Float32Array[]> {
  const { latentDim } = vae.config;
  const count = epsilon.length / latentDim;
  const values = await readAndDispose(
    (z) => z.data<"float32">(),
    () => prior.transform(tf.tensor2d(epsilon, [count, latentDim])),
  );
  return Array.from({ length: count }, (_, i) => values.slice(i * latentDim, (i + 1) * latentDim));
}

/** Observations of z: the mean of p(x|z), or a sample if it has no closed form. */
function observationsOf(vae: VAE, z: Latents, noise: Float32Array): Observations {
  return vae.decode?.(z) ?? vae.sample(z, noise);
}

/**
 * Reconstructs observations: each is encoded to the mean of q(z|x), and that is decoded, to the mean of
 * p(x|z) or, where it has no closed form, to a sample with the same noise for all.
 *
 * @param vae The model.
 * @param observations Row-major values of `count` observations.
 * @param count Number of observations.
 * @returns One image per observation.
 */
export async function reconstructImages(
  vae: VAE,
  observations: Float32Array,
  count: number,
): Promise<InkImage[]> {
  const noise = vae.decode ? NO_NOISE : vae.sampleNoise(new Random("decode"), 1);
  return await readAndDispose((decoded) => vae.render(decoded), () => {
    const { mean } = vae.encode(toTensor(vae, observations, count));
    return observationsOf(vae, mean, concatenate(new Array(count).fill(noise)));
  });
}

/**
 * Renders observations as they are.
 *
 * @param vae The model whose observations they are.
 * @param observations Row-major values of `count` observations.
 * @param count Number of observations.
 * @returns One image per observation.
 */
export async function renderObservations(
  vae: VAE,
  observations: Float32Array,
  count: number,
): Promise<InkImage[]> {
  return await readAndDispose(
    (tensor) => vae.render(tensor),
    () => toTensor(vae, observations, count),
  );
}

function toTensor(vae: VAE, observations: Float32Array, count: number): Observations {
  return tf.tensor(observations, [count, ...vae.observationShape]);
}

async function readAndDispose<T>(
  read: (observations: Observations) => Promise<T>,
  compute: () => Observations,
): Promise<T> {
  const observations = tf.tidy(compute);
  try {
    return await read(observations);
  } finally {
    observations.dispose();
  }
}
