import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../../lib/backend/select.ts";
import { concatenate } from "../../../lib/concatenate.ts";
import { renderFromNoise } from "../../../lib/model/decode_noise.ts";
import { lossPerExample } from "../../../lib/model/loss.ts";
import { decodeModel, readNetworks } from "../../../lib/model/model_file.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { PRETRAINED_ORIGIN } from "../../../lib/model/pretrained/weights/origin.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/model/safetensors.ts";
import { sampleNoise } from "../../../lib/model/sample_noise.ts";
import { sha256 } from "../../../lib/sha256.ts";
import { toPoints } from "../../../lib/strokes/geometry/to_points.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { assertAgree } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";

/** A seed that no weights were trained with. */
const HELD_OUT_SEED = 77_777;
Deno.test("readPretrained() gives the file that its origin describes", async () => {
  const file = await readPretrained();
  assert.equal(file.length, PRETRAINED_ORIGIN.bytes);
  assert.equal(await sha256(file), PRETRAINED_ORIGIN.sha256);
  const content = decodeSafetensors(file);
  const values = [...content.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  assert.equal(values, PRETRAINED_ORIGIN.values);
  assert.deepEqual(encodeSafetensors(content, "F16"), file, "all of it is float16");
  const { config } = await readNetworks(file);
  assert.equal(config.model, "pen");
  for (const [name, value] of Object.entries(config)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!PRETRAINED_ORIGIN.command.includes(`--${flag} `)) continue;
    assert.ok(PRETRAINED_ORIGIN.command.includes(`--${flag} ${value}`), `${name} ${value}`);
  }
});

Deno.test("the weights' modules are small enough for editors and registries", async () => {
  const folder = new URL("../../../lib/model/pretrained/weights/", import.meta.url);
  let total = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const { size } = await Deno.stat(new URL(name, folder));
    assert.ok(size < 2e6, `${name} has ${size} bytes`);
    total += size;
  }
  assert.ok(total <= 6.1e6, `${total} bytes in all`);
});

/** Reconstruction and KL of three held-out procedural signatures, in nats. */
async function pretrainedLosses(): Promise<number[]> {
  const { vae, prior } = await decodeModel(await readPretrained());
  const [points, size] = vae.observationShape as [number, number];
  const signatures = [0, 1, 2].map((writer) =>
    toPoints(synthesizeSignature(createWriter(HELD_OUT_SEED, writer), 0), points)
  );
  const losses = tf.tidy(() => {
    const observations = tf.tensor3d(concatenate(signatures), [3, points, size]);
    const epsilon = tf.zeros<tf.Rank.R2>([3, vae.config.latentDim]);
    return tf.concat(lossPerExample(vae, observations, epsilon));
  });
  const values = [...await losses.data()];
  losses.dispose();
  vae.dispose();
  prior.dispose();
  return values;
}

const onCpu = await pretrainedLosses();

testOnEachBackend("the pretrained model predicts held-out procedural signatures", async () => {
  const losses = await pretrainedLosses();
  assertAgree(losses, onCpu, 1e-3, "loss");
  const [reconstruction, kl] = [losses.slice(0, 3), losses.slice(3)];
  for (const nats of reconstruction) assert.ok(nats < 0, `reconstruction of ${nats} nats`);
  for (const nats of kl) assert.ok(nats > 10 && nats < 100, `KL of ${nats} nats`);
});

Deno.test("the pretrained model generates signatures, and leaves no tensors", async () => {
  await selectBackend("simd", { threads: 1 });
  const before = tf.memory().numTensors;
  const { vae, prior } = await decodeModel(await readPretrained());
  assert.notEqual(prior.kind, "normal");
  const noise = sampleNoise(vae, { count: 3, seed: 5, temperature: 1 });
  const images = await renderFromNoise(vae, noise, prior);
  assert.equal(images.length, 3);
  for (const { data } of images) {
    const ink = data.reduce((sum, value) => sum + value, 0);
    assert.ok(ink > 100 && ink < 3000, `${ink} pixels of ink`);
  }
  assert.notDeepEqual(images[0], images[1]);
  vae.dispose();
  prior.dispose();
  assert.equal(tf.memory().numTensors, before);
});
