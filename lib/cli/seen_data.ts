/**
 * What a model was trained on, found again through the config of its run.
 *
 * @module
 */
import type { BatchSource } from "../dataset/batches.ts";
import type { FeatureVectors } from "../evaluation/feature_vectors.ts";
import { measureSet } from "../evaluation/signature_set.ts";
import type { InkImage } from "../image/ink_image.ts";
import { renderObservations } from "../model/generate.ts";
import type { AggregatedPosterior } from "../model/prior/aggregated_posterior.ts";
import type { VAE } from "../model/vae.ts";
import { collectTrainingPosterior } from "../training/collect_posterior.ts";
import { readRunConfig, type RunConfig } from "../training/run_folder.ts";
import type { Reporter } from "./reporter.ts";
import { DEFAULT_CACHE } from "./train_plan.ts";
import { loadTrainingData } from "./training_data.ts";

/** What a model was trained on. */
export interface SeenData {
  /** The folder it was of, or `null` for built-in signatures. */
  readonly directory: string | null;
  /** Features of signatures it was trained on; of the user's where there were built-in ones too. */
  readonly training: FeatureVectors;
  /** Features of signatures of the same source that were held out. */
  readonly heldOut: FeatureVectors;
  /** Posteriors of what it was trained on; of the user's where there were built-in ones too. */
  readonly posterior: AggregatedPosterior;
}

/** Examples that a prior is fitted to. */
const POSTERIOR_COUNT = 5000;
/** Training signatures that others are compared with: of the user's all, of built-in ones some. */
const MOST_TRAINING = { own: 5000, builtIn: 1000 };
const DRAWN_AT_ONCE = 50;

/**
 * Loads what a model was trained on.
 *
 * @param run The folder of its run.
 * @param vae The model.
 * @param count At most so many held-out signatures.
 * @param reporter Where messages go.
 * @returns What was found; `undefined`, with a warning, where the run or its data is not there any
 * more.
 */
export async function loadSeenData(
  run: string,
  vae: VAE,
  count: number,
  reporter: Reporter,
): Promise<SeenData | undefined> {
  let batches: { augmented: BatchSource; own: BatchSource };
  let config: RunConfig;
  try {
    config = await readRunConfig(run);
    batches = await loadBatches(config, reporter);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.warn(`warning: the training data is not compared: ${reason}`);
    return undefined;
  }
  const { augmented, own } = batches;
  if (own.validationCount === 0) {
    reporter.warn("warning: the training data is not compared: nothing of it was held out");
    return undefined;
  }
  const { batchSize, epochs } = config.training;
  const request = { batchSize, limit: POSTERIOR_COUNT, least: POSTERIOR_COUNT, epoch: epochs };
  const most = config.data.directory === null ? MOST_TRAINING.builtIn : MOST_TRAINING.own;
  const trainingCount = Math.min(most, own.trainingCount);
  const heldOutCount = Math.min(count, own.validationCount);
  const measure = async (label: string, images: AsyncIterable<InkImage>, total: number) => {
    const onProgress = (done: number) => reporter.progress(label, done, total);
    return (await measureSet(images, { onProgress })).vectors;
  };
  return {
    directory: config.data.directory,
    training: await measure(
      "measuring training data",
      drawAll(vae, trainingCount, (batch, size) => own.trainingBatch(0, batch, size)),
      trainingCount,
    ),
    heldOut: await measure(
      "measuring held-out data",
      drawAll(vae, heldOutCount, (batch, size) => own.validationBatch(batch * size, size)),
      heldOutCount,
    ),
    posterior: await collectTrainingPosterior(vae, augmented, request),
  };
}

/** What a run trained on and was the user's own, augmented as then, and unchanged. */
async function loadBatches(
  { data, model, training: { seed } }: RunConfig,
  reporter: Reporter,
): Promise<{ augmented: BatchSource; own: BatchSource }> {
  const request = { ...data, model, seed, cacheDirectory: DEFAULT_CACHE };
  const { own: augmented } = await loadTrainingData(request, reporter);
  const writers = data.directory === null ? data.writers : model.model === "pen" ? 0 : null;
  const { batches: own } = await loadTrainingData(
    { ...request, writers, augment: false },
    { ...reporter, info: () => {}, warn: () => {} },
  );
  return { augmented, own };
}

async function* drawAll(
  vae: VAE,
  count: number,
  batchAt: (batch: number, size: number) => Float32Array,
): AsyncGenerator<InkImage> {
  for (let batch = 0; batch * DRAWN_AT_ONCE < count; batch++) {
    const images = await renderObservations(vae, batchAt(batch, DRAWN_AT_ONCE), DRAWN_AT_ONCE);
    yield* images.slice(0, count - batch * DRAWN_AT_ONCE);
  }
}
