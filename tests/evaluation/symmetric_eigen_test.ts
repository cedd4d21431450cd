import assert from "node:assert/strict";
import { Matrix } from "ml-matrix";
import { symmetricEigen } from "../../lib/evaluation/symmetric_eigen.ts";
import { Random } from "../../lib/random.ts";

/** A symmetric matrix of values that a function gives for its lower triangle. */
function symmetric(size: number, value: (row: number, column: number) => number): Matrix {
  const matrix = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = value(i, j);
      matrix.set(i, j, entry).set(j, i, entry);
    }
  }
  return matrix;
}

function randomSymmetric(size: number, seed: number): Matrix {
  const random = new Random(seed);
  return symmetric(size, () => random.normal());
}

function checkDecomposition(matrix: Matrix): void {
  const { values, vectors } = symmetricEigen(matrix);
  const size = matrix.rows;
  for (let i = 1; i < size; i++) assert.ok(values[i]! >= values[i - 1]!);
  const identity = vectors.transpose().mmul(vectors);
  const rebuilt = vectors.mmul(Matrix.diag(Array.from(values))).mmul(vectors.transpose());
  assert.ok(identity.sub(Matrix.eye(size)).abs().max() < 1e-10);
  assert.ok(rebuilt.sub(matrix).abs().max() < 1e-9);
  for (let i = 0; i < size; i++) {
    const column = vectors.getColumn(i);
    assert.ok(Math.max(...column) >= Math.max(...column.map((value) => -value)));
  }
}

Deno.test("symmetricEigen() gives orthonormal vectors that rebuild the matrix", () => {
  for (const size of [1, 2, 3, 10, 41]) checkDecomposition(randomSymmetric(size, size));
});

Deno.test("symmetricEigen() copes with equal, zero and single eigenvalues", () => {
  const size = 12;
  checkDecomposition(Matrix.eye(size));
  checkDecomposition(Matrix.zeros(size, size));
  checkDecomposition(symmetric(size, (i, j) => Math.sin(i + 1) * Math.sin(j + 1)));
});

Deno.test("symmetricEigen() finds the known eigenvalues of the second difference", () => {
  const size = 30;
  const matrix = symmetric(size, (i, j) => i === j ? 2 : i - j === 1 ? -1 : 0);
  Array.from(symmetricEigen(matrix).values).forEach((value, k) => {
    const expected = 2 - 2 * Math.cos((k + 1) * Math.PI / (size + 1));
    assert.ok(Math.abs(value - expected) < 1e-12, `${value} instead of ${expected}`);
  });
});

Deno.test("symmetricEigen() refuses what is not finite", () => {
  assert.throws(() => symmetricEigen(new Matrix([[1, NaN], [NaN, 1]])), /not finite/);
});
