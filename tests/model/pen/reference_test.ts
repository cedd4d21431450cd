/** Agreement with PyTorch: tests/reference/pen_vae.py wrote the numbers and says how. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { checkConfig, type PenVAEConfig } from "../../../lib/model/config.ts";
import { importanceWeightedBound } from "../../../lib/model/importance_weighted_bound.ts";
import { negativeElbo } from "../../../lib/model/loss.ts";
import { savedInitializer } from "../../../lib/model/parameters.ts";
import { createPenVAE } from "../../../lib/model/pen/pen_vae.ts";
import { decodeSafetensors } from "../../../lib/model/safetensors.ts";
import { assertAgree } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";

const TOLERANCE = 1e-4;
const file = new URL("../../reference/pen_vae.safetensors", import.meta.url);
const { tensors, metadata } = decodeSafetensors(await Deno.readFile(file));

function expected(name: string): Float32Array {
  const found = tensors.get(name);
  assert.ok(found, `the reference has no "${name}"`);
  return found.data;
}

function startingWith(prefix: string) {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  assert.ok(found.length > 0, prefix);
  return new Map(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

testOnEachBackend("a pen model's posterior, loss and gradients agree with PyTorch", async () => {
  const config = checkConfig(JSON.parse(metadata.config!) as PenVAEConfig);
  const vae = createPenVAE(config, savedInitializer(startingWith("parameter.")));
  const input = (name: string) => tf.tensor(expected(name), [...tensors.get(name)!.shape]);
  const [observations, epsilon] = [input("observations"), input("epsilon") as tf.Tensor2D];
  const { mean, logVar } = vae.encode(observations);
  assertAgree(await mean.data(), expected("mean"), TOLERANCE, "mean");
  assertAgree(await logVar.data(), expected("logVar"), TOLERANCE, "logVar");
  const options = { beta: Number(metadata.beta), freeBits: Number(metadata.freeBits) };
  const parts = negativeElbo(vae, observations, epsilon, options);
  for (const name of ["reconstruction", "kl", "loss"] as const) {
    assertAgree(await parts[name].data(), expected(name), TOLERANCE, name);
  }
  const { grads } = tf.variableGrads(
    () => negativeElbo(vae, observations, epsilon, options).loss,
    [...vae.parameters.values()],
  );
  const gradients = startingWith("gradient.");
  assert.deepEqual([...vae.parameters.keys()].sort(), [...gradients.keys()].sort());
  for (const [name, { name: id }] of vae.parameters) {
    assertAgree(await grads[id]!.data(), gradients.get(name)!.data, TOLERANCE, name);
  }
  vae.dispose();
});

testOnEachBackend("importanceWeightedBound() of a pen model agrees with PyTorch", async () => {
  const config = checkConfig(JSON.parse(metadata.config!) as PenVAEConfig);
  const vae = createPenVAE(config, savedInitializer(startingWith("parameter.")));
  const input = (name: string) => tf.tensor(expected(name), [...tensors.get(name)!.shape]);
  const observations = input("observations");
  const samples = tf.unstack(input("samples") as tf.Tensor3D) as tf.Tensor2D[];
  // The other backends take minutes for 64 samples.
  for (const count of tf.getBackend() === "simd" ? [1, 8, 64] : [8]) {
    const bound = importanceWeightedBound(vae, observations, samples.slice(0, count));
    assert.deepEqual(bound.shape, [observations.shape[0]]);
    const values = await bound.data();
    expected(`bound.${count}`).forEach((value, i) => {
      assert.ok(Math.abs(values[i]! - value) <= TOLERANCE * Math.abs(value), `${count}: ${values}`);
    });
  }
  vae.dispose();
});
