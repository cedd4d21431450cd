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
import { keepNearerPrior } from "./nearest_prior.ts";
import { fitRunPrior } from "../training/prior/fit_run_prior.ts";
import { lockRun } from "../training/lock_run.ts";
import type { RunConfig } from "../training/run_config.ts";
import { MODEL_FILE, REPORT_FILE, RunFolder, TRACES_FILE } from "../training/run_folder.ts";
import {
  createCheckpointListener,
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
import { checkSameData, type ResumedRun, resumeRun } from "./resume_run.ts";
import { backendOptions } from "./shared_flags.ts";
import { type TrainFlags, trainFlags } from "./train_flags.ts";
import { TrainReport } from "./train_report.ts";
import { dataConfig, loadTrainingData, type TrainingData } from "./training_data.ts";

/** `train`: from a folder of signatures to a model. */
export const trainCommand: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Train a variational autoencoder on images of signatures",
    fullDescription:
      "Trains a variational autoencoder on a folder of signature images and writes the model, " +
      "checkpoints, curves, sample sheets and a report to a run folder. Without --data it trains on the " +
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
  await using lock = resumed?.lock ?? await lockRun(settings.path, "train into");
  if (lock.unavailable !== undefined) reporter.warn(describeUnlocked(settings, lock.unavailable));
  const backend = await selectBackend(flags.backend, backendOptions(flags));
  reporter.info(`backend: ${backend.name} (${backend.reason})`);
  const { recorded, config, renderRecoverySheet } = await startRun(
    settings,
    resumed,
    backend,
    reporter,
  );
  const { run, trainer } = recorded;
  reportSettings(reporter, recorded, settings, resumed);
  if (!resumed?.checkpoint) await writeRecovered(run, reporter, renderRecoverySheet);
  const report = new TrainReport(recorded, config, reporter);
  try {
    await report.start();
    await runEpochs(recorded, reporter, report, flags.secondsPerCheckpoint);
    await report.enter({ kind: "fitting the prior" });
    const finished = await fitPrior(recorded, reporter);
    if (finished && config.prior === "nearest" && config.init !== null) {
      await keepNearerPrior(recorded, config.init, reporter);
    }
    await run.writeConfig({ ...config, finished });
    await report.enter({ kind: finished ? "finished" : "interrupted" });
    reportEnd(run, trainer, reporter, backend);
  } catch (error) {
    await report.end(error);
    throw error;
  } finally {
    trainer.dispose();
    trainer.vae.dispose();
  }
}

function describeUnlocked({ path }: RunSettings, reason: string): string {
  return `cannot lock "${path}" (${reason}): do not start another train command on it`;
}

/** A run that is ready for its next step. */
interface StartedRun {
  readonly recorded: RecordedRun;
  readonly config: RunConfig;
  readonly renderRecoverySheet: TrainingData["renderRecoverySheet"];
}

/** Writes the config of a run, so that it can be resumed, then loads its data and restores its state. */
async function startRun(
  settings: RunSettings,
  resumed: ResumedRun | undefined,
  backend: BackendInfo,
  reporter: Reporter,
): Promise<StartedRun> {
  const config = runConfig(settings, backend, resumed);
  const run = resumed?.run ?? await RunFolder.create(settings.path, config);
  try {
    return await prepareRun(run, config, settings, resumed, reporter);
  } catch (error) {
    if (!resumed) await run.discard();
    throw error;
  }
}

async function prepareRun(
  run: RunFolder,
  config: RunConfig,
  { model, training, prior, weights, data: request }: RunSettings,
  resumed: ResumedRun | undefined,
  reporter: Reporter,
): Promise<StartedRun> {
  const { batches, own, data, renderRecoverySheet } = await loadTrainingData(request, reporter);
  if (resumed) checkSameData(resumed, data.sha256);
  const trainer = new Trainer(createInitialVAE(model, training.seed, weights), batches, training);
  if (resumed?.checkpoint) restoreCheckpoint(trainer, resumed.checkpoint);
  const loaded = { ...config, data };
  await run.writeConfig(loaded);
  const kind = prior === "nearest" ? "mixture" : prior;
  const recorded = { run, trainer, data: own, prior: kind };
  return { recorded, config: loaded, renderRecoverySheet };
}

function runConfig(
  { model, training, prior, weights, data }: RunSettings,
  backend: BackendInfo,
  resumed: ResumedRun | undefined,
): RunConfig {
  return {
    version: VERSION,
    model,
    training,
    prior,
    init: weights.init,
    initSha256: weights.sha256 ?? null,
    data: dataConfig(data),
    backend: backend.name,
    engines: [...new Set([...resumed?.config.engines ?? [], backend.engine])],
    finished: false,
  };
}

function reportSettings(
  reporter: Reporter,
  { run, trainer }: RecordedRun,
  { model, training, weights }: RunSettings,
  resumed: ResumedRun | undefined,
): void {
  const parameters = [...trainer.vae.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  reporter.info(
    `model: ${model.model} VAE, ${model.height}x${model.width}, z ${model.latentDim}, ` +
      `${(parameters / 1e6).toFixed(2)} million parameters`,
  );
  const { epochs } = training;
  if (!resumed?.checkpoint) reportWeights(reporter, weights, epochs);
  const length = epochs > 0
    ? `${count(epochs, "epoch")} of ${count(trainer.stepsPerEpoch, "step")}`
    : "no epochs: the weights are kept";
  reporter.info(`run: "${run.path}", ${length}${resumed ? `, ${describeStart(resumed)}` : ""}`);
}

/** Where a resumed run continues. */
function describeStart({ checkpoint }: ResumedRun): string {
  if (checkpoint === undefined) {
    return "started again from the beginning: it ended before its first checkpoint";
  }
  const { epoch, batch } = checkpoint.progress;
  const steps = batch > 0 ? ` and ${count(batch, "step")}` : "";
  return `continued after ${count(epoch, "epoch")}${steps}`;
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
  const path = await run.write(TRACES_FILE, encodeColorPng(sheet));
  reporter.info(`strokes: "${path}" shows the strokes recovered from the images`);
}

/**
 * The last stage of a run. Ctrl-C stops it with the best prior so far.
 *
 * @returns Whether it came to its end; if not, a resumed run fits the prior again.
 */
async function fitPrior(recorded: RecordedRun, reporter: Reporter): Promise<boolean> {
  const { prior } = recorded;
  if (prior === "normal") return true;
  return await withInterrupt(async (signal) => {
    reporter.info(`prior: fitting a ${prior} prior to the latent vectors`);
    await fitRunPrior(recorded, {
      signal,
      onStep: ({ step, steps, validationNll }) =>
        reporter.progress("fitting the prior", step, steps, `${validationNll.toFixed(1)} nats`),
    });
    return !signal.aborted;
  }, () =>
    reporter.warn(
      "stopping with the best prior so far, --resume fits it to the end (Ctrl-C again to exit now)",
    ));
}

async function runEpochs(
  recorded: RecordedRun,
  reporter: Reporter,
  report: TrainReport,
  secondsPerCheckpoint: number | undefined,
): Promise<void> {
  const { run, trainer } = recorded;
  const { epochs } = trainer.options;
  const secondsLeft = createClock(epochs * trainer.stepsPerEpoch);
  const writeCheckpointIfDue = createCheckpointListener(recorded, secondsPerCheckpoint);
  trainer.onStep = async (metrics) => {
    const step = (metrics.epoch - 1) * trainer.stepsPerEpoch + metrics.step;
    const left = secondsLeft(step);
    reporter.step(metrics, epochs, left);
    await writeCheckpointIfDue();
    await report.step(metrics, left);
  };
  await withInterrupt(async (signal) => {
    try {
      if (epochs === 0 && run.metrics.length === 0) await recordStart(recorded);
      const listeners = [...runListeners(recorded), report.listener];
      for await (const metrics of notify(trainer.epochs(signal), listeners)) {
        reporter.epoch(metrics, epochs);
      }
    } catch (error) {
      throw error instanceof NonFiniteLossError ? withCheckpoint(error, run) : error;
    }
    const isPriorLeft = recorded.prior !== "normal";
    if (!trainer.finished || (signal.aborted && isPriorLeft)) await endEarly(recorded, reporter);
  }, () => reporter.warn("saving after this step (Ctrl-C again to exit now)"));
}

function withCheckpoint(error: NonFiniteLossError, { metrics, path }: RunFolder): Error {
  const checkpoint = metrics.length > 0 ? `; "${path}" has the best model so far` : "";
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
      `  report   ${join(run.path, REPORT_FILE)}`,
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
