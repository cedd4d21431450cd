/**
 * Images of observations, and of their reconstructions.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../image/ink_image.ts";
import { Random } from "../random.ts";
import type { Observations } from "../types.ts";
import { concatenate } from "../concatenate.ts";
import { decodeLatents, sampleDecoderNoise } from "./decode_latents.ts";
import { readAndDispose } from "./read_and_dispose.ts";
import type { VAE } from "./vae.ts";

/**
 * Reconstructs observations: encodes each to the mean of q(z|x), and decodes that to the mean of p(x|z)
 * or, where it has no closed form, to a sample with the same noise for all.
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
  const noise = sampleDecoderNoise(vae, new Random("decode"), 1);
  return await readAndDispose(() => {
    const { mean } = vae.encode(toTensor(vae, observations, count));
    return decodeLatents(vae, mean, concatenate(new Array(count).fill(noise)));
  }, (decoded) => vae.render(decoded));
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
    () => toTensor(vae, observations, count),
    (tensor) => vae.render(tensor),
  );
}

function toTensor(vae: VAE, observations: Float32Array, count: number): Observations {
  return tf.tensor(observations, [count, ...vae.observationShape]);
}
