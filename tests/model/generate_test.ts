import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { decodeImages, generateImages, sampleNoise } from "../../lib/model/generate.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { Random } from "../../lib/random.ts";
import { TINY_CONFIG } from "../training/fixtures.ts";
import { TINY_PEN_CONFIG } from "./pen/tiny_pen.ts";

tf.env().set("PROD", true); // before the first op, or tfjs advertises another package
await tf.setBackend("cpu");

Deno.test("generateImages() gives image i of a seed whatever the count, and no other for another seed", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const few = await Array.fromAsync(generateImages(vae, { count: 3, seed: 4 }));
  const many = await Array.fromAsync(generateImages(vae, { count: 20, seed: 4 }));
  const other = await Array.fromAsync(generateImages(vae, { count: 3, seed: 5 }));
  assert.equal(many.length, 20);
  assert.deepEqual(many.slice(0, 3), few);
  assert.notDeepEqual(few[0], other[0]);
  assert.notDeepEqual(many[0], many[16]); // the first of two batches
  for (const { height, width, data } of many) {
    assert.deepEqual([height, width, data.length], [16, 32, 512]);
    assert.ok(data.every((value) => value >= 0 && value <= 1));
  }
  vae.dispose();
});

Deno.test("generateImages() decodes the mean of the prior when the temperature is 0", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const images = await Array.fromAsync(generateImages(vae, { count: 2, temperature: 0 }));
  const [mean] = await decodeImages(vae, { epsilon: new Float32Array(16 * 3) });
  assert.deepEqual(images, [mean, mean]);
  vae.dispose();
});

Deno.test("sampleNoise() draws from N(0, temperature^2)", () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const request = { start: 0, count: 5000, seed: 1, temperature: 0.5 };
  const { epsilon, decoder } = sampleNoise(vae, request);
  assert.deepEqual([epsilon.length, decoder.length], [15000, 0]);
  const variance = epsilon.reduce((sum, value) => sum + value * value, 0) / epsilon.length;
  assert.ok(Math.abs(variance - 0.25) < 0.01, `${variance}`);
  vae.dispose();
});

Deno.test("generateImages() explains an option that is out of range, and leaks nothing", async () => {
  const before = tf.memory().numTensors;
  const vae = createVAE(TINY_CONFIG, 1);
  for (
    const [options, message] of [
      [{ count: 0 }, /count is 0, a whole number of at least 1/],
      [{ count: 1.5 }, /count is 1.5/],
      [{ temperature: -1 }, /temperature is -1, a number from 0/],
      [{ temperature: NaN }, /temperature is NaN/],
    ] as const
  ) {
    await assert.rejects(Array.fromAsync(generateImages(vae, options)), message);
  }
  await Array.fromAsync(generateImages(vae, { count: 17 }));
  vae.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("sampleNoise() gives a pen model's decoder noise of its own for each image", () => {
  const vae = createVAE(TINY_PEN_CONFIG, 1);
  const size = vae.drawNoise(new Random(1)).length;
  const request = { start: 5, count: 3, seed: 1, temperature: 1 };
  const { decoder } = sampleNoise(vae, request);
  const later = sampleNoise(vae, { ...request, start: 7, count: 1 }).decoder;
  assert.equal(decoder.length, 3 * size);
  assert.deepEqual(decoder.slice(2 * size), later);
  assert.notDeepEqual(decoder.slice(0, size), later);
  vae.dispose();
});
