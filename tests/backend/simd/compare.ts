/**
 * Comparing kernels with those of the cpu backend.
 *
 * @module
 */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { registerSimdBackend } from "../../../lib/backend/simd/mod.ts";

export { normal } from "./normal.ts";

tf.env().set("PROD", true);
await registerSimdBackend({ threads: 2, blas: "none" });

/** Values of a tensor, or of several behind each other. */
export type Compute = () => tf.Tensor | tf.Tensor[];

/** Runs `compute` on a backend and returns its shapes and values. */
export async function on(
  backend: "simd" | "cpu",
  compute: Compute,
): Promise<{ shapes: number[][]; values: Float32Array[]; dtypes: string[] }> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const tensors = [compute()].flat();
    return {
      shapes: tensors.map((tensor) => tensor.shape),
      values: tensors.map((tensor) => Float32Array.from(tensor.dataSync())),
      dtypes: tensors.map((tensor) => tensor.dtype),
    };
  });
  assert.equal(tf.memory().numTensors, before, "tensors leak");
  return result;
}

/**
 * Asserts that both backends give the same, up to `tolerance` times the largest finite value (at
 * least 1) of each tensor. What is not finite must be the same exactly.
 */
export async function assertLikeCpu(
  compute: Compute,
  what: string,
  tolerance = 2e-6,
): Promise<void> {
  const expected = await on("cpu", compute);
  const actual = await on("simd", compute);
  assert.deepEqual(actual.shapes, expected.shapes, `${what}: shapes`);
  assert.deepEqual(actual.dtypes, expected.dtypes, `${what}: dtypes`);
  expected.values.forEach((values, t) => {
    const scale = values.reduce((m, v) => Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m, 1);
    values.forEach((value, i) => {
      const got = actual.values[t]![i]!;
      const close = Number.isFinite(value)
        ? Math.abs(got - value) <= tolerance * scale
        : Object.is(got, value);
      assert.ok(close, `${what}: tensor ${t}, value ${i} is ${got}, not ${value}`);
    });
  });
}
