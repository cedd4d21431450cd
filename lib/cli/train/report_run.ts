/**
 * What `train` says about a run, before and after it.
 *
 * @module
 */
import { join } from "node:path";
import type { BackendInfo } from "../../backend/select.ts";
import { PRETRAINED } from "../../generation/load_model.ts";
import { MODEL_FILE, RECONSTRUCTIONS_FILE, REPORT_FILE } from "../../training/run/run_folder.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import type { RecordedRun } from "../../training/run/run_listeners.ts";
import { commandLine } from "../application.ts";
import { count, duration, type Reporter } from "../reporter.ts";
import type { InitialWeights } from "./initial_weights.ts";
import { comparisonCommand } from "./run_commands.ts";
import type { RunSettings } from "./resolve_run.ts";
import type { ResumedRun } from "./resume_run.ts";

/**
 * Reports model, initial weights, and how long the run is.
 *
 * @param reporter Prints the messages.
 * @param recorded The run.
 * @param settings Its settings.
 * @param resumed The run if it was interrupted before.
 */
export function reportSettings(
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

/** What a finished run reports in addition to its files. */
export interface RunResult {
  /** The backend in use. */
  readonly backend: BackendInfo;
  /** Whether training helped; `undefined` if that is not known. */
  readonly effect: string | undefined;
  /** What `config.json` records. */
  readonly config: RunConfig;
}

/**
 * Reports where the files of a finished run are.
 *
 * @param reporter Prints the result.
 * @param recorded The run.
 * @param result The backend in use, and whether training helped.
 */
export function reportEnd(
  reporter: Reporter,
  { run, trainer }: RecordedRun,
  { backend, effect, config }: RunResult,
): void {
  const compare = comparisonCommand(run.path, config);
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
      ...effect === undefined ? [] : [effect],
      best ? `trained for ${duration(seconds)}${early}` : "done without training",
      `  model    ${join(run.path, MODEL_FILE)} (${kept})`,
      `  samples  ${run.latestSamples}`,
      `  images   ${join(run.path, RECONSTRUCTIONS_FILE)} (each above its reconstruction)`,
      ...best ? [`  curves   ${join(run.path, "curves.svg")}`] : [],
      `  report   ${join(run.path, REPORT_FILE)}`,
      `  generate with: ${commandLine(`generate --model "${run.path}"`)}`,
      ...compare === undefined ? [] : [`  compare with:  ${compare}`],
    ].join("\n"),
    {
      event: "done",
      run: run.path,
      backend: backend.name,
      engine: backend.engine,
      epochs: last?.epoch ?? 0,
      initialLoss: config.initialLoss,
      best,
    },
  );
}
