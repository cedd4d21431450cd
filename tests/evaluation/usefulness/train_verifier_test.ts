import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../../lib/backend/select.ts";
import { bootstrapErrorRates } from "../../../lib/evaluation/usefulness/error_rate_bootstrap.ts";
import { scoreWriters } from "../../../lib/evaluation/usefulness/score_writers.ts";
import {
  trainVerifier,
  type WriterImages,
} from "../../../lib/evaluation/usefulness/train_verifier.ts";
import {
  embedSignatures,
  type VerifierNetwork,
} from "../../../lib/evaluation/usefulness/verifier_network.ts";
import { sortScores } from "../../../lib/evaluation/usefulness/weighted_error_rate.ts";
import { Random } from "../../../lib/random.ts";
import { toyWriters } from "./toy_writers.ts";

await selectBackend("simd", { threads: 1 });

const OPTIONS = { seed: 1, steps: 60, writersPerBatch: 16 };

async function errorRate(network: VerifierNetwork, writers: WriterImages): Promise<number> {
  let next = 0;
  const layout = writers.map((images, writer) => ({
    writer,
    genuine: images.map(() => next++),
    forgeries: [],
  }));
  const vectors = await embedSignatures(network, writers.flat());
  const sorted = sortScores(scoreWriters(vectors, layout, 3).random!);
  const folds = [{ writers: [...writers.keys()], sorted }];
  return bootstrapErrorRates(folds, { seed: 1, resamples: 1 }).value;
}

/** Gives every signature to any writer. */
function shuffled(writers: WriterImages, seed: number): WriterImages {
  const images = new Random(seed, "shuffle").shuffle(writers.flat());
  const size = writers[0]!.length;
  return writers.map((_, i) => images.slice(i * size, (i + 1) * size));
}

Deno.test("trainVerifier() on separable writers makes few errors on unseen ones", async () => {
  const network = await trainVerifier([toyWriters(1, 60, 4)], OPTIONS);
  try {
    const rate = await errorRate(network, toyWriters(2, 25, 6));
    assert.ok(rate < 0.03, `${rate}`);
  } finally {
    network.dispose();
  }
});

Deno.test("trainVerifier() on random labels, tested on random labels, is no better than chance", async () => {
  const network = await trainVerifier([shuffled(toyWriters(1, 60, 4), 1)], OPTIONS);
  try {
    const rate = await errorRate(network, shuffled(toyWriters(2, 25, 6), 2));
    assert.ok(Math.abs(rate - 0.5) < 0.1, `${rate}`);
  } finally {
    network.dispose();
  }
});

Deno.test("trainVerifier() gives the same features with the same seed, and others with another", async () => {
  const images = toyWriters(3, 8, 2);
  const train = async (seed: number) => {
    const network = await trainVerifier([images], { seed, steps: 5, writersPerBatch: 8 });
    try {
      return (await embedSignatures(network, images.flat())).values;
    } finally {
      network.dispose();
    }
  };
  const first = await train(1);
  assert.deepEqual(await train(1), first);
  assert.notDeepEqual(await train(2), first);
});

Deno.test("trainVerifier() leaves no tensors behind but the network's, which dispose() frees", async () => {
  const images = toyWriters(3, 8, 2);
  const before = tf.memory().numTensors;
  const network = await trainVerifier([images, images], { steps: 2, writersPerBatch: 4 });
  assert.equal(tf.memory().numTensors, before + network.parameters.size);
  await embedSignatures(network, images.flat());
  assert.equal(tf.memory().numTensors, before + network.parameters.size);
  network.dispose();
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("trainVerifier() learns from one signature a writer, and refuses a single writer", async () => {
  const network = await trainVerifier([toyWriters(1, 60, 1)], OPTIONS);
  try {
    const rate = await errorRate(network, toyWriters(2, 25, 6));
    assert.ok(rate < 0.15, `${rate}`);
  } finally {
    network.dispose();
  }
  await assert.rejects(trainVerifier([toyWriters(1, 1, 4)]), RangeError);
});

Deno.test("embedSignatures() gives features of length 1, whatever the number of images", async () => {
  const images = toyWriters(4, 70, 1).flat();
  const network = await trainVerifier([toyWriters(1, 4, 2)], { steps: 1, writersPerBatch: 4 });
  try {
    const all = await embedSignatures(network, images);
    const some = await embedSignatures(network, images.slice(66));
    assert.equal(all.count, 70);
    for (let i = 0; i < all.count; i++) {
      const row = all.values.subarray(i * all.size, (i + 1) * all.size);
      const length = Math.hypot(...row);
      assert.ok(Math.abs(length - 1) < 1e-4, `${length}`);
    }
    for (let k = 0; k < some.values.length; k++) {
      assert.ok(Math.abs(some.values[k]! - all.values[66 * all.size + k]!) < 1e-4);
    }
  } finally {
    network.dispose();
  }
});
