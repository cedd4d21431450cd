import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { renderFromNoise } from "../../lib/model/decode_noise.ts";
import { generateImages, generateTrajectories } from "../../lib/model/generate.ts";
import { sampleNoise } from "../../lib/model/sample_noise.ts";
import { createVAE, type TrainedModel } from "../../lib/model/model_file.ts";
import { createNormalPrior } from "../../lib/model/prior/normal.ts";
import type { VAE } from "../../lib/model/vae.ts";
import { DEFAULT_GENERATE_OPTIONS } from "../../lib/generation/generate_signatures.ts";
import { renderPenCanvas } from "../../lib/model/pen/render_points.ts";
import { Random } from "../../lib/random.ts";
import { TINY_CONFIG } from "../training/fixtures.ts";
import { TINY_PEN_CONFIG } from "./pen/tiny_pen.ts";

tf.env().set("PROD", true); // before the first op, or tfjs advertises another package
await tf.setBackend("cpu");

function withNormalPrior(vae: VAE): TrainedModel {
  return { vae, prior: createNormalPrior(vae.config.latentDim) };
}

Deno.test("generateImages() gives image i of a seed whatever the count, and no other for another seed", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const model = withNormalPrior(vae);
  const few = await Array.fromAsync(generateImages(model, { count: 3, seed: 4, temperature: 1 }));
  const many = await Array.fromAsync(generateImages(model, { count: 20, seed: 4, temperature: 1 }));
  const other = await Array.fromAsync(generateImages(model, { count: 3, seed: 5, temperature: 1 }));
  assert.equal(many.length, 20);
  assert.deepEqual(many.slice(0, 3), few);
  assert.notDeepEqual(few[0], other[0]);
  assert.notDeepEqual(many[0], many[8]); // the first of two batches
  for (const { height, width, data } of many) {
    assert.deepEqual([height, width, data.length], [16, 32, 512]);
    assert.ok(data.every((value) => value >= 0 && value <= 1));
  }
  vae.dispose();
});

Deno.test("generateImages() decodes the mean of the prior when the temperature is 0", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const model = withNormalPrior(vae);
  const images = await Array.fromAsync(
    generateImages(model, { count: 2, seed: 1, temperature: 0 }),
  );
  const [mean] = await renderFromNoise(vae, {
    epsilon: new Float32Array(8 * 3),
    decoder: new Float32Array(0),
  });
  assert.deepEqual(images, [mean, mean]);
  vae.dispose();
});

Deno.test("sampleNoise() samples from N(0, temperature^2)", () => {
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
  const model = withNormalPrior(vae);
  for (
    const [options, message] of [
      [{ count: 0 }, /count is 0, expected a positive integer/],
      [{ count: 1.5 }, /count is 1.5/],
      [{ temperature: -1 }, /temperature is -1, expected a number from 0/],
      [{ temperature: NaN }, /temperature is NaN/],
    ] as const
  ) {
    assert.throws(
      () => generateImages(model, { ...DEFAULT_GENERATE_OPTIONS, ...options }),
      message,
    );
  }
  await Array.fromAsync(generateImages(model, { ...DEFAULT_GENERATE_OPTIONS, count: 17 }));
  vae.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("sampleNoise() gives a pen model's decoder noise of its own for each image", () => {
  const vae = createVAE(TINY_PEN_CONFIG, 1);
  const size = vae.sampleNoise(new Random(1), 1).length;
  const request = { start: 5, count: 3, seed: 1, temperature: 1 };
  const { decoder } = sampleNoise(vae, request);
  const later = sampleNoise(vae, { ...request, start: 7, count: 1 }).decoder;
  assert.equal(decoder.length, 3 * size);
  assert.deepEqual(decoder.slice(2 * size), later);
  assert.notDeepEqual(decoder.slice(0, size), later);
  vae.dispose();
});

Deno.test("generateTrajectories() gives the strokes that generateImages() renders, and leaks nothing", async () => {
  const before = tf.memory().numTensors;
  const vae = createVAE(TINY_PEN_CONFIG, 3);
  const model = withNormalPrior(vae);
  const options = { count: 18, seed: 2, temperature: 1 };
  const trajectories = await Array.fromAsync(generateTrajectories(model, options));
  const images = await Array.fromAsync(generateImages(model, options));
  assert.equal(trajectories.length, 18);
  assert.deepEqual(trajectories.map((strokes) => renderPenCanvas(strokes, vae.config)), images);
  vae.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("generateTrajectories() refuses a pixel model", () => {
  const vae = createVAE(TINY_CONFIG, 1);
  assert.throws(
    () => generateTrajectories(withNormalPrior(vae), DEFAULT_GENERATE_OPTIONS),
    /^TypeError: Cannot generate strokes: the model is a pixel model, expected a pen model/,
  );
  vae.dispose();
});

Deno.test("renderPenCanvas() fits the canvas into any size", () => {
  const line = {
    x: Float32Array.of(32, 96),
    y: Float32Array.of(32, 32),
    width: Float32Array.of(4, 4),
  };
  for (const [height, width] of [[64, 128], [128, 256], [300, 300], [50, 400]] as const) {
    const { data } = renderPenCanvas([line], { height, width });
    const scale = Math.min(height / 64, width / 128);
    const ink = data.reduce((sum, value) => sum + value, 0);
    const expected = scale * scale * (64 * 4 + Math.PI * 4); // with two half discs
    assert.ok(Math.abs(ink / expected - 1) < 0.02, `${height} x ${width}: ${ink} of ${expected}`);
    const [row, column] = [height >> 1, width >> 1];
    assert.equal(data[row * width + column], 1, "its middle stays in the middle");
  }
});
