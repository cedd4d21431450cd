import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { samplePosteriors } from "../../../lib/training/prior/aggregated_posterior.ts";
import { isCholeskyFactor } from "../../../lib/model/prior/cholesky.ts";
import { fitMixture } from "../../../lib/training/prior/fit_mixture.ts";
import { createGaussianPrior } from "../../../lib/model/prior/gaussian.ts";
import { fitGaussian } from "../../../lib/training/prior/fit_gaussian.ts";
import { createMixturePrior, type Mixture } from "../../../lib/model/prior/mixture.ts";
import type { Prior } from "../../../lib/model/prior/prior.ts";
import { Random } from "../../../lib/random.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { assertClose, curvedCloud, sampleMoments, slicedWasserstein } from "./clouds.ts";

/** Three components in two dimensions, far from each other. */
const THREE: Mixture = {
  weights: Float32Array.of(0.5, 0.3, 0.2),
  means: Float32Array.of(0, 0, 100, 0, 0, 100),
  factors: Float32Array.of(1, 0, 0, 1, 2, 0, 1, 1, 0.5, 0, -1, 3),
};

async function sample(prior: Prior, count: number, temperature = 1): Promise<Float32Array> {
  const noise = new Random(7, "noise").normals(count * prior.latentDim);
  const epsilon = tf.tensor2d(noise.map((value) => value * temperature), [count, prior.latentDim]);
  const z = prior.transform(epsilon);
  const values = await z.data<"float32">();
  tf.dispose([epsilon, z]);
  return values.slice();
}

/** Points by the component of `THREE` that they lie at. */
function groupThree(points: Float32Array): Float32Array[] {
  const groups: number[][] = [[], [], []];
  for (let i = 0; i < points.length; i += 2) {
    const group = points[i]! > 50 ? 1 : points[i + 1]! > 50 ? 2 : 0;
    groups[group]!.push(points[i]!, points[i + 1]!);
  }
  return groups.map((group) => Float32Array.from(group));
}

Deno.test("createMixturePrior() samples exactly the mixture at any temperature", async () => {
  const prior = createMixturePrior(THREE);
  const count = 20_000;
  for (const temperature of [1, 0.5]) {
    const groups = groupThree(await sample(prior, count, temperature));
    groups.forEach((group, k) => {
      const weight = THREE.weights[k]!;
      const deviation = Math.sqrt(weight * (1 - weight) / count);
      assert.ok(Math.abs(group.length / 2 / count - weight) < 4 * deviation, `weight of ${k}`);
      const { mean, covariance } = sampleMoments(group, 2);
      const [a, , b, c] = THREE.factors.subarray(4 * k, 4 * k + 4) as unknown as number[];
      const expected = [a! * a!, a! * b!, a! * b!, b! * b! + c! * c!];
      assertClose(mean, THREE.means.subarray(2 * k, 2 * k + 2), 0.2 * temperature);
      assertClose(covariance, expected.map((value) => value * temperature ** 2), 0.6);
    });
  }
  prior.dispose();
});

Deno.test("createMixturePrior() chooses a component independently of its noise", async () => {
  // All components are N(0, I): what comes out must be N(0, I) too, in every quarter of the plane.
  const identity = [1, 0, 0, 1];
  const prior = createMixturePrior({
    weights: Float32Array.of(0.1, 0.6, 0.3),
    means: new Float32Array(6),
    factors: Float32Array.from([...identity, ...identity, ...identity]),
  });
  const points = await sample(prior, 20_000);
  const quarters = [0, 0, 0, 0];
  let square = 0;
  for (let i = 0; i < points.length; i += 2) {
    quarters[(points[i]! > 0 ? 1 : 0) + (points[i + 1]! > 0 ? 2 : 0)]!++;
    square += points[i]! ** 2 + points[i + 1]! ** 2;
  }
  for (const quarter of quarters) {
    assert.ok(Math.abs(quarter / 20_000 - 0.25) < 0.0125, `${quarters}`);
  }
  assert.ok(Math.abs(square / 20_000 - 2) < 0.06, `mean square ${square / 20_000}`);
  prior.dispose();
});

Deno.test("createMixturePrior() gives a component's mean at temperature 0", async () => {
  const prior = createMixturePrior(THREE);
  const z = prior.transform(tf.zeros([1, 2]));
  const [x, y] = await z.data();
  const isMean = [0, 1, 2].some((k) => x === THREE.means[2 * k] && y === THREE.means[2 * k + 1]);
  assert.ok(isMean, `${x}, ${y}`);
  z.dispose();
  prior.dispose();
});

testOnEachBackend("createMixturePrior() turns angles into components and angles", async () => {
  const prior = createMixturePrior(THREE);
  // Turns from -x on: component 0 owns 0 to .5, component 1 to .8, component 2 to 1.
  const turns = [0.25, 0.125, 0.65, 0.5 + 0.3 / 4, 0.85];
  const radius = 2;
  const noise = turns.flatMap((turn) => {
    const angle = (turn - 0.5) * 2 * Math.PI;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  const epsilon = tf.tensor2d(noise, [turns.length, 2]);
  const z = prior.transform(epsilon);
  // Places within the arcs, by hand: 1/2, 1/4, 1/2, 1/4, 1/4 of the circle.
  const expected = [-2, 0, 0, 2, 100 - 4, -2, 100, 2, 0, 100 + 6];
  assertClose(await z.data(), expected, 2e-3);
  tf.dispose([epsilon, z]);
  prior.dispose();
});

testOnEachBackend("createMixturePrior() gives the density of the closed form", async () => {
  const prior = createMixturePrior(THREE);
  const z = tf.tensor2d([[1, 2], [102, 1], [0.5, 98]]);
  const nll = prior.negativeLogLikelihood(z);
  const constant = Math.log(2 * Math.PI);
  // By hand, the other components being too far to count: whitened (1, 2), (1, 0) and (1, -1/3).
  const expected = [
    constant + 2.5 - Math.log(0.5),
    constant + 0.5 + Math.log(2) - Math.log(0.3),
    constant + (1 + 1 / 9) / 2 + Math.log(1.5) - Math.log(0.2),
  ];
  assertClose(await nll.data(), expected, 2e-3);
  tf.dispose([z, nll]);
  prior.dispose();
});

Deno.test("fitMixture() finds well separated components", () => {
  const count = 600;
  const mean = new Float32Array(count * 2);
  const random = new Random(3);
  for (let i = 0; i < count; i++) {
    const k = i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2;
    mean[2 * i] = THREE.means[2 * k]! + random.normal();
    mean[2 * i + 1] = THREE.means[2 * k + 1]! + random.normal();
  }
  const posterior = { mean, logVar: new Float32Array(count * 2).fill(-2), count, latentDim: 2 };
  const { weights, means, factors } = fitMixture(posterior, { components: 3 });
  const order = [0, 1, 2].sort((a, b) => weights[b]! - weights[a]!);
  assertClose(order.map((k) => weights[k]!), [1 / 2, 1 / 3, 1 / 6], 1e-6);
  assertClose(order.flatMap((k) => [...means.subarray(2 * k, 2 * k + 2)]), THREE.means, 0.4);
  for (const k of order) {
    const [a, , b, c] = factors.subarray(4 * k, 4 * k + 4) as unknown as number[];
    const variance = 1 + Math.exp(-2);
    assertClose([a! ** 2, a! * b!, b! ** 2 + c! ** 2], [variance, 0, variance], 0.35);
  }
});

Deno.test("fitMixture() describes a curved cloud better than one normal distribution", async () => {
  const [training, heldOut] = [curvedCloud(1500, 4, 1), curvedCloud(1000, 4, 2)];
  const all = Array.from({ length: 1000 }, (_, i) => i);
  const truth = samplePosteriors(heldOut, all, new Random(9));
  const z = tf.tensor2d(truth.slice(), [1000, 4]);
  const gaussian = createGaussianPrior(fitGaussian(training));
  const mixture = createMixturePrior(fitMixture(training));
  const figures = async (prior: Prior) => {
    const nll = tf.tidy(() => prior.negativeLogLikelihood(z).mean());
    const value = (await nll.data())[0]!;
    nll.dispose();
    return { nll: value, distance: slicedWasserstein(await sample(prior, 1000), truth, 4) };
  };
  const [plain, better] = [await figures(gaussian), await figures(mixture)];
  assert.ok(better.nll < plain.nll - 0.6, `${better.nll} nats, ${plain.nll}`);
  assert.ok(better.distance < 0.7 * plain.distance, `${better.distance}, ${plain.distance}`);
  z.dispose();
  gaussian.dispose();
  mixture.dispose();
});

Deno.test("fitMixture() is the same for the same seed and has a component for few examples", () => {
  const posterior = curvedCloud(200, 3, 5);
  assert.deepEqual(fitMixture(posterior, { seed: 4 }), fitMixture(posterior, { seed: 4 }));
  assert.notDeepEqual(fitMixture(posterior, { seed: 4 }), fitMixture(posterior, { seed: 5 }));
  for (const count of [1, 2, 7]) {
    const { weights, factors } = fitMixture(curvedCloud(count, 3, 6));
    assert.deepEqual([...weights], [1]);
    assert.ok(isCholeskyFactor(factors, 3));
  }
});

Deno.test("createMixturePrior() refuses vectors of one value and leaves no tensors", async () => {
  const one = Float32Array.of(1);
  assert.throws(
    () => createMixturePrior({ weights: one, means: one, factors: one }),
    /^RangeError: Cannot make a mixture: latentDim is 1/,
  );
  const before = tf.memory().numTensors;
  const prior = createMixturePrior(THREE);
  await sample(prior, 5);
  prior.dispose();
  assert.equal(tf.memory().numTensors, before);
});
