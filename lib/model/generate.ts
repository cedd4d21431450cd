/**
 * Drawing new images from a model.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../image/ink_image.ts";
import { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Latents, Tensor } from "../types.ts";
import type { Prior } from "./prior/prior.ts";
import type { VAE } from "./vae.ts";

/** How new images are drawn. */
export interface GenerateOptions {
  /** How many. */
  readonly count: number;
  /** Image number i depends on the seed and i alone. */
  readonly seed: number;
  /**
   * Standard deviation of epsilon, and of what a model that writes draws for each point: 1 is the
   * model itself, less gives more typical images.
   */
  readonly temperature: number;
  /** The distribution of z; N(0, I) where it is left out. */
  readonly prior?: Prior | undefined;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_GENERATE_OPTIONS: GenerateOptions = { count: 40, seed: 1, temperature: 1 };

/**
 * Batches grow with the number of the first image, as large ones take less time per image. Their
 * shapes depend on that number alone, so that every backend rounds in the same way for any count.
 */
function batchSize(start: number): number {
  return Math.min(128, Math.max(8, start));
}

/**
 * Draws `epsilon ~ N(0, temperature^2 I)`, turns it into z by the prior, and decodes that.
 *
 * @param vae A trained model.
 * @param options How many, from which seed, how far from the mean, and the prior.
 * @returns Images of the model's size, one after the other.
 * @throws {RangeError} If an option is out of range.
 */
export async function* generateImages(
  vae: VAE,
  options: Partial<GenerateOptions> = {},
): AsyncGenerator<InkImage> {
  yield* generate(vae, options, (decoded) => vae.draw(decoded));
}

/**
 * Draws new signatures as strokes: those that {@linkcode generateImages} draws as images, given the
 * same options.
 *
 * @param vae A trained model that writes, a pen model.
 * @param options How many, from which seed, how far from the mean, and the prior.
 * @returns Trajectories in pixels of a canvas of 64 x 128, one after the other, for `toSvg` or
 * `drawTrajectory`.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If the model draws pixels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { selectBackend } from "../backend/select.ts";
 * import { toSvg } from "../strokes/rendering/to_svg.ts";
 * import { loadPretrained } from "./pretrained/load_pretrained.ts";
 *
 * await selectBackend("auto");
 * const { vae, prior } = await loadPretrained();
 * for await (const strokes of generateTrajectories(vae, { count: 2, seed: 1, prior })) {
 *   assert.match(toSvg(strokes, { height: 64, width: 128 }), /^<svg .* d="M/);
 * }
 * vae.dispose();
 * prior.dispose();
 * ```
 */
export async function* generateTrajectories(
  vae: VAE,
  options: Partial<GenerateOptions> = {},
): AsyncGenerator<Trajectory> {
  const { toTrajectories } = vae;
  if (toTrajectories === undefined) {
    throw new TypeError(
      `Cannot generate strokes: the model is a ${vae.config.model} model, a pen model was wanted`,
    );
  }
  yield* generate(vae, options, toTrajectories);
}

async function* generate<T>(
  vae: VAE,
  options: Partial<GenerateOptions>,
  read: (decoded: Tensor) => Promise<T[]>,
): AsyncGenerator<T> {
  const { count, seed, temperature, prior } = { ...DEFAULT_GENERATE_OPTIONS, ...options };
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot generate: count is ${count}, a whole number of at least 1 was wanted`,
    );
  }
  if (!(temperature >= 0 && temperature <= 100)) {
    throw new RangeError(
      `Cannot generate: temperature is ${temperature}, a number from 0 to 100 was wanted`,
    );
  }
  for (let start = 0; start < count; start += batchSize(start)) {
    const noise = sampleNoise(vae, { start, count: batchSize(start), seed, temperature });
    const results = await decodeNoise(vae, noise, prior, read);
    yield* results.slice(0, count - start);
  }
}

/** Which noise is drawn. */
export interface NoiseRequest extends Pick<GenerateOptions, "count" | "seed" | "temperature"> {
  /** Number of the first vector. */
  readonly start: number;
}

/** What images are made of. */
export interface Noise {
  /** Row-major values of epsilon, a multiple of `latentDim`. */
  readonly epsilon: Float32Array;
  /** What the decoder draws with, as many times as there are vectors; always the same where it is left out. */
  readonly decoder?: Float32Array;
}

/**
 * Noise for latent vectors and for decoding them.
 *
 * @param vae The model that it is for.
 * @param request How many, from which number on; the noise of number i depends on the seed and i
 * alone.
 * @returns Values for `count` images.
 */
export function sampleNoise(
  vae: VAE,
  { start, count, seed, temperature }: NoiseRequest,
): Required<Noise> {
  const { latentDim } = vae.config;
  const epsilon = new Float32Array(count * latentDim);
  const decoder: Float32Array[] = [];
  for (let i = 0; i < count; i++) {
    const values = new Random(seed, "generate", start + i).normals(latentDim);
    epsilon.set(values.map((value) => value * temperature), i * latentDim);
    decoder.push(vae.drawNoise(new Random(seed, "decode", start + i), temperature));
  }
  return { epsilon, decoder: concatenate(decoder) };
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    result.set(part, end);
    end += part.length;
  }
  return result;
}

/**
 * Pictures of noise.
 *
 * @param vae The model.
 * @param noise What they are made of.
 * @param prior What turns epsilon into z; z is epsilon where it is left out.
 * @returns One image per vector.
 */
export async function decodeImages(
  vae: VAE,
  noise: Noise,
  prior?: Prior,
): Promise<InkImage[]> {
  return await decodeNoise(vae, noise, prior, (decoded) => vae.draw(decoded));
}

async function decodeNoise<T>(
  vae: VAE,
  noise: Noise,
  prior: Prior | undefined,
  read: (decoded: Tensor) => Promise<T[]>,
): Promise<T[]> {
  const { latentDim } = vae.config;
  const decoded = tf.tidy(() => {
    const epsilon: Latents = tf.tensor2d(noise.epsilon, [
      noise.epsilon.length / latentDim,
      latentDim,
    ]);
    return vae.decode(prior?.transform(epsilon) ?? epsilon, noise.decoder);
  });
  try {
    return await read(decoded);
  } finally {
    decoded.dispose();
  }
}

/**
 * What a model makes of images: each is encoded to the mean of q(z|x) and decoded again.
 *
 * @param vae The model.
 * @param observations Row-major values of `count` observations.
 * @param count How many.
 * @returns One image per observation.
 */
export async function reconstructImages(
  vae: VAE,
  observations: Float32Array,
  count: number,
): Promise<InkImage[]> {
  const decoded = tf.tidy(() => {
    const input = tf.tensor(observations, [count, ...vae.observationShape]);
    return vae.decode(vae.encode(input).mean);
  });
  try {
    return await vae.draw(decoded);
  } finally {
    decoded.dispose();
  }
}

/**
 * Pictures of observations as they are.
 *
 * @param vae The model whose observations they are.
 * @param observations Row-major values of `count` observations.
 * @param count How many.
 * @returns One image per observation.
 */
export async function drawObservations(
  vae: VAE,
  observations: Float32Array,
  count: number,
): Promise<InkImage[]> {
  const tensor = tf.tensor(observations, [count, ...vae.observationShape]);
  try {
    return await vae.draw(tensor);
  } finally {
    tensor.dispose();
  }
}
