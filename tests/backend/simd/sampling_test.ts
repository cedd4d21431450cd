import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { ParameterList, randomInitializer } from "../../../lib/model/parameters.ts";
import { createDecoder } from "../../../lib/model/pen/decoder.ts";
import {
  NOISE_SIZE,
  samplePointNoise,
  samplePoints,
} from "../../../lib/model/pen/sample_points.ts";
import { Random } from "../../../lib/random.ts";
import { TINY_PEN_CONFIG } from "../../model/pen/tiny_pen.ts";
import { withThreads } from "./with_threads.ts";

const CONFIG = { ...TINY_PEN_CONFIG, points: 60, channels: 20 };
const VALUES = CONFIG.points * NOISE_SIZE;

/** The trajectories that a decoder samples for `count` examples from number `first` on. */
function sample(first: number, count: number): Float32Array {
  return tf.tidy(() => {
    const list = new ParameterList(randomInitializer(new Random(1, "decoder")));
    const decoder = createDecoder(CONFIG, list);
    const noise = new Float32Array(count * VALUES);
    const z = new Float32Array(count * CONFIG.latentDim);
    for (let i = 0; i < count; i++) {
      noise.set(samplePointNoise(new Random("noise", first + i), CONFIG.points), i * VALUES);
      z.set(new Random("z", first + i).normals(CONFIG.latentDim), i * CONFIG.latentDim);
    }
    const latents = tf.tensor2d(z, [count, CONFIG.latentDim]);
    const sampled = samplePoints(decoder, latents, tf.tensor3d(noise, [count, CONFIG.points, 4]));
    list.dispose();
    return sampled.dataSync() as Float32Array;
  });
}

Deno.test("SamplePoints samples the same to the last bit for 1, 2, 3 and 5 threads", async () => {
  const one = await withThreads(1, () => sample(0, 75));
  assert.ok(one.every(Number.isFinite));
  // Workers join while the first rounds run.
  for (const threads of [2, 3, 5]) {
    const rounds = await withThreads(threads, () => [1, 2, 3].map(() => sample(0, 75)));
    for (const sampled of rounds) assert.deepEqual(sampled, one);
  }
});

Deno.test("SamplePoints samples an example alone as among others", async () => {
  const { all, alone, last } = await withThreads(2, () => ({
    all: sample(0, 37),
    alone: sample(7, 1),
    last: sample(18, 19),
  }));
  assert.deepEqual(alone, all.slice(7 * VALUES, 8 * VALUES));
  assert.deepEqual(last, all.slice(18 * VALUES));
});

Deno.test("SamplePoints frees its memory", () =>
  withThreads(2, (heap) => {
    for (let i = 0; i < 3; i++) sample(0, 30);
    const before = [heap.bytesInUse, heap.bytesReserved];
    for (let i = 0; i < 3; i++) sample(0, 30);
    assert.deepEqual([heap.bytesInUse, heap.bytesReserved], before);
  }));
