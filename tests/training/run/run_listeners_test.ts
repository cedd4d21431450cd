import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../../lib/backend/select.ts";
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { contactSheet } from "../../../lib/image/drawing/contact_sheet.ts";
import { createVAE, decodeModel } from "../../../lib/model/model_file.ts";
import { readParameters } from "../../../lib/model/parameters.ts";
import { decodeCheckpoint, restoreCheckpoint } from "../../../lib/training/checkpoint.ts";
import type { EpochMetrics } from "../../../lib/training/metrics.ts";
import { fitRunPrior } from "../../../lib/training/run/fit_run_prior.ts";
import { fromJsonLines } from "../../../lib/training/run/metrics_log.ts";
import { CHECKPOINT_FILE, RunFolder, sampleFile } from "../../../lib/training/run/run_folder.ts";
import {
  createCheckpointListener,
  type EpochListener,
  notify,
  recordStart,
  runListeners,
} from "../../../lib/training/run/run_listeners.ts";
import { Trainer } from "../../../lib/training/trainer.ts";
import { inFolder } from "../../cli/run_program.ts";
import { barBatches, configOf, free, TINY_CONFIG, trainInto } from "../fixtures.ts";

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

Deno.test("createCheckpointListener() writes checkpoints that continue exactly, and changes nothing", () =>
  inFolder(async (folder) => {
    const create = (config = TINY_CONFIG, seed = 1) =>
      new Trainer(createVAE(config, seed), barBatches(), { epochs: 2, batchSize: 1 });
    const whole = create();
    const expected = (await Array.fromAsync(whole.epochs())).map(({ loss }) => loss);
    const weights = await readParameters(whole.vae.parameters);

    const watched = create();
    const run = await RunFolder.create(folder, configOf(watched));
    const listener = createCheckpointListener({ run, trainer: watched }, 0);
    const files: Uint8Array[] = [];
    watched.onStep = async () => {
      await listener();
      files.push(await run.read(CHECKPOINT_FILE));
    };
    const losses = (await Array.fromAsync(watched.epochs())).map(({ loss }) => loss);
    assert.deepEqual(losses, expected);
    assert.deepEqual(await readParameters(watched.vae.parameters), weights);

    const checkpoints = await Promise.all(files.map(decodeCheckpoint));
    const within = checkpoints.filter(({ progress }) =>
      progress.batch > 0 && progress.batch < whole.stepsPerEpoch
    );
    assert.ok(within.length >= 2, `${within.length} of ${files.length} are within an epoch`);
    for (const checkpoint of checkpoints) {
      const resumed = create(TINY_CONFIG, 99);
      restoreCheckpoint(resumed, checkpoint);
      const rest = (await Array.fromAsync(resumed.epochs())).map(({ loss }) => loss);
      assert.deepEqual(rest, expected.slice(checkpoint.progress.epoch));
      assert.deepEqual(await readParameters(resumed.vae.parameters), weights);
      free({ trainer: resumed });
    }
    for (const trainer of [whole, watched]) free({ trainer });
  }));

Deno.test("a run that was killed between two files of an epoch ends like an uninterrupted one", () =>
  inFolder(async (folder) => {
    const contentOf = async (path: string) => {
      const names = ["model.safetensors", CHECKPOINT_FILE, "reconstructions.png", sampleFile(2)];
      const files = await Promise.all(names.map((name) => Deno.readFile(`${path}/${name}`)));
      const log = fromJsonLines(await Deno.readTextFile(`${path}/metrics.jsonl`));
      return [files, log.map(({ seconds: _s, imagesPerSecond: _i, ...rest }) => rest)];
    };
    const whole = await trainInto(`${folder}/whole`);
    const expected = await contentOf(`${folder}/whole`);
    for (let written = 0; written <= runListeners(whole).length; written++) {
      const path = `${folder}/${written}`;
      const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), whole.trainer.options);
      const recorded = { ...whole, trainer, run: await RunFolder.create(path, configOf(trainer)) };
      const killed = runListeners(recorded).map((listener, i): EpochListener => async (metrics) =>
        metrics.epoch === 1 || i < written ? await listener(metrics) : undefined
      );
      await Array.fromAsync(notify(trainer.epochs(), killed));
      free(recorded);

      const { run, checkpoint } = await RunFolder.open(path);
      const again = new Trainer(createVAE(TINY_CONFIG, 9), barBatches(), checkpoint!.options);
      restoreCheckpoint(again, checkpoint!);
      const resumed = { ...whole, trainer: again, run };
      await Array.fromAsync(notify(again.epochs(), runListeners(resumed)));
      assert.deepEqual(await contentOf(path), expected, `killed after ${written} files`);
      free(resumed);
    }
    free(whole);
  }));

Deno.test("createCheckpointListener() writes none before it is time", () =>
  inFolder(async (folder) => {
    const trainer = new Trainer(createVAE(TINY_CONFIG, 1), barBatches(), { epochs: 1 });
    const run = await RunFolder.create(folder, configOf(trainer));
    const exists = () => Deno.stat(`${folder}/${CHECKPOINT_FILE}`).then(() => true, () => false);
    await createCheckpointListener({ run, trainer })();
    assert.equal(await exists(), false);
    let milliseconds = 0;
    const due = createCheckpointListener({ run, trainer }, 2, () => milliseconds);
    milliseconds = 1999;
    await due();
    assert.equal(await exists(), false);
    milliseconds = 2000;
    await due();
    assert.equal(await exists(), true);
    await Deno.remove(`${folder}/${CHECKPOINT_FILE}`);
    milliseconds = 3999;
    await due();
    assert.equal(await exists(), false, "the next one is due later");
    free({ trainer });
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
    const before = await decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
    await fitRunPrior(recorded);
    const after = await decodeModel(await Deno.readFile(`${folder}/run/model.safetensors`));
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
