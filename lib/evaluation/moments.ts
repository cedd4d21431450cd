/**
 * Mean and covariance of vectors.
 *
 * @module
 */
import type { FeatureVectors } from "./feature_vectors.ts";

/** Mean and covariance, in float64. */
export interface VectorMoments {
  /** Length of a vector. */
  readonly size: number;
  /** `size` values. */
  readonly mean: Float64Array;
  /** `size * size` values, symmetric. */
  readonly covariance: Float64Array;
}

/**
 * Mean and covariance of vectors, with `count - 1` in the denominator.
 *
 * @param vectors At least two vectors.
 * @throws {RangeError} If there are fewer.
 */
export function momentsOfVectors({ count, size, values }: FeatureVectors): VectorMoments {
  if (count < 2) {
    throw new RangeError(`Cannot measure a covariance of ${count} vectors, expected at least 2`);
  }
  const mean = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < size; k++) mean[k]! += values[i * size + k]! / count;
  }
  const covariance = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < size; k++) centred[k] = values[i * size + k]! - mean[k]!;
    for (let row = 0; row < size; row++) {
      const value = centred[row]! / (count - 1);
      if (value === 0) continue;
      for (let column = 0; column <= row; column++) {
        covariance[row * size + column]! += value * centred[column]!;
      }
    }
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      covariance[column * size + row] = covariance[row * size + column]!;
    }
  }
  return { size, mean, covariance };
}
