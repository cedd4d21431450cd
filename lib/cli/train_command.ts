/**
 * The command that trains a model.
 *
 * @module
 */
import { join } from "node:path";
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { type BackendInfo, selectBackend } from "../backend/select.ts";
import type { BatchSource } from "../dataset/batches.ts";
import { createVAE, type SavedNetworks } from "../model/model_file.ts";
import { assignParameters } from "../model/parameters.ts";
import { assignDeepened } from "../model/pen/deepen.ts";
import type { VAE } from "../model/vae.ts";
import { restoreCheckpoint } from "../training/checkpoint.ts";
import { MODEL_FILE, type RunConfig, RunFolder } from "../training/run_folder.ts";
import { Trainer } from "../training/trainer.ts";
import { NonFiniteLossError } from "../errors.ts";
import { commandLine, EarlyEnd, VERSION } from "./application.ts";
import type { Start } from "./choose_start.ts";
import { INTERRUPTED, withInterrupt } from "./interrupt.ts";
import { PRETRAINED } from "./model_source.ts";
import { count, createReporter, duration, type Reporter } from "./reporter.ts";
import { backendOptions } from "./shared_flags.ts";
import { type TrainFlags, trainFlags } from "./train_flags.ts";
import { checkSameData, type Plan, planNew, planResumed } from "./train_plan.ts";
import { loadTrainingData, type TrainingData } from "./training_data.ts";

/** `train`: from a folder of signatures to a model. */
export const trainCommand: Command<CommandContext> = buildCommand<TrainFlags>({
  docs: {
    brief: "Train a variational autoencoder on images of signatures",
    fullDescription:
      "Trains a variational autoencoder on a folder of images of signatures and writes the model, " +
      "checkpoints, curves and sample sheets to a folder of their own. Without --data it takes the " +
      "images in data/ where there are any, else built-in procedural signatures. With images of " +
      "yours a pen model starts from the weights that come with this program.",
  },
  parameters: {
    flags: trainFlags,
  },
  func: train,
});

async function train(flags: TrainFlags): Promise<void> {
  const reporter = createReporter(flags);
  const plan = flags.resume ? await planResumed(flags) : await planNew(flags);
  const backend = await selectBackend(
    flags.backend,
    backendOptions(flags),
  );
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const { batches, own, data, drawTraces } = await loadTrainingData(plan.request, reporter);
  checkSameData(plan, data.sha256);
  const vae = createVAE(plan.model, plan.training.seed);
  if (plan.start.networks) startFrom(vae, plan.start.networks);
  const trainer = new Trainer(vae, batches, plan.training);
  if (plan.interrupted) restoreCheckpoint(trainer, plan.interrupted.checkpoint);
  const config: RunConfig = {
    version: VERSION,
    model: plan.model,
    training: plan.training,
    prior: plan.prior,
    init: plan.start.init,
    initSha256: plan.start.sha256 ?? null,
    data,
    backend: backend.name,
    engines: [...new Set([...plan.interrupted?.config.engines ?? [], backend.engine])],
  };
  const run = plan.interrupted?.run ?? await RunFolder.create(plan.path, config);
  if (plan.interrupted) await run.updateConfig(config);
  describeRun(reporter, trainer, run, plan);
  if (!plan.interrupted) await showTraces(run, reporter, drawTraces);
  try {
    await runEpochs(trainer, own, run, reporter);
    await fitPrior(plan, trainer, own, run, reporter);
    reportEnd(run, trainer, reporter, backend);
  } finally {
    trainer.dispose();
    vae.dispose();
  }
}

function startFrom({ parameters }: VAE, start: SavedNetworks): void {
  if (start.config.model === "pen") {
    assignDeepened(parameters, start.parameters, start.config.blocks);
  } else assignParameters(parameters, start.parameters);
}

function describeRun(
  reporter: Reporter,
  trainer: Trainer,
  run: RunFolder,
  { model, training, start }: Plan,
): void {
  const values = [...trainer.vae.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  reporter.info(
    `model: ${model.model} VAE, ${model.height}x${model.width}, z ${model.latentDim}, ` +
      `${(values / 1e6).toFixed(2)} million parameters`,
  );
  const done = run.metrics.length;
  const { epochs } = training;
  if (done === 0) describeStart(reporter, start, epochs);
  const length = epochs > 0
    ? `${count(epochs, "epoch")} of ${count(trainer.stepsPerEpoch, "step")}`
    : "no epochs: the weights stay as they are";
  reporter.info(
    `run: "${run.path}", ${length}` + (done > 0 ? `, continued after ${done}` : ""),
  );
}

/** Lets the user see what was found in the images. */
async function showTraces(
  run: RunFolder,
  reporter: Reporter,
  drawTraces: TrainingData["drawTraces"],
): Promise<void> {
  const page = await drawTraces?.();
  if (page === undefined) return;
  reporter.info(
    `traces: "${await run.writeTraces(page)}" shows strokes that were found in the images`,
  );
}

function describeStart(reporter: Reporter, { init, reason }: Start, epochs: number): void {
  if (init === PRETRAINED) {
    const kept = epochs > 0 ? ", --epochs 0 to keep them and fit the prior alone" : "";
    reporter.info(
      `weights: those that come with this program (--from-scratch for fresh ones${kept})`,
    );
  } else if (init !== null) {
    reporter.info(`weights: those of "${init}"`);
  } else if (reason !== undefined) {
    reporter.info(`weights: fresh (${reason})`);
  }
}

/** The last stage of a run. Ctrl-C ends it with the best prior so far, which is a whole one. */
async function fitPrior(
  { prior }: Plan,
  trainer: Trainer,
  own: BatchSource,
  run: RunFolder,
  reporter: Reporter,
): Promise<void> {
  if (prior === "normal") return;
  reporter.info(`prior: fitting a ${prior} to the latents`);
  await withInterrupt((signal) =>
    run.finish(prior, trainer, own, {
      signal,
      onStep: ({ step, steps, validationNll }) =>
        reporter.progress("fitting the prior", step, steps, `${validationNll.toFixed(1)} nats`),
    }), () => reporter.warn("stopping with the best prior so far (Ctrl-C again to stop at once)"));
}

async function runEpochs(
  trainer: Trainer,
  own: BatchSource,
  run: RunFolder,
  reporter: Reporter,
): Promise<void> {
  const { epochs } = trainer.options;
  const clock = createClock(epochs * trainer.stepsPerEpoch);
  trainer.onStep = (metrics) => {
    const step = (metrics.epoch - 1) * trainer.stepsPerEpoch + metrics.step;
    reporter.step(metrics, epochs, clock(step));
  };
  const resumeCommand = commandLine(`train --resume --out "${run.path}"`);
  await withInterrupt(async (signal) => {
    try {
      if (epochs === 0 && run.metrics.length === 0) await run.recordStart(trainer, own);
      for await (const metrics of trainer.epochs(signal)) {
        await run.recordEpoch(metrics, trainer, own);
        reporter.epoch(run.metrics.at(-1)!, epochs);
      }
    } catch (error) {
      if (!(error instanceof NonFiniteLossError)) throw error;
      const kept = run.metrics.length > 0
        ? `; the last good checkpoint is kept in "${run.path}"`
        : "";
      throw new Error(error.message + kept, { cause: error });
    }
    if (!trainer.finished) {
      await run.saveCheckpoint(trainer);
      reporter.event({ event: "interrupted", run: run.path });
      throw new EarlyEnd(
        `interrupted: saved in "${run.path}", ${resumeCommand} goes on`,
        INTERRUPTED,
      );
    }
  }, () => reporter.warn("stopping after this step to save (Ctrl-C again to stop at once)"));
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
    ? "weights as they were"
    : `epoch ${best.epoch}, loss ${(best.validationLoss ?? best.loss).toFixed(1)}`;
  reporter.result(
    [
      best ? `done in ${duration(seconds)} of training${early}` : "done without training",
      `  model    ${join(run.path, MODEL_FILE)} (${kept})`,
      `  samples  ${run.newestSamples}`,
      ...best ? [`  curves   ${join(run.path, "curves.png")}`] : [],
      `  new signatures: ${commandLine(`generate --model "${run.path}"`)}`,
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

/** Makes a function from steps done to seconds left, from the pace since the first call. */
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
