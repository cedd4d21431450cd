/**
 * A user's few trajectories among many procedural ones.
 *
 * @module
 */
import type { PenDataset } from "./pen_dataset.ts";
import type { DatasetSplit } from "./split.ts";

/** A data set and which of it to train on. */
export interface MixedPenDataset {
  /** The trajectories of both sources. */
  readonly dataset: PenDataset;
  /** Held out are those of the first source alone. */
  readonly split: DatasetSplit;
}

/**
 * Adds trajectories of a second source to train on, and repeats those of the first so often that
 * they make up a share of an epoch: a few hundred signatures are too few to learn handwriting from,
 * and among many thousands of others they would hardly be seen.
 *
 * @param own The trajectories that the model is for.
 * @param ownSplit Which of them to train on and which to hold out.
 * @param others Trajectories to learn from, of as many points.
 * @param share Share of an epoch that is of the first source, at least; between 0 and 1.
 * @returns Both, and what to train on; held out are own trajectories alone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const make = (count: number) => ({
 *   pointCount: 4,
 *   points: new Float32Array(count * 16),
 *   writers: Array(count).fill("a"),
 *   names: Array(count).fill("b"),
 * });
 * const ownSplit = { training: [0, 2], validation: [1], byWriter: true };
 * const { split } = mixPenDatasets(make(3), ownSplit, make(4), 0.5);
 * assert.deepEqual(split.training, [0, 2, 0, 2, 3, 4, 5, 6]);
 * ```
 */
export function mixPenDatasets(
  own: PenDataset,
  ownSplit: DatasetSplit,
  others: PenDataset,
  share: number,
): MixedPenDataset {
  const points = new Float32Array(own.points.length + others.points.length);
  points.set(own.points);
  points.set(others.points, own.points.length);
  const repeats = Math.ceil(
    others.names.length * share / ((1 - share) * Math.max(1, ownSplit.training.length)),
  );
  const training = Array.from({ length: Math.max(1, repeats) }, () => ownSplit.training).flat();
  others.names.forEach((_, i) => training.push(own.names.length + i));
  return {
    dataset: {
      pointCount: own.pointCount,
      points,
      writers: [...own.writers, ...others.writers],
      names: [...own.names, ...others.names],
    },
    split: { ...ownSplit, training },
  };
}
