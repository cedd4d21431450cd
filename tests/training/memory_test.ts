import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../lib/backend/select.ts";
import type { SimdBackend } from "../../lib/backend/simd/backend.ts";
import type { BatchSource } from "../../lib/dataset/batches.ts";
import { DEFAULT_PEN_CONFIG } from "../../lib/model/config.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import { Random } from "../../lib/random.ts";
import { Trainer } from "../../lib/training/trainer.ts";

const BATCH = 4;
const POINTS = 16;
const STEPS_PER_EPOCH = 20;
const EPOCHS = 6;

/** Random trajectories. */
const source: BatchSource = {
  observationShape: [POINTS, 4],
  trainingCount: STEPS_PER_EPOCH * BATCH,
  validationCount: 0,
  trainingBatch: (epoch, index, size) => {
    const random = new Random("memory", epoch, index);
    return Float32Array.from({ length: size * POINTS * 4 }, (_, i) => {
      return [
        random.uniform(0, 128),
        random.uniform(0, 64),
        Number(random.bernoulli(0.9)),
        2,
      ][i % 4]!;
    });
  },
  validationBatch: () => new Float32Array(),
};

Deno.test("training takes no more memory after 120 steps than after 20", async () => {
  await selectBackend("simd", { threads: 2, blas: "none" });
  const { engine } = tf.backend() as SimdBackend;
  const { heap } = engine;
  engine.startWorkers(); // each has memory of its own, from when there is enough work for it
  const vae = createVAE({
    ...DEFAULT_PEN_CONFIG,
    points: POINTS,
    hidden: 16,
    channels: 8,
    latentDim: 4,
    blocks: 2,
  }, 1);
  const trainer = new Trainer(vae, source, { epochs: EPOCHS, batchSize: BATCH });
  const sizes: number[][] = [];
  for await (const { step } of trainer.epochs()) {
    // How many losses wait to be read back, at most ten, depends on the speed of the machine.
    const reserved = Math.round(heap.bytesReserved / 2 ** 16);
    sizes.push([heap.bytesInUse, reserved, tf.memory().numTensors]);
    assert.equal(step, STEPS_PER_EPOCH * sizes.length);
  }
  assert.equal(sizes.length, EPOCHS);
  for (const size of sizes) assert.deepEqual(size, sizes[0]);
  trainer.dispose();
  vae.dispose();
});
