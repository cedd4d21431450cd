import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { sha256 } from "../../../lib/sha256.ts";
import { generateImages, generateTrajectories } from "../../../lib/model/generate.ts";
import { decodeModel, readNetworks } from "../../../lib/model/model_file.ts";
import { renderPenCanvas } from "../../../lib/model/pen/render_points.ts";
import { readPretrained } from "../../../lib/model/pretrained/read_pretrained.ts";
import { PRETRAINED_ORIGIN } from "../../../lib/model/pretrained/weights/origin.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/model/safetensors.ts";
import { testOnEachBackend } from "../each_backend.ts";

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

testOnEachBackend("readPretrained() gives a pen model, and leaves no tensors", async () => {
  const before = tf.memory().numTensors;
  const model = await decodeModel(await readPretrained());
  const { vae, prior } = model;
  assert.notEqual(prior.kind, "normal");
  const options = { count: 3, seed: 5, temperature: 1 };
  const images = await Array.fromAsync(generateImages(model, options));
  const trajectories = await Array.fromAsync(generateTrajectories(model, options));
  assert.deepEqual(trajectories.map((strokes) => renderPenCanvas(strokes, vae.config)), images);
  for (const { data } of images) {
    const ink = data.reduce((sum, value) => sum + value, 0);
    assert.ok(ink > 100 && ink < 3000, `${ink} pixels of ink`);
  }
  assert.notDeepEqual(images[0], images[1]);
  vae.dispose();
  prior.dispose();
  assert.equal(tf.memory().numTensors, before);
});
