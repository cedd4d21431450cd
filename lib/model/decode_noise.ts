/**
 * From noise to signatures: the prior's transform, then the decoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../image/ink_image.ts";
import type { Latents, Observations } from "../types.ts";
import { decodeLatents } from "./decode_latents.ts";
import type { Prior } from "./prior/prior.ts";
import { readAndDispose } from "./read_and_dispose.ts";
import type { Noise } from "./sample_noise.ts";
import type { VAE } from "./vae.ts";

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
  return await readAndDispose(() => {
    const noise: Latents = tf.tensor2d(epsilon, [epsilon.length / latentDim, latentDim]);
    return decodeLatents(vae, prior?.transform(noise) ?? noise, decoder);
  }, read);
}
