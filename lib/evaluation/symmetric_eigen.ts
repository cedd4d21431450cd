/**
 * Eigenvalues and eigenvectors of symmetric matrices, in float64.
 *
 * @module
 */
import { EigenvalueDecomposition, type Matrix } from "ml-matrix";

/** What {@linkcode symmetricEigen} finds. */
export interface SymmetricEigen {
  /** The eigenvalues, ascending. */
  readonly values: ArrayLike<number>;
  /** Column `i` is the unit eigenvector of eigenvalue `i`; its largest entry is positive. */
  readonly vectors: Matrix;
}

/**
 * Decomposes a symmetric matrix: `matrix = V diag(values) V^T`.
 *
 * An eigenvector is defined up to its sign. The convention here makes samples along eigenvectors
 * independent of the solver.
 *
 * @param matrix Square; taken to be symmetric.
 * @throws {RangeError} If a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Matrix } from "ml-matrix";
 * const { values } = symmetricEigen(new Matrix([[2, 1], [1, 2]]));
 * assert.ok(Math.abs(values[0]! - 1) < 1e-12 && Math.abs(values[1]! - 3) < 1e-12);
 * ```
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  if (!matrix.to1DArray().every(Number.isFinite)) {
    throw new RangeError("Cannot decompose a matrix: a value is not finite");
  }
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    matrix,
    { assumeSymmetric: true },
  );
  return { values, vectors: vectors.mulRowVector(signs(vectors)) };
}

/** The sign of the entry of largest magnitude in each column. */
function signs(vectors: Matrix): number[] {
  return Array.from({ length: vectors.columns }, (_, column) => {
    let largest = 0;
    for (let row = 0; row < vectors.rows; row++) {
      const value = vectors.get(row, column);
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    return largest < 0 ? -1 : 1;
  });
}
