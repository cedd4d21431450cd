/**
 * The command that trains a model.
 *
 * @module
 */
import { buildCommand, type Command, type CommandContext } from "@stricli/core";
import { encodeColorPng } from "../../image/codecs/encode.ts";
import { lockRun } from "../../files/lock_run.ts";
import { RECOVERY_SHEET_FILE, type RunFolder } from "../../training/run/run_folder.ts";
import { withHelp } from "../help.ts";
import { createReporter, type Reporter } from "../reporter.ts";
import { startBackend } from "../shared_flags.ts";
import { reportEnd, reportSettings } from "./report_run.ts";
import { resolveRun, type RunSettings } from "./resolve_run.ts";
import { resumeRun } from "./resume_run.ts";
import { startRun } from "./start_run.ts";
import { TRAIN_HEADINGS, type TrainFlags, trainFlags } from "./train_flags.ts";
import { TrainReport } from "./train_report.ts";
import { runEpochs, runPrior } from "./train_stages.ts";
import { describeEffect, measureInitialLoss } from "./training_effect.ts";
import type { TrainingData } from "./training_data.ts";

const command: Command<CommandContext> = buildCommand({
  docs: {
    brief: "Train a variational autoencoder on images of signatures",
    fullDescription:
      "Trains a variational autoencoder on a folder of signature images. Writes the model, " +
      "checkpoints, curves, samples and a report to a run folder. Without --data it trains on the " +
      "images in data/, or on built-in procedural signatures if there are none. On your images a " +
      "pen model starts from the pretrained weights.",
  },
  parameters: { flags: trainFlags },
  func: train,
});

/** `train`: from a folder of signatures to a model. */
export const trainCommand: Command<CommandContext> = withHelp(command, [
  { command: "train --data scans", brief: "Fine-tune the pretrained weights on a folder" },
  {
    command: "train --data scans --epochs 0",
    brief: "Keep the weights, and fit only the prior to the folder",
  },
  { command: "train --resume", brief: "Continue the newest run that is not finished" },
], TRAIN_HEADINGS);

async function train(flags: TrainFlags): Promise<void> {
  const reporter = createReporter(flags);
  const resumed = flags.resume ? await resumeRun(flags) : undefined;
  const settings = resumed ?? await resolveRun(flags);
  await using lock = resumed?.lock ?? await lockRun(settings.path, "train into");
  if (lock.unavailable !== undefined) reporter.warn(describeUnlocked(settings, lock.unavailable));
  const backend = await startBackend(flags, reporter);
  const { recorded, renderRecoverySheet, ...started } = await startRun(
    settings,
    resumed,
    backend,
    reporter,
  );
  const { run, trainer } = recorded;
  reportSettings(reporter, recorded, settings, resumed);
  if (!resumed?.checkpoint) await writeRecovered(run, reporter, renderRecoverySheet);
  const config = resumed?.checkpoint
    ? started.config
    : await measureInitialLoss(recorded, started.config, reporter);
  const report = new TrainReport(recorded, config, reporter);
  try {
    await report.start();
    await runEpochs(recorded, report, reporter, flags.secondsPerCheckpoint);
    await report.enter({ kind: "fitting the prior" });
    const { finished, choice } = await runPrior(recorded, config, reporter);
    await run.writeConfig({ ...config, finished });
    const effect = describeEffect(run.metrics, config.initialLoss);
    const outcome = [effect, choice].filter((line) => line !== undefined);
    await report.enter(finished ? { kind: "finished", outcome } : { kind: "interrupted" });
    reportEnd(reporter, recorded, { backend, effect, config });
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

/** Writes a sheet for checking the recovered trajectories. */
async function writeRecovered(
  run: RunFolder,
  reporter: Reporter,
  renderRecoverySheet: TrainingData["renderRecoverySheet"],
): Promise<void> {
  const sheet = await renderRecoverySheet?.();
  if (sheet === undefined) return;
  const path = await run.write(RECOVERY_SHEET_FILE, encodeColorPng(sheet));
  reporter.info(`strokes: "${path}" shows the strokes recovered from the images`);
}
