import { decodeChecked } from "../../lib/model/checksum.ts";
import { encodeSafetensors } from "../../lib/model/safetensors.ts";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "../../lib/backend/select.ts";
import { readParameters } from "../../lib/model/parameters.ts";
import { createVAE } from "../../lib/model/model_file.ts";
import {
  decodeCheckpoint,
  encodeCheckpoint,
  restoreCheckpoint,
} from "../../lib/training/checkpoint.ts";
import { ModelFormatError, NonFiniteLossError } from "../../lib/errors.ts";
import type { TrainingOptions } from "../../lib/training/options.ts";
import type { EpochMetrics } from "../../lib/training/metrics.ts";
import { Trainer } from "../../lib/training/trainer.ts";
import { barBatches, TINY_CONFIG } from "./fixtures.ts";

await selectBackend("simd", { threads: 1 });

const OPTIONS: Partial<TrainingOptions> = {
  epochs: 4,
  batchSize: 4,
  warmupSteps: 3,
  betaWarmupEpochs: 2,
  clipNorm: 50,
  freeBits: 0.1,
  seed: 5,
};

function makeTrainer(options: Partial<TrainingOptions> = OPTIONS): Trainer {
  return new Trainer(createVAE(TINY_CONFIG, 5), barBatches(), options);
}

function free(trainer: Trainer): void {
  trainer.dispose();
  trainer.vae.dispose();
}

/** Metrics without what depends on the clock. */
function withoutTime({ seconds: _s, imagesPerSecond: _i, ...rest }: EpochMetrics) {
  return rest;
}

async function collect(trainer: Trainer, signal?: AbortSignal) {
  return (await Array.fromAsync(trainer.epochs(signal))).map(withoutTime);
}

Deno.test("Trainer gives the same metrics and weights when run twice with one seed", async () => {
  const [first, second] = [makeTrainer(), makeTrainer()];
  assert.deepEqual(await collect(first), await collect(second));
  assert.deepEqual(
    await readParameters(first.vae.parameters),
    await readParameters(second.vae.parameters),
  );
  free(first);
  free(second);
});

Deno.test("Trainer gives other metrics when the seed differs", async () => {
  const [first, second] = [makeTrainer(), makeTrainer({ ...OPTIONS, seed: 6 })];
  assert.notDeepEqual(await collect(first), await collect(second));
  free(first);
  free(second);
});

Deno.test("Trainer continues exactly from a checkpoint taken at any step", async () => {
  const whole = makeTrainer();
  const expected = await collect(whole);
  const steps = OPTIONS.epochs! * whole.stepsPerEpoch;
  for (let stopAfter = 1; stopAfter < steps; stopAfter++) {
    const controller = new AbortController();
    const interrupted = makeTrainer();
    // onStep comes with each read-back; steps are counted here through the data instead
    let taken = 0;
    const data = barBatches();
    const counted = new Trainer(interrupted.vae, {
      observationShape: data.observationShape,
      trainingCount: data.trainingCount,
      validationCount: data.validationCount,
      validationBatch: (start, size) => data.validationBatch(start, size),
      trainingBatch: (epoch, batch, size) => {
        if (++taken === stopAfter) controller.abort();
        return data.trainingBatch(epoch, batch, size);
      },
    }, OPTIONS);
    const before = await collect(counted, controller.signal);
    assert.equal(counted.finished, false);
    const bytes = await encodeCheckpoint(counted);
    const checkpoint = await decodeCheckpoint(bytes);
    assert.equal(checkpoint.progress.optimizerStep, stopAfter);

    const resumed = new Trainer(createVAE(checkpoint.config, 99), barBatches(), checkpoint.options);
    restoreCheckpoint(resumed, checkpoint);
    const after = await collect(resumed);
    assert.deepEqual([...before, ...after], expected, `stopped after step ${stopAfter}`);
    assert.deepEqual(
      await readParameters(resumed.vae.parameters),
      await readParameters(whole.vae.parameters),
    );
    counted.dispose();
    free(interrupted);
    free(resumed);
  }
  free(whole);
});

Deno.test("Trainer learns to reconstruct its training images when it runs long enough", async () => {
  const vae = createVAE({ ...TINY_CONFIG, channels: 6, latentDim: 4 }, 5);
  const options = { epochs: 80, batchSize: 6, learningRate: 0.01, warmupSteps: 5, beta: 0.1 };
  const trainer = new Trainer(vae, barBatches(8, false), options);
  const metrics = await collect(trainer);
  const [first, last] = [metrics[0]!.reconstruction, metrics.at(-1)!.reconstruction];
  assert.ok(last < 0.35 * first, `${first} -> ${last}`);
  free(trainer);
});

Deno.test("Trainer reports loss as reconstruction + beta * KL", async () => {
  const trainer = makeTrainer({ ...OPTIONS, freeBits: 0, betaWarmupEpochs: 0, beta: 0.3 });
  for (const { loss, reconstruction, kl, beta } of await collect(trainer)) {
    assert.equal(beta, 0.3);
    assert.ok(Math.abs(loss - reconstruction - 0.3 * kl) < 1e-5 * loss);
  }
  free(trainer);
});

Deno.test("Trainer counts steps from the start of the run, in the records of steps and of epochs", async () => {
  const trainer = makeTrainer();
  const { stepsPerEpoch } = trainer;
  let last = 0;
  trainer.onStep = ({ epoch, step, stepInEpoch }) => {
    assert.equal(step, (epoch - 1) * stepsPerEpoch + stepInEpoch);
    assert.ok(step > last && stepInEpoch <= stepsPerEpoch);
    last = step;
  };
  for await (const { epoch, step } of trainer.epochs()) {
    assert.deepEqual([step, last], [epoch * stepsPerEpoch, step]);
  }
  free(trainer);
});

Deno.test("Trainer stops early when validation makes no progress", async () => {
  const trainer = makeTrainer({ ...OPTIONS, epochs: 50, learningRate: 0, patience: 3 });
  const metrics = await collect(trainer);
  assert.equal(metrics.length, 4);
  assert.deepEqual(metrics.map(({ best }) => best), [true, false, false, false]);
  assert.equal(trainer.finished, true);
  free(trainer);
});

Deno.test("Trainer stops with an error when the loss is not finite", async () => {
  const trainer = makeTrainer({ ...OPTIONS, clipNorm: 0, learningRate: 1e30, warmupSteps: 0 });
  await assert.rejects(collect(trainer), (error: Error) => {
    assert.ok(error instanceof NonFiniteLossError);
    assert.match(error.message, /^Cannot continue training: .+ is (NaN|-?Infinity) in epoch \d+/);
    return true;
  });
  free(trainer);
});

Deno.test("Trainer names an option that is out of range when it is constructed", () => {
  const cases: [Partial<TrainingOptions>, RegExp][] = [
    [{ epochs: -1 }, /epochs is -1, expected a whole number from 0/],
    [{ batchSize: 2.5 }, /batchSize is 2.5, expected a whole number/],
    [{ learningRate: NaN }, /learningRate is NaN/],
    [{ beta: -1 }, /beta is -1, expected a number of at least 0/],
    [
      { finalLearningRateFraction: 2 },
      /finalLearningRateFraction is 2, expected a number from 0 to 1/,
    ],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => makeTrainer(options), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("Trainer refuses data of another shape when it is constructed", () => {
  const vae = createVAE({ ...TINY_CONFIG, width: 48 }, 1);
  assert.throws(
    () => new Trainer(vae, barBatches()),
    /data has shape \[16,32,1\], expected/,
  );
  vae.dispose();
});

Deno.test("Trainer leaks no tensors when it runs", async () => {
  const before = tf.memory().numTensors;
  const trainer = makeTrainer({ ...OPTIONS, epochs: 3 });
  const counts: number[] = [];
  for await (const _ of trainer.epochs()) counts.push(tf.memory().numTensors);
  assert.equal(new Set(counts).size, 1, `tensors after each epoch: ${counts}`);
  free(trainer);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("decodeCheckpoint() refuses a file that is not a checkpoint", async () => {
  const trainer = makeTrainer();
  const bytes = await encodeCheckpoint(trainer);
  free(trainer);
  await assert.rejects(decodeCheckpoint(bytes.slice(0, bytes.length - 1)), SyntaxError);
  await assert.rejects(decodeCheckpoint(new Uint8Array(100)), SyntaxError);
  await assert.rejects(
    decodeCheckpoint(bytes.with(bytes.length - 3, bytes.at(-3)! ^ 1)),
    /Cannot read checkpoint: its checksum does not match its content/,
  );
  const { tensors, metadata } = await decodeChecked(bytes, "checkpoint");
  const progress = metadata.progress!.replace('"epoch":0', '"epoch":x');
  const tampered = encodeSafetensors({ tensors, metadata: { ...metadata, progress } });
  await assert.rejects(decodeCheckpoint(tampered), (error: Error) => {
    assert.ok(error instanceof ModelFormatError);
    assert.match(error.message, /Cannot read checkpoint: its progress/);
    return true;
  });
});
