/**
 * The loss on held-out observations.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BatchSource } from "../dataset/batches.ts";
import { lossPerExample } from "../model/loss.ts";
import type { VAE } from "../model/vae.ts";
import { Random } from "../random.ts";
import type { EpochMetrics } from "./metrics.ts";
import type { TrainingOptions } from "./options.ts";

/** Loss on held-out observations, in nats per observation. */
export type ValidationMetrics = Required<
  Pick<EpochMetrics, "validationLoss" | "validationReconstruction" | "validationKl">
>;

/**
 * Mean loss over all held-out observations. The noise is the same each time, so that epochs compare.
 *
 * @param vae The model.
 * @param data Source of the observations.
 * @param options Batch size, final beta, and seed of the noise.
 * @returns The losses; `undefined` where nothing is held out.
 */
export async function validate(
  vae: VAE,
  data: BatchSource,
  { batchSize, beta, seed }: Pick<TrainingOptions, "batchSize" | "beta" | "seed">,
): Promise<ValidationMetrics | undefined> {
  const { validationCount: count } = data;
  if (count === 0) return undefined;
  const { latentDim } = vae.config;
  let reconstruction = 0;
  let kl = 0;
  for (let start = 0; start < count; start += batchSize) {
    const losses = tf.tidy(() => {
      const values = data.validationBatch(start, batchSize);
      const x = tf.tensor(values, [batchSize, ...data.observationShape]);
      const noise = new Random(seed, "validation", start).normals(batchSize * latentDim);
      return lossPerExample(vae, x, tf.tensor2d(noise, [batchSize, latentDim]));
    });
    const [reconstructions, kls] = await Promise.all(losses.map((tensor) => tensor.data()));
    tf.dispose(losses);
    for (let i = 0; i < Math.min(batchSize, count - start); i++) {
      reconstruction += reconstructions![i]! / count;
      kl += kls![i]! / count;
    }
  }
  return {
    validationLoss: reconstruction + beta * kl,
    validationReconstruction: reconstruction,
    validationKl: kl,
  };
}
