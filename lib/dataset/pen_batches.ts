/**
 * Training batches of trajectories.
 *
 * @module
 */
import { Random } from "../random.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import type { BatchSource, DatasetPart, Examples } from "./batches.ts";
import { EpochOrder } from "./epoch_order.ts";
import { augmentPoints, type PenAugmentOptions } from "./augment_points.ts";
import { duplicatePoints } from "./duplicate_points.ts";
import { type PenDataset, pointsOf } from "./pen_dataset.ts";
import type { DatasetSplit } from "./split.ts";

/** Options of {@linkcode PenBatches}. */
export interface PenBatchOptions {
  /** Seed of the order of each epoch and of the augmentation. */
  readonly seed: number;
  /** Augmentation of training trajectories; none if left out. */
  readonly augmentation?: PenAugmentOptions;
  /**
   * Which signatures are so few that each pass should see others by the same writers instead, before
   * they are augmented; none if left out. By their index in the data set.
   */
  readonly isDuplicated?: (index: number) => boolean;
}

/** Batches of a data set of trajectories, `[batch, pointCount, 4]`. */
export class PenBatches implements BatchSource {
  readonly observationShape: readonly number[];
  readonly trainingCount: number;
  readonly validationCount: number;
  readonly #dataset: PenDataset;
  readonly #split: DatasetSplit;
  readonly #options: PenBatchOptions;
  readonly #order: EpochOrder;

  /**
   * Makes batches of a data set.
   *
   * @param dataset The trajectories.
   * @param split Training and validation indices.
   * @param options Seed and augmentation.
   */
  constructor(dataset: PenDataset, split: DatasetSplit, options: PenBatchOptions) {
    this.observationShape = [dataset.pointCount, POINT_SIZE];
    this.trainingCount = split.training.length;
    this.validationCount = split.validation.length;
    this.#dataset = dataset;
    this.#split = split;
    this.#options = options;
    this.#order = new EpochOrder(split.training, options.seed);
  }

  trainingBatch(epoch: number, batch: number, batchSize: number): Float32Array {
    const { seed, augmentation, isDuplicated } = this.#options;
    const first = batch * batchSize;
    const indexAt = (i: number) => this.#order.at(epoch, first + i);
    const result = this.#take(batchSize, indexAt);
    const size = this.#dataset.pointCount * POINT_SIZE;
    for (let i = 0; i < batchSize; i++) {
      const points = result.subarray(i * size, (i + 1) * size);
      const random = (purpose: string) => new Random(seed, purpose, epoch, first + i);
      if (isDuplicated?.(indexAt(i))) duplicatePoints(points, random("duplicate"));
      if (augmentation) augmentPoints(points, points, random("augment"), augmentation);
    }
    return result;
  }

  validationBatch(start: number, batchSize: number): Float32Array {
    const { validation } = this.#split;
    return this.#take(batchSize, (i) => validation[(start + i) % validation.length]!);
  }

  examples(part: DatasetPart): Examples {
    const { names, writers } = this.#dataset;
    const indices = this.#split[part];
    return {
      names: indices.map((index) => names[index]!),
      writers: indices.map((index) => writers[index]!),
      take: (chosen) => this.#take(chosen.length, (i) => indices[chosen[i]!]!),
    };
  }

  #take(batchSize: number, indexOf: (i: number) => number): Float32Array {
    const size = this.#dataset.pointCount * POINT_SIZE;
    const result = new Float32Array(batchSize * size);
    for (let i = 0; i < batchSize; i++) result.set(pointsOf(this.#dataset, indexOf(i)), i * size);
    return result;
  }
}
