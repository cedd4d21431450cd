/**
 * Samples of a model with their latent vectors, and what lies between them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../../image/ink_image.ts";
import { renderFromNoise } from "../../model/decode_noise.ts";
import { type Noise, sampleNoise } from "../../model/sample_noise.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import { slerp } from "../../model/interpolate_latents.ts";
import type { Latents } from "../../types.ts";

/** Signatures that a model generated. */
export interface GeneratedSamples {
  /** The signatures. */
  readonly images: readonly InkImage[];
  /** Their latent vectors, `[images.length, latentDim]`. */
  readonly z: Float32Array;
}

const TEMPERATURE = 1;

/**
 * Generates signatures: the first ones that `generate` writes with the same seed.
 *
 * @param model The model.
 * @param options Number of signatures, and the seed.
 */
export async function sampleSignatures(
  { vae, prior }: TrainedModel,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<GeneratedSamples> {
  const noise = sampleNoise(vae, { start: 0, count, seed, temperature: TEMPERATURE });
  const images = await renderFromNoise(vae, noise, prior);
  const z = tf.tidy(() => {
    const epsilon: Latents = tf.tensor2d(noise.epsilon, [count, vae.config.latentDim]);
    return prior.transform(epsilon).clone();
  });
  try {
    return { images, z: await z.data<"float32">() };
  } finally {
    z.dispose();
  }
}

/** Rows and steps of interpolations. */
export interface PairOptions {
  /** Pairs of samples. */
  readonly rows: number;
  /** Signatures from one sample to the other, both included; at least 2. */
  readonly steps: number;
  /** Seed of the samples. */
  readonly seed: number;
}

/**
 * Interpolates between pairs of samples: along the great circle between their epsilon ("slerp",
 * White 2016), so that each step is as typical of the prior as the samples are. The decoder's noise
 * is the same along a row.
 *
 * @param model The model.
 * @param options Number of rows and steps, and the seed.
 * @returns `rows * steps` signatures, row by row.
 */
export async function interpolatePairs(
  { vae, prior }: TrainedModel,
  { rows, steps, seed }: PairOptions,
): Promise<InkImage[]> {
  const images: InkImage[] = [];
  for (let row = 0; row < rows; row++) {
    const request = { start: 2 * row, count: 2, seed, temperature: TEMPERATURE };
    const noise = betweenNoise(sampleNoise(vae, request), steps);
    images.push(...await renderFromNoise(vae, noise, prior));
  }
  return images;
}

/** The noise of two samples becomes that of `steps` from the first to the second. */
function betweenNoise({ epsilon, decoder }: Noise, steps: number): Noise {
  const [a, b] = [epsilon.subarray(0, epsilon.length / 2), epsilon.subarray(epsilon.length / 2)];
  const own = decoder.subarray(0, decoder.length / 2);
  const between = { epsilon: new Float32Array(steps * a.length), decoder: new Float32Array(0) };
  between.decoder = new Float32Array(steps * own.length);
  for (let i = 0; i < steps; i++) {
    between.epsilon.set(slerp(a, b, i / (steps - 1)), i * a.length);
    between.decoder.set(own, i * own.length);
  }
  return between;
}
