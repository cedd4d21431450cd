/**
 * From latent vectors to observations, for models with and without a mean of p(x|z).
 *
 * @module
 */
import type { Random } from "../random.ts";
import type { Latents, Observations } from "../types.ts";
import type { VAE } from "./vae.ts";

const NO_NOISE = new Float32Array(0);

/**
 * Samples the decoder's noise for one latent vector.
 *
 * @param vae The model.
 * @param random Random generator.
 * @param temperature Factor on the standard deviations of p(x|z).
 * @returns Noise for {@linkcode decodeLatents}; empty if p(x|z) has a mean in closed form.
 */
export function sampleDecoderNoise(vae: VAE, random: Random, temperature: number): Float32Array {
  return vae.decode ? NO_NOISE : vae.sampleNoise(random, temperature);
}

/**
 * The mean of p(x|z), or a sample where it has no closed form.
 *
 * @param vae The model.
 * @param z `[batch, latentDim]`.
 * @param noise What {@linkcode sampleDecoderNoise} returned for each vector, concatenated.
 * @returns `[batch, ...observationShape]`.
 */
export function decodeLatents(vae: VAE, z: Latents, noise: Float32Array): Observations {
  return vae.decode?.(z) ?? vae.sample(z, noise);
}
