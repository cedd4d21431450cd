/**
 * From the settings of a run to a trainer that is ready for its next step.
 *
 * @module
 */
import type { BackendInfo } from "../../backend/select.ts";
import { restoreCheckpoint } from "../../training/checkpoint.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import { RunFolder } from "../../training/run/run_folder.ts";
import type { RecordedRun } from "../../training/run/run_listeners.ts";
import { Trainer } from "../../training/trainer.ts";
import { VERSION } from "../application.ts";
import type { Reporter } from "../reporter.ts";
import { dataConfig } from "./data_request.ts";
import { createInitialVAE } from "./initial_weights.ts";
import type { RunSettings } from "./resolve_run.ts";
import { checkSameData, type ResumedRun } from "./resume_run.ts";
import { loadTrainingData, type TrainingData } from "./training_data.ts";

/** A run that is ready for its next step. */
export interface StartedRun {
  /** Its folder, trainer and data. */
  readonly recorded: RecordedRun;
  /** What its `config.json` records. */
  readonly config: RunConfig;
  /** Renders trajectories recovered from some of the user's images, if there are any. */
  readonly renderRecoverySheet: TrainingData["renderRecoverySheet"];
}

/**
 * Writes the config of a run, so that it can be resumed, then loads its data and restores its state.
 *
 * @param settings Its settings.
 * @param resumed The run itself if it was interrupted; a new folder is created otherwise, and discarded
 * if the run cannot start.
 * @param backend The backend in use.
 * @param reporter Prints messages about the data.
 * @throws {Error} If there is no readable image, or a resumed run began with other images.
 */
export async function startRun(
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
    initialLoss: resumed?.config.initialLoss,
    finished: false,
  };
}
