/**
 * Cholesky factors of covariance matrices, in float64. Matrices are `[size, size]`, row-major.
 *
 * @module
 */

/**
 * The Cholesky factor of a matrix: the lower triangular `L` with a positive diagonal for which `L L^T`
 * is the matrix.
 *
 * @param matrix A symmetric, positive definite matrix.
 * @param size Number of rows.
 * @returns `L`; zeros above the diagonal.
 * @throws {RangeError} If the matrix is not positive definite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(choleskyFactor(Float64Array.of(4, 2, 2, 10), 2), Float64Array.of(2, 0, 1, 3));
 * ```
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column]!;
      for (let i = 0; i < column; i++) {
        value -= factor[row * size + i]! * factor[column * size + i]!;
      }
      if (row > column) {
        factor[row * size + column] = value / factor[column * size + column]!;
      } else if (value > 0) {
        factor[row * size + row] = Math.sqrt(value);
      } else {
        throw new RangeError(
          `Cannot factor a matrix: pivot ${row} is ${value}, expected a positive number`,
        );
      }
    }
  }
  return factor;
}

/**
 * The inverse of a lower triangular matrix.
 *
 * @param factor A lower triangular matrix without zeros on its diagonal.
 * @param size Number of rows.
 * @returns A lower triangular matrix.
 */
export function invertLowerTriangular(factor: ArrayLike<number>, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / factor[column * size + column]!;
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let i = column; i < row; i++) {
        sum += factor[row * size + i]! * inverse[i * size + column]!;
      }
      inverse[row * size + column] = -sum / factor[row * size + row]!;
    }
  }
  return inverse;
}

/**
 * The log determinant of a triangular matrix with a positive diagonal. For a Cholesky factor it is half
 * that of the covariance.
 *
 * @param factor A lower triangular matrix with a positive diagonal.
 * @param size Number of rows.
 */
export function logDeterminant(factor: ArrayLike<number>, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(factor[i * size + i]!);
  return sum;
}

/**
 * Whether a matrix is lower triangular with a positive diagonal.
 *
 * @param matrix Any square matrix.
 * @param size Number of rows.
 */
export function isCholeskyFactor(matrix: ArrayLike<number>, size: number): boolean {
  for (let row = 0; row < size; row++) {
    if (!(matrix[row * size + row]! > 0)) return false;
    for (let column = row + 1; column < size; column++) {
      if (matrix[row * size + column] !== 0) return false;
    }
  }
  return true;
}
