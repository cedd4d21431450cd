/**
 * The last stage of a run: fitting the prior to its best model.
 *
 * @module
 */
import { decodeModel, encodeModel } from "../../model/model_file.ts";
import { MODEL_FILE } from "./run_folder.ts";
import type { RecordedRun } from "./run_listeners.ts";
import {
  collectTrainingPosterior,
  collectValidationPosterior,
} from "../prior/collect_posterior.ts";
import type { FlowFitListeners } from "../prior/fit_flow.ts";
import { fitPrior } from "../prior/fit_prior.ts";

/** Number of observations that the prior is fitted to. */
const COUNT = { max: 20_000, min: 5000 } as const; // flows of 48 dimensions need thousands

/**
 * Fits the prior of a run to its best model and stores it in the model file, which is replaced
 * atomically. If the run ends before, the model in the file samples z from N(0, I).
 *
 * @param recorded The run and its folder.
 * @param listeners Observe the fit of a flow, and stop it early with the best flow so far.
 */
export async function fitRunPrior(
  { run, trainer, data, prior: kind }: RecordedRun,
  listeners: FlowFitListeners = {},
): Promise<void> {
  if (kind === "normal") return;
  const { batchSize, epochs, seed } = trainer.options;
  const best = await decodeModel(await run.read(MODEL_FILE));
  try {
    const request = { batchSize, limit: COUNT.max, minCount: COUNT.min, epoch: epochs };
    const posterior = await collectTrainingPosterior(best.vae, data, request);
    const validation = await collectValidationPosterior(best.vae, data, request);
    const prior = await fitPrior(kind, posterior, { ...listeners, seed, validation });
    try {
      await run.write(MODEL_FILE, await encodeModel(best.vae, prior));
    } finally {
      prior.dispose();
    }
  } finally {
    best.vae.dispose();
    best.prior.dispose();
  }
}
