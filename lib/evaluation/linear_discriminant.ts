/**
 * A linear classifier of vectors, fitted in closed form.
 *
 * @module
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { FeatureVectors } from "./feature_vectors.ts";

/** Weighted sums over vectors of one class. Sums of disjoint sets of vectors add. */
export interface ClassSums {
  /** Sum of the weights. */
  readonly weight: number;
  /** `size` values: weighted sum of the vectors. */
  readonly sum: Float64Array;
  /** `size * size` values, the lower triangle: weighted sum of the outer products. */
  readonly products: Float64Array;
}

/** Standard deviations below this belong to features that do not vary. */
const MIN_DEVIATION = 1e-6;

/**
 * Sums over some vectors.
 *
 * @param vectors All vectors.
 * @param indices The vectors to sum.
 * @param weights The weight of each vector of the set.
 */
export function sumClass(
  { size, values }: FeatureVectors,
  indices: readonly number[],
  weights: ArrayLike<number>,
): ClassSums {
  const sum = new Float64Array(size);
  const products = new Float64Array(size * size);
  let weight = 0;
  for (const index of indices) {
    const own = weights[index]!;
    weight += own;
    const vector = values.subarray(index * size, (index + 1) * size);
    for (let row = 0; row < size; row++) {
      const value = own * vector[row]!;
      sum[row]! += value;
      if (value === 0) continue;
      const start = row * size;
      for (let column = 0; column <= row; column++) {
        products[start + column]! += value * vector[column]!;
      }
    }
  }
  return { weight, sum, products };
}

/**
 * Adds sums of disjoint sets of vectors.
 *
 * @param parts At least one.
 */
export function addClassSums(parts: readonly ClassSums[]): ClassSums {
  const size = parts[0]!.sum.length;
  const sum = new Float64Array(size);
  const products = new Float64Array(size * size);
  let weight = 0;
  for (const part of parts) {
    weight += part.weight;
    for (let i = 0; i < size; i++) sum[i]! += part.sum[i]!;
    for (let i = 0; i < products.length; i++) products[i]! += part.products[i]!;
  }
  return { weight, sum, products };
}

/**
 * Fisher's linear discriminant of one class against one or more others, with a regularized covariance
 * (Friedman, "Regularized discriminant analysis", 1989): the direction `C^-1 (mean - m)`, where m is the
 * mean of the means of the others, C is the covariance within classes, in which the first class weighs
 * as much as all others, and the correlations of C are shrunk towards 0.
 *
 * @param first Sums over the class.
 * @param others Sums over the other classes; at least one.
 * @param shrinkage Above 0, to 1: the factor on the correlations is one minus this.
 * @returns `size` weights; the product with a vector is larger for the first class.
 */
export function linearDiscriminant(
  first: ClassSums,
  others: readonly ClassSums[],
  shrinkage: number,
): Float64Array {
  const size = first.sum.length;
  const difference = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  const sums = { difference, covariance };
  addClass(sums, first, { mean: 1, covariance: 1 / 2 });
  for (const other of others) {
    addClass(sums, other, { mean: -1 / others.length, covariance: 1 / (2 * others.length) });
  }
  const deviations = difference.map((_, i) =>
    Math.sqrt(Math.max(covariance[i * (size + 1)]!, MIN_DEVIATION ** 2))
  );
  const correlations = Matrix.eye(size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      const value = (1 - shrinkage) * covariance[row * size + column]! /
        (deviations[row]! * deviations[column]!);
      correlations.set(row, column, value);
      correlations.set(column, row, value);
    }
  }
  const standardized = Array.from(difference, (value, i) => value / deviations[i]!);
  const solution = new CholeskyDecomposition(correlations)
    .solve(Matrix.columnVector(standardized));
  return deviations.map((deviation, i) => solution.get(i, 0) / deviation);
}

/** Adds the mean of a class, times a factor, to the difference of means; and its covariance likewise. */
function addClass(
  { difference, covariance }: { difference: Float64Array; covariance: Float64Array },
  { weight, sum, products }: ClassSums,
  factors: { readonly mean: number; readonly covariance: number },
): void {
  const size = sum.length;
  const mean = sum.map((value) => value / weight);
  for (let row = 0; row < size; row++) {
    difference[row]! += factors.mean * mean[row]!;
    for (let column = 0; column <= row; column++) {
      const at = row * size + column;
      covariance[at]! += factors.covariance * (products[at]! / weight - mean[row]! * mean[column]!);
    }
  }
}
