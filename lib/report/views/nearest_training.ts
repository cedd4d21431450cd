/**
 * The training signature that is most like each sample.
 *
 * @module
 */
import type { BatchSource } from "../../dataset/batches.ts";
import { stratifiedSample } from "../../dataset/stratified_sample.ts";
import { type FeatureVectors, squaredDistances } from "../../evaluation/feature_vectors.ts";
import { measureSet, median } from "../../evaluation/signature_set.ts";
import type { InkImage } from "../../image/ink_image.ts";
import type { VAE } from "../../model/vae.ts";
import { renderExamples } from "./render_examples.ts";

/** A sample beside its nearest training signature. */
export interface NearestTraining {
  /** The sample. */
  readonly sample: InkImage;
  /** Number of the sample, from 1. */
  readonly number: number;
  /** The training signature. */
  readonly nearest: InkImage;
  /** Name of the training signature. */
  readonly name: string;
  /**
   * Distance of the two, over the median distance of held-out signatures to their nearest training
   * signature; absent where nothing is held out.
   */
  readonly ratio?: number;
}

/** Nearest training signatures of some samples. */
export interface NearestTrainings {
  /** The closest pair first. */
  readonly pairs: readonly NearestTraining[];
  /** Number of training signatures that were compared, and how many there are. */
  readonly compared: { readonly count: number; readonly of: number };
}

/** Measuring one signature takes some milliseconds. */
const MAX_TRAINING = 1000;
const MAX_HELD_OUT = 200;

/** The training signatures of a run, measured once for all its samples. */
export class NearestTrainingIndex {
  readonly #vae: VAE;
  readonly #data: BatchSource;
  #measured: Measured | undefined;

  /**
   * Prepares the search; nothing is measured yet.
   *
   * @param vae A model with observations of the same kind.
   * @param data The training data.
   */
  constructor(vae: VAE, data: BatchSource) {
    this.#vae = vae;
    this.#data = data;
  }

  /**
   * Finds the nearest training signature of each sample, by the features of `evaluate`.
   *
   * @param samples The samples.
   * @returns The pairs; `undefined` where the data has no single examples.
   */
  async find(samples: readonly InkImage[]): Promise<NearestTrainings | undefined> {
    const training = this.#data.examples?.("training");
    if (training === undefined) return undefined;
    this.#measured ??= await measure(this.#vae, this.#data);
    const { vectors, indices, scale } = this.#measured;
    const found = nearest((await measureSet(samples)).vectors, vectors);
    const images = await renderExamples(
      this.#vae,
      training,
      found.map(({ index }) => indices[index]!),
    );
    const pairs = found.map(({ index, distance }, i) => ({
      sample: samples[i]!,
      number: i + 1,
      nearest: images[i]!,
      name: training.names[indices[index]!]!,
      ...(scale === undefined ? {} : { ratio: distance / scale }),
      distance,
    })).sort((a, b) => a.distance - b.distance);
    return { pairs, compared: { count: indices.length, of: training.names.length } };
  }
}

/** Features of the training signatures, and the median distance of held-out ones to them. */
interface Measured {
  readonly vectors: FeatureVectors;
  readonly indices: readonly number[];
  readonly scale: number | undefined;
}

async function measure(vae: VAE, data: BatchSource): Promise<Measured> {
  const [training, heldOut] = [data.examples!("training"), data.examples!("validation")];
  const indices = stratifiedSample(training.writers, MAX_TRAINING, 0);
  const { vectors } = await measureSet(await renderExamples(vae, training, indices));
  if (heldOut.names.length === 0) return { vectors, indices, scale: undefined };
  const chosen = stratifiedSample(heldOut.writers, MAX_HELD_OUT, 0);
  const others = await measureSet(await renderExamples(vae, heldOut, chosen));
  const scale = median(nearest(others.vectors, vectors).map(({ distance }) => distance));
  return { vectors, indices, scale: scale > 0 ? scale : undefined };
}

/** Index of the nearest vector of `to` for each of `from`, and its distance. */
function nearest(
  from: FeatureVectors,
  to: FeatureVectors,
): { readonly index: number; readonly distance: number }[] {
  const squares = squaredDistances(from, to);
  return Array.from({ length: from.count }, (_, i) => {
    const row = squares.subarray(i * to.count, (i + 1) * to.count);
    let index = 0;
    for (let j = 1; j < row.length; j++) if (row[j]! < row[index]!) index = j;
    return { index, distance: Math.sqrt(row[index]!) };
  });
}
