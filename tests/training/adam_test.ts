import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../lib/random.ts";
import { Adam, globalNorm } from "../../lib/training/adam.ts";

tf.env().set("PROD", true);
await tf.setBackend("cpu");

/** Adam in float64, straight from algorithm 1 of Kingma & Ba 2015. */
function adamReference(
  start: number[],
  gradients: number[][],
  rate: number,
  clip: number,
): number[] {
  const [value, m, v] = [[...start], start.map(() => 0), start.map(() => 0)];
  gradients.forEach((gradient, i) => {
    const norm = Math.hypot(...gradient);
    const scale = clip > 0 && norm > clip ? clip / norm : 1;
    gradient.forEach((raw, j) => {
      const g = raw * scale;
      m[j] = 0.9 * m[j]! + 0.1 * g;
      v[j] = 0.999 * v[j]! + 0.001 * g * g;
      const mHat = m[j]! / (1 - 0.9 ** (i + 1));
      const vHat = v[j]! / (1 - 0.999 ** (i + 1));
      value[j]! -= rate * mHat / (Math.sqrt(vHat) + 1e-8);
    });
  });
  return value;
}

Deno.test("Adam follows the paper's algorithm when gradients are clipped or not", async () => {
  const random = new Random(3);
  for (const clip of [0, 1.5]) {
    const start = Array.from({ length: 5 }, () => random.normal());
    const gradients = Array.from({ length: 12 }, () => start.map(() => random.normal()));
    const parameters = new Map([
      ["a", tf.variable(tf.tensor(start.slice(0, 2)))],
      ["b", tf.variable(tf.tensor(start.slice(2), [3, 1]))],
    ]);
    const adam = new Adam(parameters);
    for (const gradient of gradients) {
      const tensors = new Map<string, tf.Tensor>([
        ["a", tf.tensor(gradient.slice(0, 2))],
        ["b", tf.tensor(gradient.slice(2), [3, 1])],
      ]);
      const norm = adam.update(tensors, 0.05, clip);
      assert.ok(Math.abs((await norm.data())[0]! - Math.hypot(...gradient)) < 1e-5);
    }
    const result = [...await parameters.get("a")!.data(), ...await parameters.get("b")!.data()];
    adamReference(start, gradients, 0.05, clip).forEach((expected, i) =>
      assert.ok(Math.abs(result[i]! - expected) < 1e-5, `${result[i]} is not ${expected}`)
    );
    adam.dispose();
  }
  tf.disposeVariables();
});

Deno.test("globalNorm() is the norm of all gradients as one vector", async () => {
  const norm = globalNorm([tf.tensor([3]), tf.tensor([[4, 0], [0, 12]])]);
  assert.equal((await norm.data())[0], 13);
  norm.dispose();
});

Deno.test("Adam explains a missing gradient when it updates", () => {
  const parameters = new Map([["a", tf.variable(tf.tensor([1]))]]);
  const adam = new Adam(parameters);
  assert.throws(() => adam.update(new Map(), 0.1), /Cannot update "a": it has no gradient/);
  adam.dispose();
  tf.disposeVariables();
});
