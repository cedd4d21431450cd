/**
 * Drawing new images from a model.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../image/ink_image.ts";
import { Random } from "../random.ts";
import type { Latents } from "../types.ts";
import type { VAE } from "./vae.ts";

/** How new images are drawn. */
export interface GenerateOptions {
  /** How many. */
  readonly count: number;
  /** Image number i depends on the seed and i alone. */
  readonly seed: number;
  /** Standard deviation of z: 1 is the prior, less gives more typical images. */
  readonly temperature: number;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_GENERATE_OPTIONS: GenerateOptions = { count: 40, seed: 1, temperature: 1 };

/** Shapes stay the same for any count, so that every backend rounds in the same way. */
const BATCH_SIZE = 16;

/**
 * Draws `z = temperature * epsilon`, epsilon ~ N(0, I), and decodes it.
 *
 * @param vae A trained model.
 * @param options How many, from which seed and how far from the mean.
 * @returns Images of the model's size, one after the other.
 * @throws {RangeError} If an option is out of range.
 */
export async function* generateImages(
  vae: VAE,
  options: Partial<GenerateOptions> = {},
): AsyncGenerator<InkImage> {
  const { count, seed, temperature } = { ...DEFAULT_GENERATE_OPTIONS, ...options };
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
  for (let start = 0; start < count; start += BATCH_SIZE) {
    const images = await decodeImages(
      vae,
      sampleLatents(vae, start, BATCH_SIZE, seed, temperature),
    );
    yield* images.slice(0, count - start);
  }
}

/**
 * Latent vectors from the prior.
 *
 * @param vae The model.
 * @param start Number of the first.
 * @param count How many.
 * @param seed Vector number i depends on the seed and i alone.
 * @param temperature Standard deviation.
 * @returns `count * latentDim` values.
 */
export function sampleLatents(
  vae: VAE,
  start: number,
  count: number,
  seed: number,
  temperature: number,
): Float32Array {
  const { latentDim } = vae.config;
  const values = new Float32Array(count * latentDim);
  for (let i = 0; i < count; i++) {
    const epsilon = new Random(seed, "generate", start + i).normals(latentDim);
    values.set(epsilon.map((value) => value * temperature), i * latentDim);
  }
  return values;
}

/**
 * Pictures of latent vectors.
 *
 * @param vae The model.
 * @param latents Row-major values, a multiple of `latentDim`.
 * @returns One image per vector.
 */
export async function decodeImages(vae: VAE, latents: Float32Array): Promise<InkImage[]> {
  const decoded = tf.tidy(() => {
    const z: Latents = tf.tensor2d(latents, [
      latents.length / vae.config.latentDim,
      vae.config.latentDim,
    ]);
    return vae.decode(z);
  });
  try {
    return await vae.draw(decoded);
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
