import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  freeBitsKl,
  klDivergence,
  klPerDimension,
  type Posterior,
  reparameterize,
  splitMoments,
} from "../../lib/model/posterior.ts";
import { Random } from "../../lib/random.ts";
import type { Latents } from "../../lib/types.ts";
import { assertAgree, assertWithin } from "./agreement.ts";
import { testOnEachBackend } from "./each_backend.ts";

const BATCH = 6;
const LATENT_DIM = 4;

function latents(values: Iterable<number>, latentDim = LATENT_DIM): Latents {
  return tf.tensor([...values], undefined, "float32").reshape([-1, latentDim]) as Latents;
}

/** Means and log-variances of a usual size, as tensors and as plain numbers. */
function randomPosterior(seed: number) {
  const random = new Random(seed, "posterior");
  const mean = random.normals(BATCH * LATENT_DIM);
  const logVar = random.normals(BATCH * LATENT_DIM);
  return { mean, logVar, posterior: { mean: latents(mean), logVar: latents(logVar) } };
}

/** KL(N(m, s^2) || N(0, 1)) by the general formula for two normals, log(s2/s1) + ... */
function klOfNormals(mean: number, logVar: number): number {
  const std = Math.exp(logVar / 2);
  return -Math.log(std) + (std ** 2 + mean ** 2) / 2 - 0.5;
}

testOnEachBackend("klPerDimension() and klDivergence() equal the closed form", async () => {
  const { mean, logVar, posterior } = randomPosterior(1);
  const expected = Array.from(mean, (m, i) => klOfNormals(m, logVar[i]!));
  assertAgree(await klPerDimension(posterior).data(), expected, 1e-5, "KL per dimension");
  const sums = Array.from(
    { length: BATCH },
    (_, b) => expected.slice(b * LATENT_DIM, (b + 1) * LATENT_DIM).reduce((x, y) => x + y),
  );
  const perExample = klDivergence(posterior);
  assert.deepEqual(perExample.shape, [BATCH]);
  assertAgree(await perExample.data(), sums, 1e-5, "KL");
});

Deno.test("klDivergence() equals the mean of log q(z) - log p(z) over samples from q", async () => {
  const draws = 40_000;
  for (const [mean, logVar] of [[0, 0], [1.5, 0], [0, -3], [-0.7, 1.2]] as const) {
    const random = new Random(2, "monte-carlo", mean, logVar);
    const posterior = {
      mean: latents(Array(draws).fill(mean), 1),
      logVar: latents(Array(draws).fill(logVar), 1),
    };
    const epsilon = random.normals(draws);
    const z = await reparameterize(posterior, latents(epsilon, 1)).data();
    // The normalizing constants of q and p differ by the log of the standard deviation alone.
    const ratios = Array.from(z, (value, i) => (value ** 2 - epsilon[i]! ** 2 - logVar) / 2);
    const average = ratios.reduce((sum, r) => sum + r, 0) / draws;
    const variance = ratios.reduce((sum, r) => sum + (r - average) ** 2, 0) / draws;
    const [kl] = await klDivergence(posterior).slice(0, 1).data();
    const allowed = 4 * Math.sqrt(variance / draws) + 1e-6;
    assert.ok(Math.abs(kl! - average) <= allowed, `${kl} and ${average} +- ${allowed}`);
  }
});

testOnEachBackend("klDivergence() is exactly 0 at the prior", async () => {
  const zeros = latents(new Float32Array(LATENT_DIM));
  assert.deepEqual([...await klDivergence({ mean: zeros, logVar: zeros }).data()], [0]);
});

Deno.test("klPerDimension() is never negative, however near the prior", async () => {
  const random = new Random(3, "near the prior");
  const logVar = Float32Array.from({ length: 4000 }, () => {
    const magnitude = 10 ** random.uniform(-9, 1);
    return random.bernoulli(0.5) ? magnitude : -magnitude;
  });
  const kl = await klPerDimension({
    mean: latents(new Float32Array(4000)),
    logVar: latents(logVar),
  }).data();
  assert.ok(kl.every((value) => value >= 0), `the least is ${Math.min(...kl)}`);
});

testOnEachBackend("reparameterize() is mean + exp(logVar / 2) epsilon", async () => {
  const { mean, logVar, posterior } = randomPosterior(4);
  const epsilon = new Random(5, "epsilon").normals(mean.length);
  const expected = Array.from(mean, (m, i) => m + Math.exp(logVar[i]! / 2) * epsilon[i]!);
  const z = reparameterize(posterior, latents(epsilon));
  assert.deepEqual(z.shape, [BATCH, LATENT_DIM]);
  assertAgree(await z.data(), expected, 1e-5, "z");
});

Deno.test("reparameterize() samples with the posterior's mean and variance", async () => {
  const draws = 40_000;
  const posterior = {
    mean: latents(Array(draws).fill(-1.25), 1),
    logVar: latents(Array(draws).fill(Math.log(0.36)), 1),
  };
  const epsilon = latents(new Random(6).normals(draws), 1);
  const z = await reparameterize(posterior, epsilon).data<"float32">();
  const mean = z.reduce((sum, value) => sum + value, 0) / draws;
  const variance = z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
  assertWithin([mean], [-1.25], 4 * 0.6 / Math.sqrt(draws), "mean");
  assertWithin([variance], [0.36], 4 * 0.36 * Math.sqrt(2 / draws), "variance"); // of a normal
});

testOnEachBackend("splitMoments() gives means first, then clamped log-variances", async () => {
  const moments = latents([1, 2, 1e6, -1e6, -30, 40, 0.5, -0.5], 4);
  const { mean, logVar } = splitMoments(moments);
  assert.deepEqual([...await mean.data()], [1, 2, -30, 40]);
  assert.deepEqual([...await logVar.data()], [10, -10, 0.5, -0.5]);
});

testOnEachBackend("splitMoments() passes gradients except where it clamps", async () => {
  const moments = latents([1, 2, 1e6, -1e6, -30, 40, 0.5, -0.5], 4);
  const gradient = tf.grad((x) => {
    const { mean, logVar } = splitMoments(x as Latents);
    return mean.sum().add(logVar.mul(3).sum());
  })(moments);
  assert.deepEqual([...await gradient.data()], [1, 1, 0, 0, 1, 1, 3, 3]);
});

/** Two dimensions whose KL averages 0.125 (one example has 0.25) and 1.125 nats. */
const floorExample: () => Posterior = () => ({
  mean: latents([Math.sqrt(0.5), 1.5, 0, 1.5], 2),
  logVar: latents([0, 0, 0, 0], 2),
});

testOnEachBackend("freeBitsKl() is at least the free bits in each dimension", async () => {
  for (const [freeBits, expected] of [[0, 1.25], [0.1, 1.25], [0.2, 1.325], [2, 4]] as const) {
    const [kl] = await freeBitsKl(floorExample(), freeBits).data();
    assertWithin([kl!], [expected], 1e-5, `KL with free bits of ${freeBits}`);
  }
});

testOnEachBackend("freeBitsKl() has no gradient in dimensions below the free bits", async () => {
  const { mean, logVar } = floorExample();
  const gradient = (freeBits: number) =>
    tf.grad((m) => freeBitsKl({ mean: m as Latents, logVar }, freeBits))(mean).data();
  // Averaged over two examples, the KL's gradient is half the mean.
  assertWithin(await gradient(0.2), [0, 0.75, 0, 0.75], 1e-6, "gradient above 0.2 nats");
  assertWithin(await gradient(0), [Math.SQRT1_2 / 2, 0.75, 0, 0.75], 1e-6, "gradient");
});

const LEAK_TESTED: Readonly<Record<string, [number, (posterior: Posterior) => unknown]>> = {
  splitMoments: [2, ({ mean }) => splitMoments(mean)],
  reparameterize: [1, (posterior) => reparameterize(posterior, posterior.mean)],
  klPerDimension: [1, klPerDimension],
  klDivergence: [1, klDivergence],
  freeBitsKl: [1, (posterior) => freeBitsKl(posterior, 0.1)],
};
for (const [name, [results, call]] of Object.entries(LEAK_TESTED)) {
  Deno.test(`${name}() leaves no tensors but its results`, () => {
    const { posterior } = randomPosterior(7);
    const before = tf.memory().numTensors;
    call(posterior);
    assert.equal(tf.memory().numTensors - before, results);
  });
}
