/**
 * The Frechet distance between two normal distributions.
 *
 * @module
 */
import { Matrix } from "ml-matrix";
import type { VectorMoments } from "./moments.ts";
import { symmetricEigen } from "./symmetric_eigen.ts";

/**
 * The squared Frechet (2-Wasserstein) distance of two normal distributions (Dowson and Landau,
 * 1982): `|mean1 - mean2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))`.
 *
 * For moments that are estimated from samples it has a positive bias, which grows with the number
 * of dimensions and shrinks with the number of samples: compare only values of equal numbers of
 * samples.
 *
 * @param a Moments of the first.
 * @param b Moments of the second, of the same size.
 * @returns The distance, squared.
 * @throws {RangeError} If the sizes differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const a = { size: 1, mean: Float64Array.of(0), covariance: Float64Array.of(4) };
 * const b = { size: 1, mean: Float64Array.of(3), covariance: Float64Array.of(1) };
 * assert.ok(Math.abs(frechetDistance(a, b) - (9 + 1)) < 1e-9);
 * ```
 */
export function frechetDistance(a: VectorMoments, b: VectorMoments): number {
  return frechetDistanceFrom(a)(b);
}

/**
 * The Frechet distance from one normal distribution to others, as {@linkcode frechetDistance} gives
 * it; what depends on the first alone is computed once.
 *
 * @param a Moments of the first.
 * @returns Takes moments of another, of the same size, and returns the squared distance.
 */
export function frechetDistanceFrom(a: VectorMoments): (b: VectorMoments) => number {
  const { size } = a;
  const root = squareRoot(covarianceMatrix(a));
  return (b) => {
    if (size !== b.size) {
      throw new RangeError(
        `Cannot compare distributions: they have ${size} and ${b.size} values, expected the same number`,
      );
    }
    const covariance = covarianceMatrix(b);
    let distance = 0;
    for (let i = 0; i < size; i++) {
      distance += (a.mean[i]! - b.mean[i]!) ** 2;
      distance += a.covariance[i * (size + 1)]! + covariance.get(i, i);
    }
    // The trace of (A B)^(1/2): the roots of the eigenvalues of R B R, where R R = A.
    const { values } = symmetricEigen(root.mmul(covariance).mmul(root));
    let trace = 0;
    for (let i = 0; i < size; i++) trace += Math.sqrt(Math.max(0, values[i]!));
    return Math.max(0, distance - 2 * trace);
  };
}

function covarianceMatrix({ size, covariance }: VectorMoments): Matrix {
  return Matrix.from1DArray(size, size, covariance);
}

/** The symmetric root `V diag(values)^(1/2) V^T`. */
function squareRoot(matrix: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(matrix);
  const scaled = vectors.mulRowVector(
    Array.from(values, (value) => Math.max(0, value) ** 0.25),
  );
  return scaled.mmul(scaled.transpose());
}
