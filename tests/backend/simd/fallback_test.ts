import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { registerSimdBackend } from "../../../lib/backend/simd/mod.ts";
import { PenBatches } from "../../../lib/dataset/pen_batches.ts";
import type { BatchSource } from "../../../lib/dataset/batches.ts";
import { splitByWriter } from "../../../lib/dataset/split.ts";
import { synthesizePenDataset } from "../../../lib/dataset/synthesize_pen_dataset.ts";
import type { VAEConfig } from "../../../lib/model/config.ts";
import { createVAE } from "../../../lib/model/model_file.ts";
import { Trainer } from "../../../lib/training/trainer.ts";
import { TINY_PEN_CONFIG } from "../../model/pen/tiny_pen.ts";
import { barBatches, TINY_CONFIG } from "../../training/fixtures.ts";

/** Kernels of tfjs that only give a tensor another shape or name, without touching its values. */
const VIEWS = ["Identity", "Reshape", "ExpandDims"];

/** Kernels of a training step that are left to tfjs's JavaScript. */
async function findFallbacks(config: VAEConfig, batches: BatchSource): Promise<string[]> {
  await registerSimdBackend({ threads: 1, blas: "none" });
  await tf.setBackend("simd");
  const vae = createVAE(config, 1);
  const trainer = new Trainer(vae, batches, { epochs: 1, batchSize: 6 });
  const { kernelNames } = await tf.profile(async () => {
    for await (const { step } of trainer.epochs()) assert.ok(step > 0);
    return [];
  });
  trainer.dispose();
  vae.dispose();
  // Operations that run several kernels are listed by a name of their own, which is no kernel's.
  const own = new Map(tf.getKernelsForBackend("simd").map((k) => [k.kernelName, k.kernelFunc]));
  const theirs = new Map(tf.getKernelsForBackend("cpu").map((k) => [k.kernelName, k.kernelFunc]));
  const isFallback = (name: string) => own.has(name) && own.get(name) === theirs.get(name);
  assert.ok(kernelNames.includes("AdamStep"), "the profile misses what was run");
  return [...new Set(kernelNames)].filter((name) => isFallback(name) && !VIEWS.includes(name));
}

Deno.test("no part of a pen model's training step is left to JavaScript", async () => {
  const { points } = TINY_PEN_CONFIG;
  const dataset = await synthesizePenDataset({ writers: 12, pointCount: points, threads: 0 });
  const batches = new PenBatches(dataset, splitByWriter(dataset, { seed: 1 }), { seed: 1 });
  assert.deepEqual(await findFallbacks(TINY_PEN_CONFIG, batches), []);
});

Deno.test("no part of a pixel model's training step is left to JavaScript", async () => {
  assert.deepEqual(await findFallbacks(TINY_CONFIG, barBatches()), []);
});
