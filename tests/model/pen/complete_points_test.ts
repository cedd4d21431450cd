import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { createVAE } from "../../../lib/model/model_file.ts";
import { Random } from "../../../lib/random.ts";
import { assertAgree, assertWithin } from "../agreement.ts";
import { testOnEachBackend } from "../each_backend.ts";
import { randomLatents } from "../tiny_model.ts";
import { randomPoints, TINY_PEN_CONFIG } from "./tiny_pen.ts";

const BATCH = 3;
const { points } = TINY_PEN_CONFIG;

function setUp() {
  const vae = createVAE(TINY_PEN_CONFIG, 1);
  const z = randomLatents(TINY_PEN_CONFIG, BATCH, 1);
  const noises = Array.from({ length: BATCH }, (_, i) => vae.sampleNoise(new Random(i), 1));
  const noise = Float32Array.from(noises.flatMap((values) => [...values]));
  return { vae, z, noise, given: randomPoints(TINY_PEN_CONFIG, BATCH, 2) };
}

testOnEachBackend(
  "VAE.complete() keeps the first points of each trajectory and samples the rest",
  async () => {
    const { vae, z, noise, given } = setUp();
    const kept = [points, 4, 0];
    const completed = vae.complete!(z, noise, given, kept);
    const sampled = vae.sample(z, noise);
    const [values, original, free] = await Promise.all([
      completed.data(),
      given.data(),
      sampled.data(),
    ]);
    const size = points * 4;
    kept.forEach((count, i) => {
      const part = (all: ArrayLike<number>, from: number, to: number) =>
        Array.from(all).slice(i * size + 4 * from, i * size + 4 * to);
      assertWithin(part(values, 0, count), part(original, 0, count), 1e-4, `example ${i}`);
      if (count === points) return;
      // What follows depends on what is kept, but for the last example, which keeps nothing.
      if (count === 0) assertAgree(part(values, 0, points), part(free, 0, points), 1e-3, "sample");
      else assert.notDeepEqual(part(values, count, points), part(free, count, points));
    });
    vae.dispose();
    tf.dispose([z, given, completed, sampled]);
  },
);

Deno.test("VAE.complete() continues a sample as VAE.sample() did, and leaves no tensors", async () => {
  const { vae, z, noise } = setUp();
  const sampled = vae.sample(z, noise);
  const before = tf.memory().numTensors;
  const completed = vae.complete!(z, noise, sampled, [1, 5, points - 1]);
  assert.equal(tf.memory().numTensors, before + 1);
  assertAgree(await completed.data(), await sampled.data(), 1e-3, "points");
  vae.dispose();
});
