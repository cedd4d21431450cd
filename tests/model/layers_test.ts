import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type Features, layerNorm, silu } from "../../lib/model/layers.ts";
import { Random } from "../../lib/random.ts";
import { assertWithin } from "./agreement.ts";
import { testOnEachBackend } from "./each_backend.ts";

const [BATCH, FEATURES] = [4, 7];

function randomFeatures(seed: number): Float32Array {
  return new Random(seed, "features").normals(BATCH * FEATURES).map((value) => 3 * value);
}

/** In float64. */
function siluOf(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => x / (1 + Math.exp(-x)));
}

/** In float64. */
function layerNormOf(values: ArrayLike<number>): number[] {
  const result: number[] = [];
  for (let row = 0; row < BATCH; row++) {
    const features = Array.from({ length: FEATURES }, (_, i) => values[row * FEATURES + i]!);
    const mean = features.reduce((sum, x) => sum + x, 0) / FEATURES;
    const variance = features.reduce((sum, x) => sum + (x - mean) ** 2, 0) / FEATURES;
    result.push(...features.map((x) => (x - mean) / Math.sqrt(variance + 1e-5)));
  }
  return result;
}

/** The gradient of `sum(weights * layer(x))` by central differences in float64. */
function slopes(layer: (x: number[]) => number[], x: Float32Array, weights: Float32Array) {
  const loss = (values: number[]) =>
    layer(values).reduce((sum, value, i) => sum + weights[i]! * value, 0);
  return Array.from(x, (_, i) => {
    const moved = (by: number) => Array.from(x, (value, k) => k === i ? value + by : value);
    return (loss(moved(1e-5)) - loss(moved(-1e-5))) / 2e-5;
  });
}

for (
  const [name, layer, expected] of [
    ["silu", silu, siluOf],
    ["layerNorm", layerNorm, layerNormOf],
  ] as const
) {
  testOnEachBackend(`${name}() has the values and slopes of its formula`, async () => {
    const values = randomFeatures(1);
    const weights = randomFeatures(2);
    const x = tf.tensor2d(values, [BATCH, FEATURES]);
    assertWithin(await layer(x).data(), expected(values), 1e-5, name);
    const weighted = (x: tf.Tensor) => layer(x as Features).mul(weights2d(weights)).sum();
    const gradient = await tf.grad(weighted)(x).data();
    assertWithin(gradient, slopes(expected, values, weights), 1e-4, `gradient of ${name}`);
  });

  Deno.test(`${name}() leaves no tensors but its result`, () => {
    const x = tf.tensor2d(randomFeatures(3), [BATCH, FEATURES]);
    const before = tf.memory().numTensors;
    tf.tidy(() => layer(x)).dispose();
    assert.equal(tf.memory().numTensors, before);
    tf.grad((x) => layer(x as Features).sum())(x).dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

function weights2d(values: Float32Array): Features {
  return tf.tensor2d(values, [BATCH, FEATURES]);
}

Deno.test("silu() stays finite for values of any size", async () => {
  const x = tf.tensor2d([-1e4, -100, 100, 1e4], [1, 4]);
  assertWithin(await silu(x).data(), [0, 0, 100, 1e4], 1e-30, "silu");
  const gradient = tf.grad((x) => silu(x as Features))(x);
  assertWithin(await gradient.data(), [0, 0, 1, 1], 1e-30, "gradient");
});
