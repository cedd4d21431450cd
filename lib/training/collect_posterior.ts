/**
 * Where a trained encoder puts its data.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BatchSource } from "../dataset/batches.ts";
import type { AggregatedPosterior } from "../model/prior/aggregated_posterior.ts";
import type { VAE } from "../model/vae.ts";

/** Which observations are encoded. */
export interface PosteriorRequest {
  /** Observations per step. */
  readonly batchSize: number;
  /** At most so many observations. */
  readonly limit: number;
  /** At least so many: of fewer, each is encoded in several of the variations that training sees. */
  readonly least?: number;
  /** Number of the first epoch whose order and augmentation training observations have. */
  readonly epoch: number;
}

/**
 * Encodes training observations, as augmented as in training: the distribution that a prior over
 * the latents has to match.
 *
 * @param vae The model.
 * @param data Where observations come from.
 * @param request Which of them.
 * @returns Their posteriors; a multiple of the batch size, so that shapes stay the same.
 */
export async function collectTrainingPosterior(
  vae: VAE,
  data: BatchSource,
  { batchSize, limit, least = 0, epoch }: PosteriorRequest,
): Promise<AggregatedPosterior> {
  const count = Math.min(limit, Math.max(data.trainingCount, least));
  const batches = Math.max(1, Math.floor(count / batchSize));
  const perEpoch = Math.max(1, Math.floor(data.trainingCount / batchSize));
  return await collect(
    vae,
    data,
    batchSize,
    batches * batchSize,
    (start) => {
      const batch = start / batchSize;
      return data.trainingBatch(epoch + Math.floor(batch / perEpoch), batch % perEpoch, batchSize);
    },
  );
}

/**
 * Encodes held-out observations as they are.
 *
 * @param vae The model.
 * @param data Where observations come from.
 * @param request Which of them.
 * @returns Their posteriors; `undefined` where nothing is held out.
 */
export async function collectValidationPosterior(
  vae: VAE,
  data: BatchSource,
  { batchSize, limit }: Omit<PosteriorRequest, "epoch" | "least">,
): Promise<AggregatedPosterior | undefined> {
  const count = Math.min(limit, data.validationCount);
  if (count === 0) return undefined;
  return await collect(
    vae,
    data,
    batchSize,
    count,
    (start) => data.validationBatch(start, batchSize),
  );
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
