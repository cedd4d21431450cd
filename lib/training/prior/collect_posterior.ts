/**
 * The posteriors that a trained encoder gives for a data set.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BatchSource } from "../../dataset/batches.ts";
import type { VAE } from "../../model/vae.ts";
import type { AggregatedPosterior } from "./aggregated_posterior.ts";

/** Which observations are encoded. */
export interface PosteriorRequest {
  /** Observations per batch. */
  readonly batchSize: number;
  /** Maximum number of observations. */
  readonly limit: number;
  /** Minimum number; a smaller set is encoded several times, each time augmented anew. */
  readonly minCount?: number;
  /** The first epoch whose order and augmentation the training observations have. */
  readonly epoch: number;
}

/**
 * Encodes training observations with the augmentation of training: the distribution that a prior
 * has to match.
 *
 * @param vae The model.
 * @param data Source of the observations.
 * @param request Which observations.
 * @returns Their posteriors; their number is a multiple of the batch size, so that all batches have
 * one shape.
 */
export async function collectTrainingPosterior(
  vae: VAE,
  data: BatchSource,
  { batchSize, limit, minCount = 0, epoch }: PosteriorRequest,
): Promise<AggregatedPosterior> {
  const count = Math.min(limit, Math.max(data.trainingCount, minCount));
  const batches = Math.max(1, Math.floor(count / batchSize));
  const perEpoch = Math.max(1, Math.floor(data.trainingCount / batchSize));
  return await collect(vae, data, batchSize, batches * batchSize, (start) => {
    const batch = start / batchSize;
    return data.trainingBatch(epoch + Math.floor(batch / perEpoch), batch % perEpoch, batchSize);
  });
}

/**
 * Encodes held-out observations, unchanged.
 *
 * @param vae The model.
 * @param data Source of the observations.
 * @param request Which observations.
 * @returns Their posteriors; `undefined` where nothing is held out.
 */
export async function collectValidationPosterior(
  vae: VAE,
  data: BatchSource,
  { batchSize, limit }: Omit<PosteriorRequest, "epoch" | "minCount">,
): Promise<AggregatedPosterior | undefined> {
  const count = Math.min(limit, data.validationCount);
  if (count === 0) return undefined;
  const batchAt = (start: number) => data.validationBatch(start, batchSize);
  return await collect(vae, data, batchSize, count, batchAt);
}

async function collect(
  vae: VAE,
  data: BatchSource,
  batchSize: number,
  count: number,
  batchAt: (start: number) => Float32Array,
): Promise<AggregatedPosterior> {
  const { latentDim } = vae.config;
  const mean = new Float32Array(count * latentDim);
  const logVar = new Float32Array(count * latentDim);
  for (let start = 0; start < count; start += batchSize) {
    const posterior = tf.tidy(() => ({
      ...vae.encode(tf.tensor(batchAt(start), [batchSize, ...data.observationShape])),
    }));
    const used = Math.min(batchSize, count - start) * latentDim;
    mean.set((await posterior.mean.data<"float32">()).subarray(0, used), start * latentDim);
    logVar.set((await posterior.logVar.data<"float32">()).subarray(0, used), start * latentDim);
    tf.dispose([posterior.mean, posterior.logVar]);
  }
  return { mean, logVar, count, latentDim };
}
