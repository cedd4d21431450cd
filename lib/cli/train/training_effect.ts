/**
 * Whether training improved the weights that a run started from.
 *
 * @module
 */
import type { EpochMetrics } from "../../training/metrics.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import type { RecordedRun } from "../../training/run/run_listeners.ts";
import { validate } from "../../training/validate.ts";
import type { Reporter } from "../reporter.ts";

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
 * @param metrics Records of the run's epochs.
 * @param initialLoss Validation loss of the initial weights, if it was measured.
 * @returns A clause; `undefined` where the initial loss is unknown or nothing was trained.
 */
export function describeEffect(
  metrics: readonly EpochMetrics[],
  initialLoss: number | undefined,
): string | undefined {
  const best = metrics.findLast((record) => record.best);
  if (initialLoss === undefined || best?.validationLoss === undefined) return undefined;
  const after = best.validationLoss;
  const losses =
    `validation loss ${initialLoss.toFixed(1)} before, ${after.toFixed(1)} after epoch ` +
    `${best.epoch}`;
  return after < initialLoss
    ? `training helped: ${losses}, lower by ${(initialLoss - after).toFixed(1)} nats per signature`
    : `training did not help: ${losses}, where lower is better; --epochs 0 keeps the weights and ` +
      "fits only the prior";
}
