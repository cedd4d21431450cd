/**
 * Observations of a data set as images and as latent vectors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Examples } from "../../dataset/batches.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { renderObservations } from "../../model/reconstruct_images.ts";
import type { VAE } from "../../model/vae.ts";

const BATCH_SIZE = 50;

/**
 * Renders examples as the model sees them.
 *
 * @param vae The model whose observations they are.
 * @param examples A part of a data set.
 * @param indices Which of its examples.
 */
export async function renderExamples(
  vae: VAE,
  examples: Examples,
  indices: readonly number[],
): Promise<InkImage[]> {
  const images: InkImage[] = [];
  for (const batch of batchesOf(indices)) {
    images.push(...await renderObservations(vae, examples.take(batch), batch.length));
  }
  return images;
}

/**
 * Encodes examples.
 *
 * @param vae The model.
 * @param examples A part of a data set.
 * @param indices Which of its examples.
 * @returns The means of q(z|x), `[indices.length, latentDim]`.
 */
export async function encodeExamples(
  vae: VAE,
  examples: Examples,
  indices: readonly number[],
): Promise<Float32Array> {
  const { latentDim } = vae.config;
  const means = new Float32Array(indices.length * latentDim);
  let end = 0;
  for (const batch of batchesOf(indices)) {
    const shape = [batch.length, ...vae.observationShape];
    const mean = tf.tidy(() => vae.encode(tf.tensor(examples.take(batch), shape)).mean);
    means.set(await mean.data<"float32">(), end);
    end += mean.size;
    mean.dispose();
  }
  return means;
}

function batchesOf(indices: readonly number[]): number[][] {
  return Array.from(
    { length: Math.ceil(indices.length / BATCH_SIZE) },
    (_, i) => indices.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE),
  );
}
