/**
 * Fidelity and diversity of generated vectors, as two numbers.
 *
 * @module
 */
import { type FeatureVectors, squaredDistances } from "./feature_vectors.ts";
import type { GroupedVectors } from "./grouped_vectors.ts";

/** What {@linkcode densityAndCoverage} finds. */
export interface DensityCoverage {
  /** Mean number of reference neighbourhoods that hold a generated vector, over `k`; 1 is ideal. */
  readonly density: number;
  /** Fraction of the reference neighbourhoods that hold a generated vector. */
  readonly coverage: number;
}

/**
 * Density and coverage (Naeem et al., "Reliable fidelity and diversity metrics for generative
 * models", 2020). The neighbourhood of a reference vector reaches to its k-th nearest neighbour of
 * another group: signatures of one writer are so alike that it would hold that writer alone.
 *
 * @param reference `[n, size]`.
 * @param generated `[m, size]`.
 * @param k Neighbours that a neighbourhood reaches to.
 * @throws {RangeError} If a reference vector has fewer than `k` others of other groups.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const reference = { count: 3, size: 1, values: Float32Array.of(0, 1, 10) };
 * const generated = { count: 1, size: 1, values: Float32Array.of(0.5) };
 * assert.deepEqual(densityAndCoverage(reference, generated, 1), { density: 2, coverage: 2 / 3 });
 * ```
 */
export function densityAndCoverage(
  reference: GroupedVectors,
  generated: FeatureVectors,
  k: number,
): DensityCoverage {
  return densityAndCoverageIn(reference, k)(generated);
}

/**
 * Density and coverage of several sets in one reference, as {@linkcode densityAndCoverage} gives
 * them; the neighbourhoods are computed once.
 *
 * @param reference `[n, size]`.
 * @param k Neighbours that a neighbourhood reaches to.
 * @returns A function of the generated vectors.
 * @throws {RangeError} If a reference vector has fewer than `k` others of other groups.
 */
export function densityAndCoverageIn(
  reference: GroupedVectors,
  k: number,
): (generated: FeatureVectors) => DensityCoverage {
  const radii = neighbourRadii(reference, k);
  return (generated) => {
    const distances = squaredDistances(reference, generated);
    const m = generated.count;
    let inside = 0;
    let covered = 0;
    for (let i = 0; i < reference.count; i++) {
      const before = inside;
      for (let j = 0; j < m; j++) if (distances[i * m + j]! <= radii[i]!) inside++;
      if (inside > before) covered++;
    }
    return { density: inside / (k * m), coverage: covered / reference.count };
  };
}

/** Squared distance of each vector to its k-th nearest of another group. */
function neighbourRadii(vectors: GroupedVectors, k: number): Float64Array {
  const { count: n, groups } = vectors;
  const distances = squaredDistances(vectors, vectors);
  return Float64Array.from({ length: n }, (_, i) => {
    const others = distances.subarray(i * n, (i + 1) * n)
      .filter((_, j) => groups === undefined ? j !== i : groups[j] !== groups[i]);
    if (others.length < k) {
      throw new RangeError(
        `Cannot measure density: a reference vector has ${others.length} neighbours of other ` +
          `groups, expected at least ${k}`,
      );
    }
    return others.sort()[k - 1]!;
  });
}

/**
 * The distance of each vector to the nearest of others.
 *
 * @param vectors `[n, size]`.
 * @param others `[m, size]`, at least one.
 * @returns `n` Euclidean distances.
 */
export function nearestDistances(vectors: FeatureVectors, others: FeatureVectors): Float64Array {
  const distances = squaredDistances(vectors, others);
  const m = others.count;
  return Float64Array.from(
    { length: vectors.count },
    (_, i) => Math.sqrt(distances.subarray(i * m, (i + 1) * m).reduce((a, b) => Math.min(a, b))),
  );
}
