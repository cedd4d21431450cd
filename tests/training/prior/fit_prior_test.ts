import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { samplePosteriors } from "../../../lib/training/prior/aggregated_posterior.ts";
import { createGaussianPrior } from "../../../lib/model/prior/gaussian.ts";
import { fitGaussian } from "../../../lib/training/prior/fit_gaussian.ts";
import { type Prior, PRIOR_KINDS } from "../../../lib/model/prior/prior.ts";
import { Random } from "../../../lib/random.ts";
import { type FlowFitMetrics, meanNll } from "../../../lib/training/prior/fit_flow.ts";
import { fitPrior } from "../../../lib/training/prior/fit_prior.ts";
import { testOnEachBackend } from "../../model/each_backend.ts";
import { assertClose, curvedCloud, slicedWasserstein } from "../../model/prior/clouds.ts";

const SMALL = { blocks: 2, hidden: 16, batchSize: 64, validationSteps: 20 };

async function sample(prior: Prior, count: number): Promise<Float32Array> {
  const noise = new Random(7, "noise").normals(count * prior.latentDim);
  const epsilon = tf.tensor2d(noise, [count, prior.latentDim]);
  const z = prior.transform(epsilon);
  const values = (await z.data<"float32">()).slice();
  tf.dispose([epsilon, z]);
  return values;
}

Deno.test(
  "fitPrior() fits a flow that describes a curved cloud better than one normal distribution",
  async () => {
    const before = tf.memory().numTensors;
    const [training, validation, test] = [1, 2, 3].map((seed) => curvedCloud(1000, 2, seed));
    const steps: FlowFitMetrics[] = [];
    const flow = await fitPrior("flow", training!, {
      seed: 1,
      validation,
      flow: { ...SMALL, steps: 150, learningRate: 1e-2 },
      onStep: (metrics) => steps.push(metrics),
    });
    const gaussian = createGaussianPrior(fitGaussian(training!));
    const all = Array.from({ length: 1000 }, (_, i) => i);
    const truth = samplePosteriors(test!, all, new Random(9));
    const z = tf.tensor2d(truth.slice(), [1000, 2]);
    const [flowNll, gaussianNll] = [await meanNll(flow, z), await meanNll(gaussian, z)];
    assert.ok(flowNll < gaussianNll - 0.3, `${flowNll} nats, ${gaussianNll}`);
    const [flowDistance, gaussianDistance] = await Promise.all(
      [flow, gaussian].map(async (prior) => slicedWasserstein(await sample(prior, 1000), truth, 2)),
    );
    assert.ok(flowDistance! < 0.7 * gaussianDistance!, `${flowDistance}, ${gaussianDistance}`);
    assert.ok(Math.abs(steps[0]!.validationNll - gaussianNll) < 0.3, "starts at the gaussian");
    assert.equal(steps.at(-1)!.step, 150);
    assert.equal(steps.at(-1)!.bestNll, Math.min(...steps.map((metrics) => metrics.validationNll)));
    z.dispose();
    flow.dispose();
    gaussian.dispose();
    assert.equal(tf.memory().numTensors, before);
  },
);

testOnEachBackend("fitPrior() takes the same steps on every backend", async () => {
  const fit = async () => {
    const steps: FlowFitMetrics[] = [];
    const prior = await fitPrior("flow", curvedCloud(60, 4, 1), {
      seed: 1,
      flow: { ...SMALL, steps: 4, validationSteps: 1 },
      onStep: (metrics) => steps.push(metrics),
    });
    prior.dispose();
    return steps.map(({ validationNll }) => validationNll);
  };
  const backend = tf.getBackend();
  const actual = await fit();
  await tf.setBackend("cpu");
  const expected = await fit();
  await tf.setBackend(backend);
  assert.equal(actual.length, 5);
  assertClose(actual, expected, 2e-3);
  assert.ok(actual[4]! < actual[0]!, `${actual}`);
});

Deno.test("fitPrior() stops a flow early when it overfits and keeps the best weights", async () => {
  const [training, validation] = [curvedCloud(12, 4, 1), curvedCloud(300, 4, 2)];
  training.logVar.fill(-9);
  const steps: FlowFitMetrics[] = [];
  const prior = await fitPrior("flow", training, {
    seed: 1,
    validation,
    flow: { ...SMALL, steps: 2000, learningRate: 1e-2, validationSteps: 5, patience: 3 },
    onStep: (metrics) => steps.push(metrics),
  });
  const last = steps.at(-1)!;
  assert.ok(last.step < 2000, "it never stopped");
  assert.ok(last.validationNll > last.bestNll, "it did not overfit");
  const best = steps.findIndex((metrics) => metrics.validationNll === last.bestNll);
  assert.equal(best, steps.length - 1 - 3);
  // As sampled by the fit: one vector from each held-out posterior.
  const z = tf.tensor2d(
    samplePosteriors(validation, Array.from({ length: 300 }, (_, i) => i), new Random(3)),
    [300, 4],
  );
  const nll = await meanNll(prior, z);
  assert.ok(Math.abs(nll - last.bestNll) < Math.abs(nll - last.validationNll), `${nll}`);
  z.dispose();
  prior.dispose();
});

for (const kind of PRIOR_KINDS) {
  Deno.test(`fitPrior() fits the same ${kind} prior for the same seed and leaves no tensors`, async () => {
    const before = tf.memory().numTensors;
    const fit = async (seed: number) => {
      const prior = await fitPrior(kind, curvedCloud(120, 3, 4), {
        seed,
        flow: { ...SMALL, steps: 6, validationSteps: 3 },
      });
      assert.equal(prior.kind, kind);
      const tensors = await prior.tensors();
      const values = [...await sample(prior, 4)];
      prior.dispose();
      return { tensors, values };
    };
    const first = await fit(1);
    assert.deepEqual(await fit(1), first);
    const dependsOnSeed = kind === "mixture" || kind === "flow";
    if (dependsOnSeed) assert.notDeepEqual(await fit(2), first);
    assert.equal(tf.memory().numTensors, before);
  });

  Deno.test(`fitPrior() fits a ${kind} prior to 1, 2 and 3 examples and to vectors of one value`, async () => {
    for (const [count, latentDim] of [[1, 3], [2, 3], [3, 3], [30, 1]] as const) {
      const prior = await fitPrior(kind, curvedCloud(count, latentDim, 5), {
        seed: 1,
        flow: { ...SMALL, steps: 4, validationSteps: 2 },
      });
      assert.equal(prior.latentDim, latentDim);
      assert.ok((await sample(prior, 5)).every(Number.isFinite));
      prior.dispose();
    }
  });
}

Deno.test("fitPrior() returns the best flow so far when it is aborted", async () => {
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const steps: number[] = [];
  const prior = await fitPrior("flow", curvedCloud(100, 3, 6), {
    seed: 1,
    flow: { ...SMALL, steps: 1000, validationSteps: 2 },
    signal: controller.signal,
    onStep: ({ step }) => {
      steps.push(step);
      if (step === 4) controller.abort();
    },
  });
  assert.deepEqual(steps, [0, 2, 4]);
  assert.equal(prior.kind, "flow");
  prior.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("fitPrior() refuses invalid posteriors", async () => {
  const good = curvedCloud(4, 2, 1);
  const options = { seed: 1 };
  await assert.rejects(fitPrior("flow", { ...good, count: 0 }, options), /^RangeError: Cannot fit/);
  await assert.rejects(
    fitPrior("flow", { ...good, mean: good.mean.slice(1) }, options),
    /^RangeError: Cannot fit a prior: mean has 7 values, expected 8/,
  );
  await assert.rejects(
    fitPrior("flow", { ...good, logVar: good.logVar.map(() => NaN) }, options),
    /^RangeError: Cannot fit a prior: logVar has values that are not finite/,
  );
  await assert.rejects(
    fitPrior("flow", good, { seed: 1, validation: curvedCloud(4, 3, 1) }),
    /^RangeError: Cannot fit a prior: held-out latent vectors have 3 values, expected 2/,
  );
});
