/**
 * The Frechet distance between two normal distributions.
 *
 * @module
 */
import type { VectorMoments } from "./moments.ts";
import { symmetricEigen } from "./symmetric_eigen.ts";

/**
 * The squared Frechet (2-Wasserstein) distance of two normal distributions (Dowson and Landau, 1982):
 * `|mean1 - mean2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))`.
 *
 * Of moments that are estimated from samples it is too large by an amount that grows with their size
 * and shrinks with the number of samples: compare values of as many samples only.
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
  const root = squareRoot(a.covariance, size);
  return (b) => {
    if (size !== b.size) {
      throw new RangeError(
        `Cannot compare distributions: they have ${size} and ${b.size} values, the same is wanted`,
      );
    }
    let distance = 0;
    for (let i = 0; i < size; i++) {
      const diagonal = i * (size + 1);
      distance += (a.mean[i]! - b.mean[i]!) ** 2;
      distance += a.covariance[diagonal]! + b.covariance[diagonal]!;
    }
    // The trace of (A B)^(1/2): the roots of the eigenvalues of R B R, where R R = A.
    const inner = multiply(multiply(root, b.covariance, size), root, size);
    const trace = symmetricEigen(inner, size).values
      .reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
    return Math.max(0, distance - 2 * trace);
  };
}

function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const scaled = Float64Array.from(
    vectors,
    (value, i) => value * Math.max(0, values[Math.floor(i / size)]!) ** 0.25,
  );
  return multiply(transpose(scaled, size), scaled, size);
}

function transpose(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, i) => matrix[(i % size) * size + Math.floor(i / size)]!);
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const value = a[i * size + k]!;
      if (value === 0) continue;
      for (let j = 0; j < size; j++) product[i * size + j]! += value * b[k * size + j]!;
    }
  }
  return product;
}
