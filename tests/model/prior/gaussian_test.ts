import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  momentsOf,
  samplePosteriors,
  selectExamples,
} from "../../../lib/training/prior/aggregated_posterior.ts";
import {
  choleskyFactor,
  invertLowerTriangular,
  isCholeskyFactor,
  logDeterminant,
} from "../../../lib/model/prior/cholesky.ts";
import { createGaussianPrior } from "../../../lib/model/prior/gaussian.ts";
import { fitGaussian } from "../../../lib/training/prior/fit_gaussian.ts";
import { createNormalPrior } from "../../../lib/model/prior/normal.ts";
import { Random } from "../../../lib/random.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { assertClose, curvedCloud, sampleMoments } from "./clouds.ts";

/** `A A^T + I / 10`, well conditioned. */
function randomCovariance(size: number): Float64Array {
  const a = new Random(size, "covariance").normals(size * size);
  return Float64Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    let sum = row === column ? 0.1 : 0;
    for (let k = 0; k < size; k++) sum += a[row * size + k]! * a[column * size + k]!;
    return sum;
  });
}

function multiply(a: Float64Array, b: Float64Array, size: number, transposeB: boolean) {
  return Float64Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    let sum = 0;
    for (let k = 0; k < size; k++) {
      sum += a[row * size + k]! * b[transposeB ? column * size + k : k * size + column]!;
    }
    return sum;
  });
}

Deno.test("choleskyFactor() and invertLowerTriangular() give factors whose products are known", () => {
  for (const size of [1, 2, 7, 30]) {
    const matrix = randomCovariance(size);
    const factor = choleskyFactor(matrix, size);
    assert.ok(isCholeskyFactor(factor, size));
    assertClose(multiply(factor, factor, size, true), matrix, 1e-10);
    const identity = multiply(factor, invertLowerTriangular(factor, size), size, false);
    assertClose(identity, identity.map((_, i) => i % (size + 1) === 0 ? 1 : 0), 1e-10);
  }
  assert.ok(Math.abs(logDeterminant([2, 0, 9, 3], 2) - Math.log(6)) < 1e-12);
});

Deno.test("choleskyFactor() refuses a matrix that is not positive definite", () => {
  assert.throws(() => choleskyFactor(Float64Array.of(1, 2, 2, 1), 2), /^RangeError: Cannot factor/);
  assert.throws(() => choleskyFactor(Float64Array.of(NaN), 1), /^RangeError: Cannot factor/);
});

Deno.test("isCholeskyFactor() sees values above the diagonal and signs on it", () => {
  assert.ok(isCholeskyFactor([1, 0, -5, 2], 2));
  assert.ok(!isCholeskyFactor([1, 0.1, -5, 2], 2));
  assert.ok(!isCholeskyFactor([1, 0, -5, 0], 2));
  assert.ok(!isCholeskyFactor([-1, 0, -5, 2], 2));
});

Deno.test("momentsOf() are the moments of many samples", () => {
  const posterior = curvedCloud(50, 3, 1);
  posterior.logVar.forEach((_, i) => posterior.logVar[i] = i % 5 - 3);
  const members = Array.from({ length: 40_000 }, (_, i) => i % 50);
  const sampled = sampleMoments(samplePosteriors(posterior, members, new Random(2)), 3);
  const { mean, covariance } = momentsOf(posterior);
  assertClose(mean, sampled.mean, 0.05);
  assertClose(covariance, sampled.covariance, 0.15);
});

Deno.test("momentsOf() of some members equals those of the selection, and weights repeat members", () => {
  const posterior = curvedCloud(9, 4, 3);
  assert.deepEqual(
    momentsOf(posterior, [2, 7, 5]),
    momentsOf(selectExamples(posterior, [2, 7, 5])),
  );
  const weighted = momentsOf(posterior, [0, 1], [2, 1]);
  const repeated = momentsOf(selectExamples(posterior, [0, 0, 1]));
  assertClose(weighted.mean, repeated.mean, 1e-12);
  assertClose(weighted.covariance, repeated.covariance, 1e-12);
});

Deno.test("createGaussianPrior() samples with the moments it was fitted to", async () => {
  const posterior = curvedCloud(2000, 3, 4);
  const prior = createGaussianPrior(fitGaussian(posterior));
  const epsilon = tf.tensor2d(new Random(5).normals(60_000), [20_000, 3]);
  const z = prior.transform(epsilon);
  const sampled = sampleMoments(await z.data<"float32">(), 3);
  const { mean, covariance } = momentsOf(posterior);
  assertClose(sampled.mean, mean, 0.06);
  assertClose(sampled.covariance, covariance, 0.12);
  tf.dispose([epsilon, z]);
  prior.dispose();
});

testOnEachBackend("createGaussianPrior() gives the density of the closed form", async () => {
  const prior = createGaussianPrior({
    mean: Float32Array.of(1, -2),
    factor: Float32Array.of(2, 0, 1, 0.5),
  });
  const z = tf.tensor2d([[1, -2], [3, 0]]);
  const nll = prior.negativeLogLikelihood(z);
  // By hand: whitened (0, 0) and (1, 2), determinant of the factor 1.
  assertClose(await nll.data(), [Math.log(2 * Math.PI), Math.log(2 * Math.PI) + 2.5], 1e-5);
  tf.dispose([z, nll]);
  prior.dispose();
});

Deno.test("fitGaussian() is positive definite when examples are fewer than dimensions or all alike", () => {
  for (const count of [1, 2, 5]) {
    const posterior = curvedCloud(count, 12, 6);
    posterior.logVar.fill(-200);
    const { factor } = fitGaussian(posterior);
    assert.ok(isCholeskyFactor(factor, 12), `${count} examples`);
    posterior.mean.fill(0);
    assert.ok(isCholeskyFactor(fitGaussian(posterior).factor, 12), `${count} equal examples`);
  }
});

Deno.test("createNormalPrior() is the identity and has the density of N(0, I)", async () => {
  const before = tf.memory().numTensors;
  const prior = createNormalPrior(2);
  const epsilon = tf.tensor2d([[3, 4]]);
  const z = prior.transform(epsilon);
  assert.deepEqual([...await z.data()], [3, 4]);
  const nll = prior.negativeLogLikelihood(z);
  assertClose(await nll.data(), [12.5 + Math.log(2 * Math.PI)], 1e-5);
  assert.equal((await prior.tensors()).size, 0);
  assert.equal(tf.memory().numTensors - before, 3);
  tf.dispose([epsilon, z, nll]);
});
