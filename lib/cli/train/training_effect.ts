/**
 * Whether training improved the weights that a run started from.
 *
 * @module
 */
import { MIN_WRITERS } from "../../evaluation/paired_comparison.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import type { RecordedRun } from "../../training/run/run_listeners.ts";
import { validate } from "../../training/validate.ts";
import { commandLine } from "../application.ts";
import type { Reporter } from "../reporter.ts";
import { quote } from "./run_commands.ts";

/**
 * Measures the validation loss of the initial weights, which says whether training improves them.
 *
 * @param recorded The run, before its first step.
 * @param config What its `config.json` records.
 * @param reporter Prints the loss.
 * @returns The config with the loss; unchanged where the weights are random, nothing is trained or
 * nothing is held out.
 */
export async function measureInitialLoss(
  { run, trainer, data }: RecordedRun,
  config: RunConfig,
  reporter: Reporter,
): Promise<RunConfig> {
  const { options, vae } = trainer;
  if (config.init === null || options.epochs === 0) return config;
  const initial = await validate(vae, data, options);
  if (initial === undefined) return config;
  const { validationLoss, validationReconstruction, validationKl } = initial;
  reporter.info(
    `before training: validation ${validationLoss.toFixed(1)} ` +
      `(reconstruction ${validationReconstruction.toFixed(1)}, KL ${validationKl.toFixed(1)})`,
  );
  const measured = { ...config, initialLoss: validationLoss };
  await run.writeConfig(measured);
  return measured;
}

/**
 * Says whether training improved the initial weights, by the loss of the held-out writers.
 *
 * @param recorded The run, after its last epoch.
 * @param config What its `config.json` records.
 * @returns Sentences without a period; none where the initial loss was not measured.
 */
export function describeEffect(
  { run }: Pick<RecordedRun, "run">,
  { init, initialLoss, data: { directory, heldOutWriters } }: RunConfig,
): string[] {
  const best = run.metrics.findLast((record) => record.best);
  if (initialLoss === undefined || best?.validationLoss === undefined) return [];
  const after = best.validationLoss;
  const losses =
    `validation loss ${initialLoss.toFixed(1)} before, ${after.toFixed(1)} after epoch ` +
    `${best.epoch}`;
  const verdict = after < initialLoss
    ? `training helped: ${losses}, lower by ${(initialLoss - after).toFixed(1)} nats per signature`
    : `training did not help: ${losses}, where lower is better; --epochs 0 keeps the weights and ` +
      "fits only the prior";
  if (directory === null || (heldOutWriters ?? []).length < MIN_WRITERS) return [verdict];
  const compare = `evaluate --model ${quote(run.path)} --compare ${quote(init!)} ` +
    `--data ${quote(directory)} --held-out`;
  return [verdict, `to tell whether samples are nearer, too: ${commandLine(compare)}`];
}
