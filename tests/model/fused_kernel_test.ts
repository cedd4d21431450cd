import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { hasKernel, withFusedKernel, withGradient } from "../../lib/model/fused_kernel.ts";

tf.env().set("PROD", true); // before the first op, or tfjs advertises another package
await tf.setBackend("cpu");

type Call = { inputs: Record<string, tf.Tensor>; attrs: Record<string, number> };

/** Registers a kernel of the cpu backend while `run` runs. */
async function withKernels(
  kernels: Readonly<Record<string, (call: Call) => tf.Tensor | tf.Tensor[]>>,
  run: () => Promise<void>,
): Promise<void> {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const kernelFunc = (call: unknown) => kernel(call as Call);
    tf.registerKernel({ kernelName, backendName: "cpu", kernelFunc });
  }
  try {
    await run();
  } finally {
    for (const kernelName of Object.keys(kernels)) tf.unregisterKernel(kernelName, "cpu");
  }
}

/** `factor a b + b`, by a kernel named `ScaledProduct` where there is one. */
function scaledProduct(a: tf.Tensor, b: tf.Tensor, factor: number): tf.Tensor {
  return withFusedKernel({
    kernel: "ScaledProduct",
    inputs: { a, b },
    attributes: { factor },
    results: ["y", "product"],
    saved: ["b", "a"],
    compose: () => a.mul(b).mul(factor).add(b),
  });
}

const [A, B, DY] = [[1, 2, 3], [4, 5, 6], [1, -1, 2]] as const;

async function assertScaledProduct(): Promise<void> {
  const [a, b, dy] = [A, B, DY].map((values) => tf.tensor1d([...values]));
  const before = tf.memory().numTensors;
  const f = (a: tf.Tensor, b: tf.Tensor) => scaledProduct(a, b, 3);
  const results = [f(a!, b!), ...tf.grads(f)([a!, b!], dy)];
  assert.deepEqual([...await results[0]!.data()], [16, 35, 60]);
  assert.deepEqual([...await results[1]!.data()], [12, -15, 36]);
  assert.deepEqual([...await results[2]!.data()], [4, -7, 20]);
  tf.dispose(results);
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([a!, b!, dy!]);
}

Deno.test("withFusedKernel() runs the composition where the backend has no kernel", async () => {
  assert.equal(hasKernel("ScaledProduct"), false);
  await assertScaledProduct();
});

Deno.test("withFusedKernel() runs the kernel and its gradient's where the backend has them", async () => {
  let calls = 0;
  await withKernels({
    ScaledProduct: ({ inputs: { a, b }, attrs: { factor } }) => {
      calls++;
      const product = a!.mul(b!);
      return [product.mul(factor!).add(b!), product];
    },
    ScaledProductGrad: ({ inputs: { dy, a, b }, attrs: { factor } }) => {
      calls++;
      return [dy!.mul(b!).mul(factor!), dy!.mul(a!.mul(factor!).add(1))];
    },
  }, async () => {
    assert.ok(hasKernel("ScaledProduct"));
    await assertScaledProduct();
  });
  assert.equal(calls, 3);
});

Deno.test("withGradient() uses the given gradient, with the saved tensors", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numTensors;
  const square = (x: tf.Tensor) =>
    withGradient({
      inputs: [x],
      forward: () => {
        const value = x.square();
        return { value, saved: { x, value } };
      },
      gradient: (dy, { x, value }) => dy.mul(x.mul(2).add(value)), // not the true one
    });
  const results = [square(x), tf.grad(square)(x)];
  assert.deepEqual([...await results[0]!.data()], [1, 4, 9]);
  assert.deepEqual([...await results[1]!.data()], [3, 8, 15]);
  tf.dispose(results);
  assert.equal(tf.memory().numTensors, before);
  x.dispose();
});
