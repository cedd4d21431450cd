import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { normal } from "./compare.ts";

const SETTINGS = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

function adamStep(
  parameter: tf.Variable,
  gradient: tf.Tensor,
  moments: [tf.Variable, tf.Variable],
  gradientScale: tf.Tensor,
  step: number,
): void {
  tf.engine().runKernel("AdamStep", {
    parameter,
    gradient,
    firstMoment: moments[0],
    secondMoment: moments[1],
    gradientScale,
  }, { ...SETTINGS, step });
}

Deno.test("AdamStep follows the algorithm of the paper", async () => {
  await tf.setBackend("simd");
  const before = tf.memory().numTensors;
  for (const length of [1, 3, 4, 33, 70001]) {
    const start = normal([length], "start");
    const parameter = tf.variable(start);
    const moments = [0, 1].map(() => tf.tidy(() => tf.variable(tf.zeros([length]), false))) as [
      tf.Variable,
      tf.Variable,
    ];
    const scale = tf.scalar(0.5);
    const p = Float64Array.from(await start.data());
    const [m, v] = [new Float64Array(length), new Float64Array(length)];
    const { learningRate, beta1, beta2, epsilon } = SETTINGS;
    for (let step = 1; step <= 5; step++) {
      const gradient = normal([length], "gradient", step);
      (await gradient.data()).forEach((value, i) => {
        const g = value * 0.5;
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        const denominator = Math.sqrt(v[i]! / (1 - beta2 ** step)) + epsilon;
        p[i]! -= learningRate * m[i]! / (1 - beta1 ** step) / denominator;
      });
      adamStep(parameter, gradient, moments, scale, step);
      gradient.dispose();
    }
    const got = await parameter.data();
    got.forEach((value, i) => assert.ok(Math.abs(value - p[i]!) < 2e-6, `value ${i} of ${length}`));
    // The tensor that the variable was made from keeps its values.
    const again = normal([length], "start");
    assert.deepEqual(await start.data(), await again.data());
    tf.dispose([start, again, parameter, ...moments, scale]);
  }
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("AdamStep rejects a gradient of another size", async () => {
  await tf.setBackend("simd");
  const variables = [0, 1, 2].map(() => tf.tidy(() => tf.variable(tf.zeros([3]))));
  const [parameter, first, second] = variables as [tf.Variable, tf.Variable, tf.Variable];
  const [gradient, scale] = [tf.zeros([4]), tf.scalar(1)];
  assert.throws(() => adamStep(parameter, gradient, [first, second], scale, 1), TypeError);
  tf.dispose([...variables, gradient, scale]);
});
