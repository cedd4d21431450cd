import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { sha256 } from "../../../lib/sha256.ts";
import { renderFromNoise } from "../../../lib/model/decode_noise.ts";
import { decodeModel, readNetworks } from "../../../lib/model/model_file.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { PRETRAINED_ORIGIN } from "../../../lib/model/pretrained/weights/origin.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/model/safetensors.ts";
import { sampleNoise } from "../../../lib/model/sample_noise.ts";
import { testOnEachBackend } from "../each_backend.ts";

Deno.test("readPretrained() gives the file that its origin describes", async () => {
  const file = await readPretrained();
  assert.equal(file.length, PRETRAINED_ORIGIN.bytes);
  assert.equal(await sha256(file), PRETRAINED_ORIGIN.sha256);
  const content = decodeSafetensors(file);
  const values = [...content.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  assert.equal(values, PRETRAINED_ORIGIN.values);
  assert.deepEqual(encodeSafetensors(content, "F16"), file, "all of it is float16");
  const { config } = readNetworks(file);
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

testOnEachBackend("the pretrained model generates signatures, and leaves no tensors", async () => {
  const before = tf.memory().numTensors;
  const { vae, prior } = decodeModel(await readPretrained());
  assert.notEqual(prior.kind, "normal");
  const noise = sampleNoise(vae, { count: 2, seed: 5, temperature: 1 });
  const images = await renderFromNoise(vae, noise, prior);
  assert.equal(images.length, 2);
  for (const { data } of images) {
    const ink = data.reduce((sum, value) => sum + value, 0);
    assert.ok(ink > 100 && ink < 3000, `${ink} pixels of ink`);
  }
  assert.notDeepEqual(images[0], images[1]);
  vae.dispose();
  prior.dispose();
  assert.equal(tf.memory().numTensors, before);
});
