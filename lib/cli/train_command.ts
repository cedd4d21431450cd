/**
 * The command that trains a model.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { type BackendInfo, selectBackend } from "../backend/select.ts";
import { NonFiniteLossError } from "../errors.ts";
import { encodeColorPng } from "../image/codecs/encode.ts";
import { restoreCheckpoint } from "../training/checkpoint.ts";
import { fitRunPrior } from "../training/prior/fit_run_prior.ts";
import type { RunConfig } from "../training/run_config.ts";
import { MODEL_FILE, RunFolder } from "../training/run_folder.ts";
import {
  notify,
  type RecordedRun,
  recordStart,
  runListeners,
  writeCheckpoint,
} from "../training/run_listeners.ts";
import { Trainer } from "../training/trainer.ts";
import { commandLine, EarlyEnd, VERSION } from "./application.ts";
import { createInitialVAE, type InitialWeights } from "./initial_weights.ts";
import { INTERRUPTED, withInterrupt } from "./interrupt.ts";
import { PRETRAINED } from "../generation/load_model.ts";
import { count, createReporter, duration, type Reporter } from "./reporter.ts";
import { resolveRun, type RunSettings } from "./resolve_run.ts";
import { checkSameData, resumeRun } from "./resume_run.ts";
import { backendOptions } from "./shared_flags.ts";
import { type TrainFlags, trainFlags } from "./train_flags.ts";
import { loadTrainingData, type TrainingData } from "./training_data.ts";

/** `train`: from a folder of signatures to a model. */
export const trainCommand: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Train a variational autoencoder on images of signatures",
    fullDescription:
      "Trains a variational autoencoder on a folder of signature images and writes the model, " +
      "checkpoints, curves and sample sheets to a run folder. Without --data it trains on the " +
      "images in data/, or on built-in procedural signatures if there are none. On your images a " +
      "pen model starts from the pretrained weights.",
  },
  parameters: { flags: trainFlags },
  func: train,
});

async function train(flags: TrainFlags): Promise<void> {
  const reporter = createReporter(flags);
  const resumed = flags.resume ? await resumeRun(flags) : undefined;
  const settings = resumed ?? await resolveRun(flags);
  const backend = await selectBackend(flags.backend, backendOptions(flags));
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const { batches, own, data, renderRecoverySheet } = await loadTrainingData(
    settings.data,
    reporter,
  );
  if (resumed) checkSameData(resumed, data.sha256);
  const { model, training, prior, weights } = settings;
  const vae = createInitialVAE(model, training.seed, weights);
  const trainer = new Trainer(vae, batches, training);
  if (resumed) restoreCheckpoint(trainer, resumed.checkpoint);
  const config: RunConfig = {
    version: VERSION,
    model,
    training,
    prior,
    init: weights.init,
    initSha256: weights.sha256 ?? null,
    data,
    backend: backend.name,
    engines: [...new Set([...resumed?.config.engines ?? [], backend.engine])],
  };
  const run = resumed?.run ?? await RunFolder.create(settings.path, config);
  if (resumed) await run.writeConfig(config);
  reportSettings(reporter, trainer, run, settings);
  if (!resumed) await writeRecovered(run, reporter, renderRecoverySheet);
  const recorded: RecordedRun = { run, trainer, data: own, prior };
  try {
    await runEpochs(recorded, reporter);
    await fitPrior(recorded, reporter);
    reportEnd(run, trainer, reporter, backend);
  } finally {
    trainer.dispose();
    vae.dispose();
  }
}

function reportSettings(
  reporter: Reporter,
  trainer: Trainer,
  run: RunFolder,
  { model, training, weights }: RunSettings,
): void {
  const parameters = [...trainer.vae.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  reporter.info(
    `model: ${model.model} VAE, ${model.height}x${model.width}, z ${model.latentDim}, ` +
      `${(parameters / 1e6).toFixed(2)} million parameters`,
  );
  const done = run.metrics.length;
  const { epochs } = training;
  if (done === 0) reportWeights(reporter, weights, epochs);
  const length = epochs > 0
    ? `${count(epochs, "epoch")} of ${count(trainer.stepsPerEpoch, "step")}`
    : "no epochs: the weights are kept";
  reporter.info(
    `run: "${run.path}", ${length}` + (done > 0 ? `, continued after ${done}` : ""),
  );
}

function reportWeights(
  reporter: Reporter,
  { init, reason }: InitialWeights,
  epochs: number,
): void {
  if (init === PRETRAINED) {
    const kept = epochs > 0 ? ", --epochs 0 keeps them and only fits the prior" : "";
    reporter.info(`weights: pretrained (--from-scratch starts from random ones${kept})`);
  } else if (init !== null) {
    reporter.info(`weights: from "${init}"`);
  } else if (reason !== undefined) {
    reporter.info(`weights: random, ${reason}`);
  }
}

/** Writes a sheet for checking the recovered trajectories. */
async function writeRecovered(
  run: RunFolder,
  reporter: Reporter,
  renderRecoverySheet: TrainingData["renderRecoverySheet"],
): Promise<void> {
  const sheet = await renderRecoverySheet?.();
  if (sheet === undefined) return;
  const path = await run.write("traces.png", encodeColorPng(sheet));
  reporter.info(`strokes: "${path}" shows the strokes recovered from the images`);
}

/** The last stage of a run. Ctrl-C stops it with the best prior so far. */
async function fitPrior(recorded: RecordedRun, reporter: Reporter): Promise<void> {
  const { prior } = recorded;
  if (prior === "normal") return;
  reporter.info(`prior: fitting a ${prior} prior to the latent vectors`);
  await withInterrupt((signal) =>
    fitRunPrior(recorded, {
      signal,
      onStep: ({ step, steps, validationNll }) =>
        reporter.progress("fitting the prior", step, steps, `${validationNll.toFixed(1)} nats`),
    }), () => reporter.warn("stopping with the best prior so far (Ctrl-C again to exit now)"));
}

async function runEpochs(recorded: RecordedRun, reporter: Reporter): Promise<void> {
  const { run, trainer } = recorded;
  const { epochs } = trainer.options;
  const secondsLeft = createClock(epochs * trainer.stepsPerEpoch);
  trainer.onStep = (metrics) => {
    const step = (metrics.epoch - 1) * trainer.stepsPerEpoch + metrics.step;
    reporter.step(metrics, epochs, secondsLeft(step));
  };
  await withInterrupt(async (signal) => {
    try {
      if (epochs === 0 && run.metrics.length === 0) await recordStart(recorded);
      for await (const metrics of notify(trainer.epochs(signal), runListeners(recorded))) {
        reporter.epoch(metrics, epochs);
      }
    } catch (error) {
      throw error instanceof NonFiniteLossError ? withCheckpoint(error, run) : error;
    }
    if (!trainer.finished) await endEarly(recorded, reporter);
  }, () => reporter.warn("saving after this step (Ctrl-C again to exit now)"));
}

function withCheckpoint(error: NonFiniteLossError, { metrics, path }: RunFolder): Error {
  const checkpoint = metrics.length > 0 ? `; "${path}" has the checkpoint of the last epoch` : "";
  return new NonFiniteLossError(error.message + checkpoint, { cause: error });
}

async function endEarly(recorded: RecordedRun, reporter: Reporter): Promise<never> {
  const { path } = recorded.run;
  await writeCheckpoint(recorded);
  reporter.event({ event: "interrupted", run: path });
  const resume = commandLine(`train --resume --out "${path}"`);
  throw new EarlyEnd(`interrupted: saved in "${path}", continue with ${resume}`, INTERRUPTED);
}

function reportEnd(
  run: RunFolder,
  trainer: Trainer,
  reporter: Reporter,
  backend: BackendInfo,
): void {
  const last = run.metrics.at(-1);
  const best = run.metrics.findLast(({ best }) => best);
  const early = last && last.epoch < trainer.options.epochs
    ? `, stopped early after epoch ${last.epoch}`
    : "";
  const seconds = run.metrics.reduce((sum, { seconds }) => sum + seconds, 0);
  const kept = best === undefined
    ? "weights unchanged"
    : `epoch ${best.epoch}, loss ${(best.validationLoss ?? best.loss).toFixed(1)}`;
  reporter.result(
    [
      best ? `trained for ${duration(seconds)}${early}` : "done without training",
      `  model    ${join(run.path, MODEL_FILE)} (${kept})`,
      `  samples  ${run.latestSamples}`,
      ...best ? [`  curves   ${join(run.path, "curves.svg")}`] : [],
      `  generate with: ${commandLine(`generate --model "${run.path}"`)}`,
    ].join("\n"),
    {
      event: "done",
      run: run.path,
      backend: backend.name,
      engine: backend.engine,
      epochs: last?.epoch ?? 0,
      best,
    },
  );
}

/** Creates a function from steps taken to seconds left, by the speed since its first call. */
function createClock(totalSteps: number): (step: number) => number {
  let first: { step: number; time: number } | undefined;
  return (step) => {
    const time = performance.now() / 1000;
    first ??= { step, time };
    return step === first.step
      ? Infinity
      : (time - first.time) / (step - first.step) * (totalSteps - step);
  };
}
