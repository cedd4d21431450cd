/**
 * The stages of a run. Ctrl-C ends each of them with what there is so far.
 *
 * @module
 */
import { NonFiniteLossError } from "../../errors.ts";
import { fitRunPrior } from "../../training/run/fit_run_prior.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import type { RunFolder } from "../../training/run/run_folder.ts";
import {
  createCheckpointListener,
  notify,
  type RecordedRun,
  recordStart,
  runListeners,
  writeCheckpoint,
} from "../../training/run/run_listeners.ts";
import { commandLine, EarlyEnd } from "../application.ts";
import { INTERRUPTED, withInterrupt } from "../interrupt.ts";
import type { Reporter } from "../reporter.ts";
import { createSecondsLeft } from "../time_left.ts";
import { keepNearerPrior } from "./nearest_prior.ts";
import type { TrainReport } from "./train_report.ts";

/**
 * Trains the epochs that a run has left.
 *
 * @param recorded The run.
 * @param report The run's page.
 * @param reporter Prints progress.
 * @param secondsPerCheckpoint Seconds between checkpoints within an epoch.
 * @throws {EarlyEnd} If the user stopped it; its checkpoint is written.
 * @throws {NonFiniteLossError} If the loss became infinite or not a number.
 */
export async function runEpochs(
  recorded: RecordedRun,
  report: TrainReport,
  reporter: Reporter,
  secondsPerCheckpoint: number | undefined,
): Promise<void> {
  const { run, trainer } = recorded;
  const { epochs } = trainer.options;
  const secondsLeft = createSecondsLeft(epochs * trainer.stepsPerEpoch);
  const writeCheckpointIfDue = createCheckpointListener(recorded, secondsPerCheckpoint);
  trainer.onStep = async (metrics) => {
    const left = secondsLeft(metrics.step);
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

/**
 * Fits the prior, or keeps that of the initial weights where it is nearer. Ctrl-C stops it with the best
 * prior so far.
 *
 * @param recorded The run.
 * @param config What its `config.json` records.
 * @param reporter Prints progress.
 * @returns Whether it came to its end, since otherwise a resumed run fits the prior again, and which
 * prior was kept if there was a choice.
 */
export async function runPrior(
  recorded: RecordedRun,
  { prior, init }: RunConfig,
  reporter: Reporter,
): Promise<{ readonly finished: boolean; readonly choice?: string }> {
  const finished = await fitPrior(recorded, reporter);
  if (!finished || prior !== "nearest" || init === null) return { finished };
  return { finished, choice: await keepNearerPrior(recorded, init, reporter) };
}

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
