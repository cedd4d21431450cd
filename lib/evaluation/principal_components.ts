/**
 * The baseline that a VAE has to beat: principal components with a normal distribution.
 *
 * @module
 */
import { Matrix } from "ml-matrix";
import type { Random } from "../random.ts";
import type { FeatureVectors } from "./feature_vectors.ts";
import { momentsOfVectors } from "./moments.ts";
import { symmetricEigen } from "./symmetric_eigen.ts";

/** A normal distribution along the principal components of vectors. */
export interface PrincipalComponents {
  /** Length of a vector. */
  readonly size: number;
  /** `size` values. */
  readonly mean: Float64Array;
  /** Standard deviation along each component, in descending order. */
  readonly deviations: Float64Array;
  /** `[components, size]`: unit vectors. */
  readonly axes: Float64Array;
}

/**
 * Fits principal components.
 *
 * @param vectors At least two vectors.
 * @param components Number of components to keep, at most `size`.
 */
export function fitPrincipalComponents(
  vectors: FeatureVectors,
  components: number,
): PrincipalComponents {
  const { size, mean, covariance } = momentsOfVectors(vectors);
  const { values, vectors: eigenvectors } = symmetricEigen(
    Matrix.from1DArray(size, size, covariance),
  );
  const kept = Math.min(components, size);
  const deviations = new Float64Array(kept);
  const axes = new Float64Array(kept * size);
  for (let k = 0; k < kept; k++) {
    const column = size - 1 - k;
    deviations[k] = Math.sqrt(Math.max(0, values[column]!));
    axes.set(eigenvectors.getColumn(column), k * size);
  }
  return { size, mean, deviations, axes };
}

/**
 * Samples a vector.
 *
 * @param model The distribution.
 * @param random Source of the noise.
 * @returns `size` values.
 */
export function samplePrincipalComponents(
  { size, mean, deviations, axes }: PrincipalComponents,
  random: Random,
): Float32Array {
  const vector = Float64Array.from(mean);
  deviations.forEach((deviation, k) => {
    const amount = deviation * random.normal();
    for (let i = 0; i < size; i++) vector[i]! += amount * axes[k * size + i]!;
  });
  return Float32Array.from(vector);
}
