/**
 * The random numbers that signatures are generated from.
 *
 * @module
 */
import { Random } from "../random.ts";
import { concatenate } from "../concatenate.ts";
import { sampleDecoderNoise } from "./decode_latents.ts";
import type { Prior } from "./prior/prior.ts";
import { transformNoise } from "./transform_noise.ts";
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
 * @param options First number, count, seed and temperature.
 * @returns Noise for `count` signatures; that of number i depends on the seed and i alone.
 */
export function sampleNoise(
  vae: VAE,
  options: SamplingOptions,
): Noise {
  const { start = 0, count, seed, temperature } = options;
  const decoder = Array.from(
    { length: count },
    (_, i) => sampleDecoderNoise(vae, new Random(seed, "decode", start + i), temperature),
  );
  const epsilon = sampleEpsilon(vae.config.latentDim, options);
  return { epsilon, decoder: concatenate(decoder) };
}

/**
 * Samples epsilon alone, see {@linkcode sampleNoise}.
 *
 * @param latentDim Length of a latent vector.
 * @param options First number, count, seed and temperature.
 * @returns Row-major values, `[count, latentDim]`.
 */
function sampleEpsilon(
  latentDim: number,
  { start = 0, count, seed, temperature }: SamplingOptions,
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
    const epsilon = sampleEpsilon(latentDim, { start, count: LATENT_BATCH, seed, temperature });
    yield* (await transformNoise(prior, epsilon)).slice(0, count - start);
  }
}
