import assert from "node:assert/strict";
import { measureLatentSpace } from "../../lib/evaluation/latent_space.ts";
import { Random } from "../../lib/random.ts";

/** Posteriors whose means have a standard deviation per dimension, and whose variances are constant. */
function posteriors(count: number, deviations: readonly number[], variances: readonly number[]) {
  const random = new Random(1);
  const latentDim = deviations.length;
  return {
    count,
    latentDim,
    mean: random.normals(count * latentDim).map((value, i) => deviations[i % latentDim]! * value),
    logVar: new Float32Array(count * latentDim).map((_, i) => Math.log(variances[i % latentDim]!)),
  };
}

Deno.test("measureLatentSpace() of a matched aggregated posterior is near 0", () => {
  const count = 4000;
  const { activeUnits, aggregatedKl, latentDim } = measureLatentSpace(
    posteriors(count, [0.8, 0.6, 0.05], [0.36, 0.64, 0.9975]),
  );
  assert.equal(latentDim, 3);
  assert.equal(activeUnits, 2, "the third one's means vary by less than 0.01");
  assert.ok(aggregatedKl >= 0 && aggregatedKl < 0.005, `${aggregatedKl}`);
});

Deno.test("measureLatentSpace() is the KL divergence of normal distributions by its closed form", () => {
  // One posterior twice: q(z) is N(mean, variance).
  const [mean, variance] = [[1, -0.5, 0.25], [0.5, 2, 1]];
  const expected = mean.reduce(
    (sum, m, k) => sum + (m * m + variance[k]! - 1 - Math.log(variance[k]!)) / 2,
    0,
  );
  const found = measureLatentSpace({
    count: 2,
    latentDim: 3,
    mean: Float32Array.from([...mean, ...mean]),
    logVar: Float32Array.from([...variance, ...variance], Math.log),
  });
  assert.ok(Math.abs(found.aggregatedKl - expected) < 1e-6, `${found.aggregatedKl}`);
  assert.equal(found.activeUnits, 0);
});

Deno.test("measureLatentSpace() sees correlated dimensions", () => {
  // Means (s, s) with s = +-a and variances 1 - a^2: covariance [[1, a^2], [a^2, 1]].
  const a = Math.sqrt(0.8);
  const { aggregatedKl } = measureLatentSpace({
    count: 2,
    latentDim: 2,
    mean: Float32Array.of(a, a, -a, -a),
    logVar: new Float32Array(4).fill(Math.log(0.2)),
  });
  assert.ok(Math.abs(aggregatedKl + Math.log(1 - 0.64) / 2) < 1e-6, `${aggregatedKl}`);
});

Deno.test("measureLatentSpace() refuses a single observation", () => {
  assert.throws(
    () => measureLatentSpace(posteriors(1, [1], [1])),
    /by 1 observations, expected at least 2/,
  );
});
