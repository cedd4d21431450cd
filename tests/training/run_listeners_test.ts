import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../lib/backend/select.ts";
import { decodeImage } from "../../lib/image/codecs/decode.ts";
import { contactSheet } from "../../lib/image/drawing/contact_sheet.ts";
import { decodeModel } from "../../lib/model/model_file.ts";
import { readParameters } from "../../lib/model/parameters.ts";
import type { EpochMetrics } from "../../lib/training/metrics.ts";
import { fitRunPrior } from "../../lib/training/prior/fit_run_prior.ts";
import { notify, recordStart, runListeners } from "../../lib/training/run_listeners.ts";
import { inFolder } from "../cli/run_program.ts";
import { barBatches, free, TINY_CONFIG, trainInto } from "./fixtures.ts";

await selectBackend("simd", { threads: 1 });

Deno.test("notify() passes what a listener adds to the next and to the caller", async () => {
  const seen: Partial<EpochMetrics>[] = [];
  const epochs = async function* () {
    yield await Promise.resolve({ epoch: 1 } as EpochMetrics);
  };
  const records = await Array.fromAsync(notify(epochs(), [
    () => Promise.resolve({ imageMse: 0.5 }),
    (metrics) => Promise.resolve(void seen.push(metrics)),
  ]));
  assert.deepEqual(seen, [{ epoch: 1, imageMse: 0.5 }]);
  assert.deepEqual(records, seen);
});

Deno.test("runListeners() and recordStart() leave no tensors and record the image error", () =>
  inFolder(async (folder) => {
    const before = tf.memory().numTensors;
    const recorded = await trainInto(`${folder}/run`);
    const tensors = tf.memory().numTensors;
    const last = recorded.run.metrics.at(-1)!;
    assert.ok(last.imageMse! > 0 && last.imageBce! > 0);
    await Promise.all(runListeners(recorded).slice(0, 1).map((listener) => listener(last)));
    await recordStart(recorded);
    assert.ok((await Deno.stat(`${folder}/run/samples/epoch-0000.png`)).size > 0);
    assert.equal(tf.memory().numTensors, tensors);
    free(recorded);
    assert.equal(tf.memory().numTensors, before);
  }));

Deno.test("runListeners() show each held-out signature once, with its reconstruction below", () =>
  inFolder(async (folder) => {
    const recorded = await trainInto(`${folder}/run`);
    assert.equal(barBatches().validationCount, 6);
    const page = await decodeImage(await Deno.readFile(`${folder}/run/reconstructions.png`));
    const { height, width } = TINY_CONFIG;
    const cells = Array.from({ length: 16 }, () => ({
      height,
      width,
      data: new Float32Array(height * width),
    }));
    const expected = contactSheet(cells, { columns: 4 }); // two rows of pairs
    assert.deepEqual([page.height, page.width], [expected.height, expected.width]);
    free(recorded);
  }));

Deno.test("fitRunPrior() stores a fitted prior in the model file and leaves the weights", () =>
  inFolder(async (folder) => {
    const recorded = await trainInto(`${folder}/run`);
    const before = decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
    await fitRunPrior(recorded);
    const after = decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
    assert.deepEqual([before.prior.kind, after.prior.kind], ["normal", "gaussian"]);
    assert.deepEqual(
      await readParameters(after.vae.parameters),
      await readParameters(before.vae.parameters),
    );
    for (const { vae, prior } of [before, after]) {
      vae.dispose();
      prior.dispose();
    }
    free(recorded);
  }));
