import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { createVAE } from "../../../lib/model/model_file.ts";
import { collectTrainingPosterior } from "../../../lib/training/prior/collect_posterior.ts";
import { barBatches, TINY_CONFIG } from "../fixtures.ts";

tf.env().set("PROD", true); // before the first op, or tfjs advertises another package
await tf.setBackend("cpu");

Deno.test("collectTrainingPosterior() encodes a small set several times, each time augmented anew", async () => {
  const vae = createVAE(TINY_CONFIG, 1);
  const data = barBatches(24); // 18 to train on
  const tensors = tf.memory().numTensors;
  const once = await collectTrainingPosterior(vae, data, { batchSize: 6, limit: 100, epoch: 2 });
  const request = { batchSize: 6, limit: 100, minCount: 40, epoch: 2 };
  const often = await collectTrainingPosterior(vae, data, request);
  assert.deepEqual([once.count, often.count], [18, 36]);
  assert.deepEqual(often.mean.slice(0, once.mean.length), once.mean);
  const next = await collectTrainingPosterior(vae, data, { batchSize: 6, limit: 100, epoch: 3 });
  assert.deepEqual(often.mean.slice(once.mean.length), next.mean);
  assert.notDeepEqual(next.mean, once.mean);
  const few = await collectTrainingPosterior(vae, data, { ...request, limit: 12 });
  assert.equal(few.count, 12);
  assert.equal(tf.memory().numTensors, tensors);
  vae.dispose();
});
