import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { causalConv1d } from "../../../lib/model/pen/causal_block.ts";
import { Random } from "../../../lib/random.ts";
import { assertWithin } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";

const [ROWS, FEATURES, OUTPUTS, TAPS] = [11, 3, 5, 3];

function sample(name: string, length: number): Float32Array {
  return new Random("causal", name).normals(length);
}

/** The formula in float64. */
function expected(x: Float32Array, weights: Float32Array[], bias: Float32Array, step: number) {
  return Array.from({ length: ROWS * OUTPUTS }, (_, i) => {
    const [row, output] = [Math.floor(i / OUTPUTS), i % OUTPUTS];
    let sum = bias[output]!;
    weights.forEach((weight, k) => {
      for (let feature = 0; row >= k * step && feature < FEATURES; feature++) {
        sum += x[(row - k * step) * FEATURES + feature]! * weight[feature * OUTPUTS + output]!;
      }
    });
    return sum;
  });
}

testOnEachBackend("causalConv1d() has the values of its formula", async () => {
  for (const step of [1, 4, 20]) {
    const x = sample("x", ROWS * FEATURES);
    const bias = sample("bias", OUTPUTS);
    const weights = Array.from({ length: TAPS }, (_, k) => sample(`${k}`, FEATURES * OUTPUTS));
    const before = tf.memory().numTensors;
    const y = tf.tidy(() =>
      causalConv1d(
        tf.tensor2d(x, [ROWS, FEATURES]),
        weights.map((weight) => tf.tensor2d(weight, [FEATURES, OUTPUTS])),
        tf.tensor1d(bias),
        step,
      )
    );
    assert.deepEqual(y.shape, [ROWS, OUTPUTS]);
    assertWithin(await y.data(), expected(x, weights, bias, step), 1e-5, `step ${step}`);
    y.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});

testOnEachBackend("causalConv1d() gives weights that see no row a gradient of zero", async () => {
  const weights = Array.from(
    { length: 2 },
    (_, k) => tf.tensor2d(sample(`${k}`, FEATURES * OUTPUTS), [FEATURES, OUTPUTS]),
  );
  const x = tf.tensor2d(sample("x", ROWS * FEATURES), [ROWS, FEATURES]);
  const sum = (...weights: tf.Tensor[]) =>
    causalConv1d(x, weights as tf.Tensor2D[], tf.zeros([OUTPUTS]), ROWS).sum();
  const [, unseen] = tf.grads(sum)(weights);
  assert.deepEqual([...await unseen!.data()], new Array(FEATURES * OUTPUTS).fill(0));
});
