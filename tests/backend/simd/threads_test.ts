import * as tf from "@tensorflow/tfjs";
import type { BackendOptions } from "../../../lib/backend/backend_options.ts";
import assert from "node:assert/strict";
import { disposeSimdBackend, registerSimdBackend } from "../../../lib/backend/simd/mod.ts";
import { residualBlock } from "../../../lib/model/layers.ts";
import { globalNorm } from "../../../lib/training/adam.ts";
import { causalGradients } from "./causal_gradients.ts";
import { normal } from "./normal.ts";
import { withThreads } from "./with_threads.ts";

/** The loss of a small network of all hot kernels. */
function loss(image: tf.Tensor4D, weights: tf.Tensor[]): tf.Scalar {
  const [first, second, dense, back, bias] = weights as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor2D,
    tf.Tensor4D,
    tf.Tensor1D,
  ];
  const hidden = tf.relu(tf.conv2d(image, first, 2, "same"));
  const deep = tf.elu(tf.add(tf.conv2d(hidden, second, 2, "same"), bias));
  const code = tf.matMul(deep.reshape([6, -1]), dense);
  const wide = tf.matMul(code, dense, false, true).reshape(deep.shape) as tf.Tensor4D;
  const output = tf.conv2dTranspose(wide, back, [6, 16, 32, 32], 2, "same");
  const penalty = tf.softplus(output).mean().add(tf.square(code).sum().mul(1e-3));
  return penalty.add(output.transpose([0, 3, 1, 2]).max([1, 2]).sum().mul(1e-3)) as tf.Scalar;
}

/** The network's loss and gradients. */
function gradients(): Float32Array[] {
  return tf.tidy(() => {
    const image = normal([6, 32, 64, 1], "image") as tf.Tensor4D;
    const weights = [
      normal([4, 4, 1, 32], "first").mul(0.25),
      normal([4, 4, 32, 48], "second").mul(0.05),
      normal([8 * 16 * 48, 20], "dense").mul(0.01),
      normal([4, 4, 32, 48], "back").mul(0.05),
      normal([48], "bias"),
    ];
    const { value, grads } = tf.valueAndGrads((...args) => loss(image, args))(weights);
    return [value, ...grads].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

/** A dense layer of many columns and its gradients. */
function denseGradients(): Float32Array[] {
  return tf.tidy(() => {
    const [x, w] = [normal([64, 300], "x"), normal([300, 200], "w")] as [tf.Tensor2D, tf.Tensor2D];
    const gradients = tf.grads((a, b) => tf.matMul(a, b))([x, w], normal([64, 200], "dy"));
    return [tf.matMul(x, w), ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

/** A residual block and its gradients, of enough values for several chunks. */
function blockGradients(): Float32Array[] {
  return tf.tidy(() => {
    const x = normal([300, 130], "x");
    const parameters = [normal([130, 130], "weight"), normal([130], "bias")];
    const block = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
      residualBlock(x as tf.Tensor2D, weight as tf.Tensor2D, bias as tf.Tensor1D);
    const gradients = tf.grads(block)([x, ...parameters], normal([300, 130], "dy"));
    return [globalNorm(gradients), ...gradients]
      .map((tensor) => tensor.dataSync() as Float32Array);
  });
}

function gradientsOn(options: number | BackendOptions): Promise<Float32Array[]> {
  return withThreads(options, () => {
    // Workers join while the first rounds run.
    for (let i = 0; i < 2; i++) gradients();
    const causal = tf.tidy(() =>
      causalGradients([700, 64, 72, 10]).map((tensor) => tensor.dataSync() as Float32Array)
    );
    return [...gradients(), ...denseGradients(), ...blockGradients(), ...causal];
  });
}

Deno.test("results are the same to the last bit for 1, 2, 3 and 5 threads", async () => {
  const one = await gradientsOn(1);
  assert.ok(one.every((values) => values.every(Number.isFinite)));
  for (const threads of [2, 3, 5]) assert.deepEqual(await gradientsOn(threads), one);
});

Deno.test("results without relaxed SIMD are nearly those with it", async () => {
  const relaxed = await gradientsOn(2);
  const plain = await gradientsOn({ threads: 2, relaxedSimd: false });
  plain.forEach((values, i) => {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    values.forEach((value, j) => assert.ok(Math.abs(value - relaxed[i]![j]!) < 1e-5 * scale));
  });
});

Deno.test("memory is reused from step to step", () =>
  withThreads(2, (heap) => {
    for (let i = 0; i < 3; i++) gradients();
    const before = [tf.memory().numTensors, heap.bytesInUse, heap.bytesReserved];
    for (let i = 0; i < 8; i++) gradients();
    assert.deepEqual([tf.memory().numTensors, heap.bytesInUse, heap.bytesReserved], before);
  }));

Deno.test("registerSimdBackend() describes the existing backend when called twice", async () => {
  const first = await registerSimdBackend({ threads: 2 });
  assert.deepEqual(await registerSimdBackend({ threads: 7 }), first);
  assert.equal(first.threads, 2);
  await disposeSimdBackend();
});

Deno.test("registerSimdBackend() throws when threads is not a positive integer", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assert.rejects(registerSimdBackend({ threads }), RangeError);
  }
});

Deno.test("values that were read stay when their tensor is disposed", () =>
  withThreads(1, async () => {
    const tensor = tf.tensor1d([1, 2, 3]);
    const values = await tensor.data();
    tensor.dispose();
    const other = tf.tensor1d([7, 8, 9]);
    assert.deepEqual([...values], [1, 2, 3]);
    other.dispose();
  }));
