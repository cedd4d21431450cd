import assert from "node:assert/strict";
import { betaAt, learningRateAt } from "../../lib/training/schedule.ts";

const OPTIONS = { learningRate: 2, warmupSteps: 10, finalLearningRateFraction: 0.1 };

Deno.test("learningRateAt() warms up linearly, peaks, and ends at the final fraction", () => {
  assert.ok(Math.abs(learningRateAt(0, 100, OPTIONS) - 2 / 11) < 1e-12);
  assert.ok(Math.abs(learningRateAt(9, 100, OPTIONS) - 20 / 11) < 1e-12);
  assert.equal(learningRateAt(10, 100, OPTIONS), 2);
  assert.ok(Math.abs(learningRateAt(55, 100, OPTIONS) - 1.1) < 1e-12); // half-way down the cosine
  assert.ok(Math.abs(learningRateAt(100, 100, OPTIONS) - 0.2) < 1e-12);
});

Deno.test("learningRateAt() stays positive and finite when the run is shorter than the warm-up", () => {
  for (let step = 0; step < 4; step++) {
    const rate = learningRateAt(step, 4, OPTIONS);
    assert.ok(rate > 0 && rate <= 2, `step ${step}: ${rate}`);
  }
});

Deno.test("betaAt() grows to beta over the warm-up epochs and stays", () => {
  const options = { beta: 4, betaWarmupEpochs: 2 };
  const values = Array.from({ length: 30 }, (_, step) => betaAt(step, 10, options));
  for (let i = 1; i < 20; i++) assert.ok(values[i]! > values[i - 1]!);
  assert.ok(values[0]! > 0 && values[19]! < 4);
  assert.deepEqual(values.slice(20), Array(10).fill(4));
  assert.equal(betaAt(0, 10, { beta: 4, betaWarmupEpochs: 0 }), 4);
});
