import assert from "node:assert/strict";
import { Matrix } from "ml-matrix";
import { frechetDistance } from "../../lib/evaluation/frechet_distance.ts";
import { momentsOfVectors } from "../../lib/evaluation/moments.ts";
import { symmetricEigen } from "../../lib/evaluation/symmetric_eigen.ts";
import { Random } from "../../lib/random.ts";
import { gaussianVectors } from "./gaussian_vectors.ts";

const close = (value: number, expected: number, tolerance = 1e-8) =>
  assert.ok(Math.abs(value - expected) < tolerance, `${value} instead of ${expected}`);

Deno.test("frechetDistance() has its closed form when covariances commute", () => {
  // Both are diagonal in one random basis: |difference of means|^2 + sum (sqrt a - sqrt b)^2.
  const size = 9;
  const random = new Random(1);
  const seedMatrix = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = random.normal();
      seedMatrix.set(i, j, value).set(j, i, value);
    }
  }
  const { vectors } = symmetricEigen(seedMatrix);
  const make = (variances: readonly number[]) => {
    const covariance = new Float64Array(size * size);
    for (let i = 0; i < size * size; i++) {
      const [row, column] = [Math.floor(i / size), i % size];
      variances.forEach((variance, k) => {
        covariance[i]! += vectors.get(row, k) * variance * vectors.get(column, k);
      });
    }
    return { size, mean: Float64Array.from({ length: size }, () => random.normal()), covariance };
  };
  const variancesA = Array.from({ length: size }, (_, k) => k === 0 ? 0 : random.uniform(0, 3));
  const variancesB = Array.from({ length: size }, () => random.uniform(0, 3));
  const [a, b] = [make(variancesA), make(variancesB)];
  let expected = 0;
  for (let k = 0; k < size; k++) {
    expected += (a.mean[k]! - b.mean[k]!) ** 2 +
      (Math.sqrt(variancesA[k]!) - Math.sqrt(variancesB[k]!)) ** 2;
  }
  close(frechetDistance(a, b), expected, 1e-6); // the root of a zero eigenvalue is that exact
  close(frechetDistance(b, a), expected, 1e-6);
  close(frechetDistance(a, a), 0, 1e-6);
});

Deno.test("frechetDistance() has its closed form for two by two matrices that do not commute", () => {
  // trace (A B)^(1/2) = sqrt(trace AB + 2 sqrt(det A det B)).
  const mean = Float64Array.of(0, 0);
  const a = { size: 2, mean, covariance: Float64Array.of(3, 1, 1, 2) };
  const b = { size: 2, mean, covariance: Float64Array.of(1, -0.5, -0.5, 4) };
  const trace = 3 * 1 + 1 * -0.5 + 1 * -0.5 + 2 * 4;
  const root = Math.sqrt(trace + 2 * Math.sqrt((3 * 2 - 1) * (1 * 4 - 0.25)));
  close(frechetDistance(a, b), 3 + 2 + 1 + 4 - 2 * root);
});

Deno.test("frechetDistance() of samples comes to the distance of their distributions", () => {
  const random = new Random(2);
  const a = momentsOfVectors(gaussianVectors(random, 20000, 3));
  const b = momentsOfVectors(gaussianVectors(random, 20000, 3, { mean: 1, deviation: 3 }));
  close(frechetDistance(a, b), 3 * (1 + 4), 0.5);
});

Deno.test("momentsOfVectors() divides by one less than the count", () => {
  const { mean, covariance } = momentsOfVectors({
    count: 3,
    size: 2,
    values: Float32Array.of(0, 0, 2, 4, 4, 2),
  });
  assert.deepEqual([...mean], [2, 2]);
  assert.deepEqual([...covariance].map((value) => Math.round(value * 1e9) / 1e9), [4, 2, 2, 4]);
  assert.throws(
    () => momentsOfVectors({ count: 1, size: 1, values: new Float32Array(1) }),
    /at least 2/,
  );
});
