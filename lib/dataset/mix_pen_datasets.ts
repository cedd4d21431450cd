/**
 * Mixes the few trajectories of a user with many procedural ones.
 *
 * @module
 */
import { concatenate } from "../concatenate.ts";
import type { PenDataset } from "./pen_dataset.ts";
import type { DatasetSplit } from "./split.ts";

/** A data set of several sources and its split. */
export interface MixedPenDataset {
  /** The trajectories of all sources, the user's first. */
  readonly dataset: PenDataset;
  /** Only trajectories of the first source are held out. */
  readonly split: DatasetSplit;
}

/**
 * Adds training trajectories of other sources, and oversamples those of the first to a fraction
 * of an epoch: a few hundred signatures are too few to learn handwriting from, and among thousands
 * of others they would have little weight.
 *
 * @param own The trajectories that the model is for.
 * @param ownSplit Their training and validation indices.
 * @param others Data sets of further training trajectories, with the same number of points.
 * @param ownFraction Minimum fraction of an epoch from the first source, between 0 and 1.
 * @returns All sources and their split; only own trajectories are held out.
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
 * const { split } = mixPenDatasets(make(3), ownSplit, [make(4)], 0.5);
 * assert.deepEqual(split.training, [0, 2, 0, 2, 3, 4, 5, 6]);
 * ```
 */
export function mixPenDatasets(
  own: PenDataset,
  ownSplit: DatasetSplit,
  others: readonly PenDataset[],
  ownFraction: number,
): MixedPenDataset {
  const dataset = joinDatasets([own, ...others]);
  const otherCount = dataset.names.length - own.names.length;
  const repeats = Math.ceil(
    otherCount * ownFraction / ((1 - ownFraction) * Math.max(1, ownSplit.training.length)),
  );
  const training = Array.from({ length: Math.max(1, repeats) }, () => ownSplit.training).flat();
  for (let i = 0; i < otherCount; i++) training.push(own.names.length + i);
  return { dataset, split: { ...ownSplit, training } };
}

function joinDatasets(datasets: readonly PenDataset[]): PenDataset {
  return {
    pointCount: datasets[0]!.pointCount,
    points: concatenate(datasets.map(({ points }) => points)),
    writers: datasets.flatMap(({ writers }) => writers),
    names: datasets.flatMap(({ names }) => names),
  };
}
