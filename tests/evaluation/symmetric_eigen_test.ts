import assert from "node:assert/strict";
import { symmetricEigen } from "../../lib/evaluation/symmetric_eigen.ts";
import { Random } from "../../lib/random.ts";

function randomSymmetric(size: number, seed: number): Float64Array {
  const random = new Random(seed);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random.normal();
  }
  return matrix;
}

function checkDecomposition(matrix: Float64Array, size: number): void {
  const { values, vectors } = symmetricEigen(matrix, size);
  for (let i = 0; i < size; i++) {
    if (i > 0) assert.ok(values[i]! >= values[i - 1]!);
    for (let j = 0; j < size; j++) {
      let [product, rebuilt] = [0, 0];
      for (let k = 0; k < size; k++) {
        product += vectors[i * size + k]! * vectors[j * size + k]!;
        rebuilt += vectors[k * size + i]! * values[k]! * vectors[k * size + j]!;
      }
      assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-10, `row ${i} . row ${j} = ${product}`);
      assert.ok(Math.abs(rebuilt - matrix[i * size + j]!) < 1e-9, `${i}, ${j}: ${rebuilt}`);
    }
  }
}

Deno.test("symmetricEigen() gives orthonormal vectors that rebuild the matrix", () => {
  for (const size of [1, 2, 3, 10, 41]) checkDecomposition(randomSymmetric(size, size), size);
});

Deno.test("symmetricEigen() copes with equal, zero and single eigenvalues", () => {
  const size = 12;
  const identity = Float64Array.from(
    { length: size * size },
    (_, i) => i % (size + 1) === 0 ? 1 : 0,
  );
  checkDecomposition(identity, size);
  checkDecomposition(new Float64Array(size * size), size);
  const rankOne = Float64Array.from(
    { length: size * size },
    (_, i) => Math.sin(i % size + 1) * Math.sin(Math.floor(i / size) + 1),
  );
  checkDecomposition(rankOne, size);
});

Deno.test("symmetricEigen() finds the known eigenvalues of the second difference", () => {
  const size = 30;
  const matrix = Float64Array.from({ length: size * size }, (_, i) => {
    const distance = Math.abs(Math.floor(i / size) - i % size);
    return distance === 0 ? 2 : distance === 1 ? -1 : 0;
  });
  symmetricEigen(matrix, size).values.forEach((value, k) => {
    const expected = 2 - 2 * Math.cos((k + 1) * Math.PI / (size + 1));
    assert.ok(Math.abs(value - expected) < 1e-12, `${value} instead of ${expected}`);
  });
});

Deno.test("symmetricEigen() refuses what is no matrix of numbers", () => {
  assert.throws(() => symmetricEigen(new Float64Array(5), 2), /it has 5 values, 2 x 2 are wanted/);
  assert.throws(() => symmetricEigen(Float64Array.of(1, NaN, NaN, 1), 2), /not finite/);
});
