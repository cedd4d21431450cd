/**
 * How far a set of signatures is from a reference set.
 *
 * @module
 */
import { Random } from "../random.ts";
import {
  densityAndCoverageIn,
  type DensityCoverage,
  nearestDistances,
} from "./density_coverage.ts";
import { type FeatureVectors, selectVectors } from "./feature_vectors.ts";
import { frechetDistanceFrom } from "./frechet_distance.ts";
import {
  type Estimate,
  type GroupedVectors,
  kernelDistance,
  kernelDistanceFrom,
} from "./kernel_distance.ts";
import { momentsOfVectors, type VectorMoments } from "./moments.ts";
import { median } from "./signature_set.ts";

/** Neighbours that a neighbourhood reaches to, for density and coverage. */
export const NEIGHBOURS = 5;

/** A reference set, its halves that share no writer, and distances from them. */
export interface ReferenceSet {
  /** All of it. */
  readonly vectors: GroupedVectors;
  /** What sets are compared with where the number of samples matters. */
  readonly first: GroupedVectors;
  /** What is compared with the first half to find the floor. */
  readonly second: GroupedVectors;
  /** Kernel distance to all of it. */
  readonly kernelDistance: (set: GroupedVectors) => Estimate;
  /** Frechet distance to the first half. */
  readonly frechetDistance: (moments: VectorMoments) => number;
  /** Density and coverage in the first half. */
  readonly densityAndCoverage: (set: FeatureVectors) => DensityCoverage;
}

/** How far a set is from the reference. */
export interface Comparison {
  /** Kernel distance to all of the reference, times 1,000. */
  readonly kid: Estimate;
  /** Squared Frechet distance to half of the reference. */
  readonly frechet: number;
  /** Density in half of the reference. */
  readonly density: number;
  /** Coverage of half of the reference. */
  readonly coverage: number;
}

/**
 * Splits a reference set into two halves that share no writer.
 *
 * @param vectors The reference, of at least four writers.
 * @param seed Names the split.
 * @throws {RangeError} If there are fewer writers.
 */
export function splitReference(vectors: GroupedVectors, seed: number): ReferenceSet {
  const groups = vectors.groups ?? Array.from({ length: vectors.count }, (_, i) => String(i));
  const writers = [...new Set(groups)].sort();
  if (writers.length < 4) {
    throw new RangeError(
      `Cannot split the reference: it has ${writers.length} writers, at least 4 are wanted`,
    );
  }
  const firstWriters = new Set<string>();
  let taken = 0;
  for (const writer of new Random(seed, "halves").shuffle(writers).slice(0, -2)) {
    if (firstWriters.size > 1 && taken >= vectors.count / 2) break;
    firstWriters.add(writer);
    taken += groups.filter((group) => group === writer).length;
  }
  const part = (isFirst: boolean): GroupedVectors => {
    const indices = groups.flatMap((g, i) => firstWriters.has(g) === isFirst ? [i] : []);
    return { ...selectVectors(vectors, indices), groups: indices.map((i) => groups[i]!) };
  };
  const first = part(true);
  return {
    vectors,
    first,
    second: part(false),
    kernelDistance: kernelDistanceFrom(vectors),
    frechetDistance: frechetDistanceFrom(momentsOfVectors(first)),
    densityAndCoverage: densityAndCoverageIn(first, NEIGHBOURS),
  };
}

/**
 * Compares a set with the reference.
 *
 * The kernel distance is unbiased, so it takes all there is. Frechet distance, density and coverage
 * depend on the number of samples, so every set is compared with the first half of the reference by
 * as many samples as the second half has, and the figures of all sets and of the floor are alike.
 *
 * @param reference The reference.
 * @param set Another set.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
 * import { inkOf } from "./ink_of.ts";
 * import { measureSet } from "./signature_set.ts";
 *
 * const measure = async (seed: number) => {
 *   const dataset = await synthesizeDataset({ writers: 30, signaturesPerWriter: 1, seed, threads: 0 });
 *   return (await measureSet(dataset.names.map((_, i) => inkOf(dataset, i)))).vectors;
 * };
 * const reference = splitReference(await measure(1), 1);
 * const { kid } = compareWithReference(reference, await measure(2));
 * assert.ok(Math.abs(kid.value) < 5 * kid.standardError);
 * ```
 */
export function compareWithReference(reference: ReferenceSet, set: GroupedVectors): Comparison {
  return compare(reference, reference.kernelDistance(set), set);
}

/**
 * Compares one half of the reference with the other: what a perfect model would come to.
 *
 * @param reference The reference.
 */
export function compareHalves(reference: ReferenceSet): Comparison {
  const { first, second } = reference;
  return compare(reference, kernelDistance(first, second), second);
}

function compare(reference: ReferenceSet, kid: Estimate, set: GroupedVectors): Comparison {
  const count = Math.min(set.count, reference.second.count);
  const like = selectVectors(set, Array.from({ length: count }, (_, i) => i));
  return {
    kid: { value: 1000 * kid.value, standardError: 1000 * kid.standardError },
    frechet: reference.frechetDistance(momentsOfVectors(like)),
    ...reference.densityAndCoverage(like),
  };
}

/**
 * How much closer than unseen signatures a set comes to the training data: the median distance to
 * the nearest training signature, over the same of held-out signatures. About 1 is as it should be;
 * far below 1, training signatures are repeated.
 *
 * @param set The set.
 * @param training Signatures that a model was trained on.
 * @param heldOut Signatures of the same source that it was not trained on.
 */
export function memorisationRatio(
  set: FeatureVectors,
  training: FeatureVectors,
  heldOut: FeatureVectors,
): number {
  return median(nearestDistances(set, training)) / median(nearestDistances(heldOut, training));
}
