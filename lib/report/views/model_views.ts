/**
 * What a model shows of itself: its latent space, interpolations, and how near its samples are to
 * the training data.
 *
 * @module
 */
import type { BatchSource } from "../../dataset/batches.ts";
import type { InkImage } from "../../image/ink_image.ts";
import type { TrainedModel } from "../../model/model_file.ts";
import type { PriorKind } from "../../model/prior/prior.ts";
import { createLatentMap, type LatentMap } from "./latent_map.ts";
import type { NearestTrainingIndex, NearestTrainings } from "./nearest_training.ts";
import { interpolatePairs, sampleSignatures } from "./sample_signatures.ts";

/** Views of one model. */
export interface ModelViews {
  /** Which model. */
  readonly source: ViewSource;
  /** The latent space. */
  readonly map: LatentMap | undefined;
  /** Interpolations, row by row. */
  readonly interpolations: readonly InkImage[];
  /** Signatures per row of `interpolations`. */
  readonly steps: number;
  /** Nearest training signatures of the first samples, where the training data is known. */
  readonly nearest: NearestTrainings | undefined;
}

/** Which model views belong to. */
export interface ViewSource {
  /** The epoch after which it was; absent for a model that is complete. */
  readonly epoch?: number;
  /** Kind of the prior that samples come from. */
  readonly prior: PriorKind;
}

const INTERPOLATIONS = { rows: 5, steps: 8 };
const SAMPLES = { onMap: 40, compared: 16 };

/** Options of {@linkcode createModelViews}. */
export interface ModelViewOptions {
  /** Seed of the samples. */
  readonly seed: number;
  /** The epoch after which the model was, if it still changes. */
  readonly epoch?: number;
  /** The data that it was trained on, where it is known. */
  readonly data: BatchSource | undefined;
  /** The search in that data. */
  readonly index: NearestTrainingIndex | undefined;
}

/**
 * Computes the views of a model.
 *
 * @param model The model.
 * @param options Seed and training data.
 */
export async function createModelViews(
  model: TrainedModel,
  { seed, epoch, data, index }: ModelViewOptions,
): Promise<ModelViews> {
  const samples = await sampleSignatures(model, { count: SAMPLES.onMap, seed });
  return {
    source: { prior: model.prior.kind, ...(epoch === undefined ? {} : { epoch }) },
    map: await createLatentMap(model, samples, data),
    interpolations: await interpolatePairs(model, { ...INTERPOLATIONS, seed }),
    steps: INTERPOLATIONS.steps,
    nearest: await index?.find(samples.images.slice(0, SAMPLES.compared)),
  };
}
