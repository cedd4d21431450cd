import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { createVAE } from "../../lib/model/model_file.ts";
import {
  assignParameters,
  checkNames,
  ParameterList,
  randomInitializer,
  readParameters,
  savedInitializer,
} from "../../lib/model/parameters.ts";
import type { TensorData } from "../../lib/model/safetensors.ts";
import { Random } from "../../lib/random.ts";
import { testOnEachBackend } from "./each_backend.ts";
import { TINY_CONFIG } from "./tiny_model.ts";

/** Two parameters, `weight` [2, 3] and `bias` [3]. */
function smallList(seed = 1): ParameterList {
  const list = new ParameterList(randomInitializer(new Random(seed)));
  list.weight<tf.Rank.R2>("weight", [2, 3], 2);
  list.bias("bias", 3);
  return list;
}

const small = (): Map<string, TensorData> =>
  new Map([
    ["weight", { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ["bias", { shape: [3], data: Float32Array.of(7, 8, 9) }],
  ]);

Deno.test("createVAE() gives the same weights for the same seed alone", async () => {
  const read = async (seed: number) => {
    const vae = createVAE(TINY_CONFIG, seed);
    const values = await readParameters(vae.parameters);
    vae.dispose();
    return values;
  };
  const first = await read(1);
  assert.deepEqual(await read(1), first);
  const other = await read(2);
  for (const [name, { data }] of first) {
    if (name.endsWith("weight")) assert.notDeepEqual(other.get(name)!.data, data, name);
  }
});

Deno.test("randomInitializer() gives the requested mean and deviation", () => {
  const initializer = randomInitializer(new Random(1));
  assert.deepEqual(initializer("bias", [2, 2], 0, 0), new Float32Array(4));
  assert.deepEqual(initializer("bias", [2], -1.5, 0), Float32Array.of(-1.5, -1.5));
  const values = initializer("weight", [100, 100], 2, 0.5);
  const mean = values.reduce((sum, value) => sum + value, 0) / 1e4;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1e4;
  assert.ok(Math.abs(mean - 2) < 4 * 0.5 / 100, `mean ${mean}`);
  assert.ok(Math.abs(variance - 0.25) < 4 * 0.25 * Math.sqrt(2 / 1e4), `variance ${variance}`);
});

testOnEachBackend("readParameters() returns what assignParameters() put in", async () => {
  const list = smallList();
  assignParameters(list.parameters, small());
  assert.deepEqual(await readParameters(list.parameters), small());
  list.dispose();
});

testOnEachBackend("assignParameters() and readParameters() copy", async () => {
  const list = smallList();
  const given = small();
  assignParameters(list.parameters, given);
  given.get("bias")!.data.fill(0);
  const read = await readParameters(list.parameters);
  assert.deepEqual(read, small());
  read.get("bias")!.data.fill(0);
  assert.deepEqual(await readParameters(list.parameters), small());
  list.dispose();
});

testOnEachBackend("savedInitializer() copies", async () => {
  const given = small();
  const list = new ParameterList(savedInitializer(given));
  list.weight<tf.Rank.R2>("weight", [2, 3], 2);
  list.bias("bias", 3);
  given.get("bias")!.data.fill(0);
  assert.deepEqual(await readParameters(list.parameters), small());
  list.dispose();
});

type Change = (tensors: Map<string, TensorData>) => void;
const MISFITS: Readonly<Record<string, [Change, RegExp]>> = {
  "a missing tensor": [(t) => t.delete("bias"), /"bias" is missing/],
  "an unknown tensor": [
    (t) => t.set("extra", { shape: [1], data: Float32Array.of(1) }),
    /"extra" is not of this model/,
  ],
  "another shape of the same size": [
    (t) => t.set("weight", { ...t.get("weight")!, shape: [3, 2] }),
    /"weight" has shape \[3,2\], expected \[2,3\]/,
  ],
  "another rank": [
    (t) => t.set("bias", { ...t.get("bias")!, shape: [1, 3] }),
    /"bias" has shape \[1,3\], expected \[3\]/,
  ],
  "not a number": [(t) => t.get("bias")!.data[2] = NaN, /"bias" has values that are not finite/],
  "an infinity": [
    (t) => t.get("bias")!.data[0] = -Infinity,
    /"bias" has values that are not finite/,
  ],
};
for (const [what, [change, message]] of Object.entries(MISFITS)) {
  Deno.test(`assignParameters() refuses ${what} and changes nothing`, async () => {
    const list = smallList();
    const before = await readParameters(list.parameters);
    const tensors = small();
    change(tensors);
    assert.throws(() => assignParameters(list.parameters, tensors), (error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, /^Cannot load weights: /);
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(await readParameters(list.parameters), before);
    list.dispose();
  });
}

Deno.test("savedInitializer() refuses what does not fit before it makes a tensor", () => {
  const before = tf.memory().numTensors;
  const list = new ParameterList(savedInitializer(small()));
  assert.throws(
    () => list.bias("other", 3),
    /^WeightsError: Cannot load weights: "other" is missing/,
  );
  assert.throws(
    () => list.weight<tf.Rank.R2>("weight", [1 << 20, 1 << 20], 1),
    /^WeightsError: Cannot load weights: "weight" has shape \[2,3\], expected \[1048576,1048576\]/,
  );
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("checkNames() names what is not of the model", () => {
  const list = smallList();
  checkNames(list.parameters, small());
  checkNames(list.parameters, new Map());
  const tensors = small().set("__proto__", { shape: [], data: Float32Array.of(1) });
  assert.throws(
    () => checkNames(list.parameters, tensors),
    /^WeightsError: .*"__proto__" is not of/,
  );
  list.dispose();
});

Deno.test("parameters leave no tensors but the variables, and dispose() none", async () => {
  const before = tf.memory().numTensors;
  const list = smallList();
  assert.equal(tf.memory().numTensors - before, 2);
  await readParameters(list.parameters);
  assignParameters(list.parameters, small());
  assert.equal(tf.memory().numTensors - before, 2);
  list.dispose();
  assert.equal(tf.memory().numTensors, before);
  assert.equal(list.parameters.size, 0);
});
