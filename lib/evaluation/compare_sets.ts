/**
 * Distances between a set of signatures and a reference set.
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
import type { GroupedVectors } from "./grouped_vectors.ts";
import { type Estimate, kernelDistance, kernelDistanceFrom } from "./kernel_distance.ts";
import { momentsOfVectors, type VectorMoments } from "./moments.ts";
import { median } from "./signature_set.ts";

/** `k` of density and coverage: a neighbourhood reaches to the k-th nearest neighbour. */
export const NEIGHBOURS = 5;

/** A reference set, its two halves by writer, and the distances from them. */
export interface ReferenceSet {
  /** The whole set. */
  readonly vectors: GroupedVectors;
  /** The half that sets are compared with when the number of samples matters. */
  readonly first: GroupedVectors;
  /** The half whose comparison with the first gives the reference floor. */
  readonly second: GroupedVectors;
  /** Kernel distance to the whole set. */
  readonly kernelDistance: (set: GroupedVectors) => Estimate;
  /** Frechet distance to the first half. */
  readonly frechetDistance: (moments: VectorMoments) => number;
  /** Density and coverage in the first half. */
  readonly densityAndCoverage: (set: FeatureVectors) => DensityCoverage;
}

/** Distances of a set from the reference; density and coverage are in half of it. */
export interface Comparison extends DensityCoverage {
  /** Kernel distance to the whole reference, times 1,000. */
  readonly kid: Estimate;
  /** Squared Frechet distance to half of the reference. */
  readonly frechet: number;
}

/**
 * Splits a reference set into two halves that share no writer.
 *
 * @param vectors The reference, of at least four writers.
 * @param seed Seed of the split.
 * @throws {RangeError} If there are fewer writers.
 */
export function splitReference(vectors: GroupedVectors, seed: number): ReferenceSet {
  const groups = vectors.groups ?? Array.from({ length: vectors.count }, (_, i) => String(i));
  const writers = [...new Set(groups)].sort();
  if (writers.length < 4) {
    throw new RangeError(
      `Cannot split the reference: it has ${writers.length} ` +
        `${
          writers.length === 1 ? "writer" : "writers"
        }, expected at least 4, each in a folder or ` +
        "named in the file names",
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
 * The kernel distance is unbiased, so it uses all samples. Frechet distance, density and coverage
 * depend on the number of samples: every set is compared with the first half of the reference, with
 * the number of samples that the second half has, so that all sets and the floor are comparable.
 *
 * @param reference The reference.
 * @param set Another set.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { synthesizeDataset } from "../dataset/synthesize_dataset.ts";
 * import { toInkImage } from "./to_ink_image.ts";
 * import { measureSet } from "./signature_set.ts";
 *
 * const measure = async (seed: number) => {
 *   const dataset = await synthesizeDataset({ writers: 30, signaturesPerWriter: 1, seed, threads: 0 });
 *   return (await measureSet(dataset.names.map((_, i) => toInkImage(dataset, i)))).vectors;
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
 * Compares one half of the reference with the other: the score of a perfect model.
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
 * The median distance of a set to the nearest training signature, over that of held-out signatures.
 * About 1 is ideal; far below 1, training signatures are copied.
 *
 * @param set The set.
 * @param training Signatures that the model was trained on.
 * @param heldOut Signatures from the same source that it was not trained on.
 * @returns The ratio, at least 0.
 * @throws {RangeError} If the lengths of the vectors differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const vectors = (...values: number[]) => ({ count: 2, size: 1, values: Float32Array.from(values) });
 * const [training, heldOut] = [vectors(0, 10), vectors(2, 12)];
 * assert.equal(memorizationRatio(vectors(1, 11), training, heldOut), 0.5);
 * assert.equal(memorizationRatio(training, training, heldOut), 0);
 * ```
 */
export function memorizationRatio(
  set: FeatureVectors,
  training: FeatureVectors,
  heldOut: FeatureVectors,
): number {
  return median(nearestDistances(set, training)) / median(nearestDistances(heldOut, training));
}
