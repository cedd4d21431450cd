/**
 * Training batches of images.
 *
 * @module
 */
import { Random } from "../random.ts";
import { augment, type AugmentOptions } from "./augment.ts";
import type { SignatureDataset } from "./dataset.ts";
import { EpochOrder } from "./epoch_order.ts";
import type { DatasetSplit } from "./split.ts";

/** The part of a data set that is trained on, or the part that is held out. */
export type DatasetPart = keyof Pick<DatasetSplit, "training" | "validation">;

/** The observations of one part of a data set, not augmented and in a fixed order. */
export interface Examples {
  /** Name of each observation. */
  readonly names: readonly string[];
  /** Writer of each observation. */
  readonly writers: readonly string[];
  /**
   * Copies observations.
   *
   * @param indices Which ones, by their index in `names`.
   * @returns `indices.length * prod(observationShape)` values.
   */
  take(indices: readonly number[]): Float32Array;
}

/**
 * A source of batches.
 *
 * A batch depends on its epoch and number alone, so a resumed run trains on the batches of an
 * uninterrupted one.
 */
export interface BatchSource {
  /** Shape of one observation, without the batch dimension. */
  readonly observationShape: readonly number[];
  /** Number of training observations. */
  readonly trainingCount: number;
  /** Number of held-out observations. */
  readonly validationCount: number;
  /**
   * One training batch of exactly `batchSize` observations; the last observations of a shuffled epoch
   * that do not fill a batch are left out, and a set smaller than a batch is repeated.
   *
   * @param epoch Number of the epoch, which determines the order and the augmentation.
   * @param batch Number of the batch in the epoch.
   * @param batchSize Observations per batch.
   * @returns `batchSize * prod(observationShape)` values.
   */
  trainingBatch(epoch: number, batch: number, batchSize: number): Float32Array;
  /**
   * Held-out observations, not augmented; past the end it continues with the first.
   *
   * @param start Index of the first.
   * @param batchSize Observations per batch.
   * @returns `batchSize * prod(observationShape)` values.
   */
  validationBatch(start: number, batchSize: number): Float32Array;
  /**
   * Single observations with their names; missing where a source has none.
   *
   * @param part The training or the held-out ones.
   */
  examples?(part: DatasetPart): Examples;
}

/** Options of {@linkcode ImageBatches}. */
export interface ImageBatchOptions {
  /** Seed of the order of each epoch and of the augmentation. */
  readonly seed: number;
  /** Augmentation of training images; none if left out. */
  readonly augmentation?: AugmentOptions;
}

/** Batches of a data set of images. */
export class ImageBatches implements BatchSource {
  readonly observationShape: readonly number[];
  readonly trainingCount: number;
  readonly validationCount: number;
  readonly #dataset: SignatureDataset;
  readonly #split: DatasetSplit;
  readonly #options: ImageBatchOptions;
  readonly #original: Float32Array;
  readonly #order: EpochOrder;

  /**
   * Makes batches of a data set.
   *
   * @param dataset The images.
   * @param split Training and validation indices.
   * @param options Seed and augmentation.
   */
  constructor(dataset: SignatureDataset, split: DatasetSplit, options: ImageBatchOptions) {
    const { height, width } = dataset;
    this.observationShape = [height, width, 1];
    this.trainingCount = split.training.length;
    this.validationCount = split.validation.length;
    this.#dataset = dataset;
    this.#split = split;
    this.#options = options;
    this.#order = new EpochOrder(split.training, options.seed);
    this.#original = new Float32Array(height * width);
  }

  trainingBatch(epoch: number, batch: number, batchSize: number): Float32Array {
    const { seed, augmentation } = this.#options;
    const size = this.#original.length;
    const result = new Float32Array(batchSize * size);
    for (let i = 0; i < batchSize; i++) {
      const position = batch * batchSize + i;
      const index = this.#order.at(epoch, position);
      const output = result.subarray(i * size, (i + 1) * size);
      if (augmentation === undefined) {
        this.#copyImage(index, output);
      } else {
        this.#copyImage(index, this.#original);
        const random = new Random(seed, "augment", epoch, position);
        augment(this.#original, output, this.#dataset, random, augmentation);
      }
    }
    return result;
  }

  validationBatch(start: number, batchSize: number): Float32Array {
    const { validation } = this.#split;
    const size = this.#original.length;
    const result = new Float32Array(batchSize * size);
    for (let i = 0; i < batchSize; i++) {
      const index = validation[(start + i) % validation.length]!;
      this.#copyImage(index, result.subarray(i * size, (i + 1) * size));
    }
    return result;
  }

  examples(part: DatasetPart): Examples {
    const { names, writers } = this.#dataset;
    const indices = this.#split[part];
    const size = this.#original.length;
    return {
      names: indices.map((index) => names[index]!),
      writers: indices.map((index) => writers[index]!),
      take: (chosen) => {
        const result = new Float32Array(chosen.length * size);
        chosen.forEach((index, i) => {
          this.#copyImage(indices[index]!, result.subarray(i * size, (i + 1) * size));
        });
        return result;
      },
    };
  }

  #copyImage(index: number, output: Float32Array): void {
    const { images } = this.#dataset;
    const start = index * output.length;
    for (let i = 0; i < output.length; i++) output[i] = images[start + i]! / 255;
  }
}
