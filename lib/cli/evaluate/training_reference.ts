/**
 * The training data of a model, found through the config of its run.
 *
 * @module
 */
import type { BatchSource } from "../../dataset/batches.ts";
import type { FeatureVectors } from "../../evaluation/feature_vectors.ts";
import { measureSet } from "../../evaluation/signature_set.ts";
import type { InkImage } from "../../image/ink_image.ts";
import { renderObservations } from "../../model/reconstruct_images.ts";
import type { VAE } from "../../model/vae.ts";
import type { AggregatedPosterior } from "../../training/prior/aggregated_posterior.ts";
import { collectTrainingPosterior } from "../../training/prior/collect_posterior.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import { readRunConfig } from "../../training/run/run_folder.ts";
import { DEFAULT_CACHE } from "../directories.ts";
import { count, type Reporter } from "../reporter.ts";
import { loadTrainingData } from "../train/training_data.ts";

/**
 * The training signatures that an evaluation measures memorization against. Where built-in signatures
 * were mixed in, only the user's count.
 */
export interface TrainingReference {
  /** The folder of images; `null` for the built-in data. */
  readonly directory: string | null;
  /** Features of training signatures. */
  readonly training: FeatureVectors;
  /** Features of held-out signatures of the same data. */
  readonly heldOut: FeatureVectors;
  /** Posteriors of training signatures. */
  readonly posterior: AggregatedPosterior;
  /** The signatures themselves, not augmented. */
  readonly data: BatchSource;
}

/** Number of examples that a prior is fitted to. */
const POSTERIOR_COUNT = 5000;
/** Maximum number of training signatures to compare with. */
const MAX_TRAINING = { own: 5000, builtIn: 1000 };
const BATCH_SIZE = 50;

/**
 * Loads the training data of a model.
 *
 * @param run The run folder of the model.
 * @param vae The model.
 * @param count Maximum number of held-out signatures.
 * @param reporter Prints messages.
 * @returns The data; `undefined`, with a warning, if the run or its data no longer exists.
 */
export async function loadTrainingReference(
  run: string,
  vae: VAE,
  count: number,
  reporter: Reporter,
): Promise<TrainingReference | undefined> {
  const loaded = await tryLoading(run, reporter);
  if (loaded === undefined) return undefined;
  const { config, augmented, own } = loaded;
  const { batchSize, epochs } = config.training;
  const request = { batchSize, limit: POSTERIOR_COUNT, minCount: POSTERIOR_COUNT, epoch: epochs };
  const max = config.data.directory === null ? MAX_TRAINING.builtIn : MAX_TRAINING.own;
  const trainingCount = Math.min(max, own.trainingCount);
  const heldOutCount = Math.min(count, own.validationCount);
  const measure = async (label: string, total: number, batchAt: BatchAt) => {
    const onProgress = (done: number) => reporter.progress(label, done, total);
    return (await measureSet(renderAll(vae, total, batchAt), { onProgress })).vectors;
  };
  return {
    directory: config.data.directory,
    training: await measure(
      "measuring training data",
      trainingCount,
      (batch, size) => own.trainingBatch(0, batch, size),
    ),
    heldOut: await measure(
      "measuring held-out data",
      heldOutCount,
      (batch, size) => own.validationBatch(batch * size, size),
    ),
    data: own,
    posterior: await collectTrainingPosterior(vae, augmented, request),
  };
}

/** The training data of a run. */
interface LoadedReference {
  readonly config: RunConfig;
  /** As in training. */
  readonly augmented: BatchSource;
  /** Unchanged. */
  readonly own: BatchSource;
}

/** Loads the training data of a run; `undefined`, with a warning, if they cannot serve as a reference. */
async function tryLoading(run: string, reporter: Reporter): Promise<LoadedReference | undefined> {
  try {
    const config = await readRunConfig(run);
    const batches = await loadBatches(config, reporter);
    if (batches.own.validationCount > 0) return { config, ...batches };
    reporter.warn("warning: cannot measure memorization: no training data was held out");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.warn(`warning: cannot measure memorization: ${reason}`);
  }
  return undefined;
}

/** The user's training data, augmented as in training and unchanged. */
async function loadBatches(
  { data, model, training: { seed } }: RunConfig,
  reporter: Reporter,
): Promise<Omit<LoadedReference, "config">> {
  const request = { ...data, model, seed, cacheDirectory: DEFAULT_CACHE };
  // What training printed of these data would read as if the evaluation trained.
  const quiet = { ...reporter, info: () => {}, warn: () => {} };
  const { own: augmented } = await loadTrainingData(request, quiet);
  const writers = data.directory === null ? data.writers : model.model === "pen" ? 0 : null;
  const { batches: own } = await loadTrainingData({ ...request, writers, augment: false }, quiet);
  const source = data.directory === null ? "built-in signatures" : `"${data.directory}"`;
  reporter.info(
    `memorization: measured against the training data, ${source}: ` +
      `${count(own.trainingCount, "signature")}, ${own.validationCount} held out`,
  );
  return { augmented, own };
}

/** The values of a batch of signatures. */
type BatchAt = (batch: number, size: number) => Float32Array;

async function* renderAll(
  vae: VAE,
  count: number,
  batchAt: BatchAt,
): AsyncGenerator<InkImage> {
  for (let batch = 0; batch * BATCH_SIZE < count; batch++) {
    const images = await renderObservations(vae, batchAt(batch, BATCH_SIZE), BATCH_SIZE);
    yield* images.slice(0, count - batch * BATCH_SIZE);
  }
}
