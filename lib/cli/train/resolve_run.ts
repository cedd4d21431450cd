/**
 * From flags to the settings of a new run.
 *
 * @module
 */
import { join } from "node:path";
import { checkConfig, type VAEConfig } from "../../model/config.ts";
import { checkVacant } from "../../files/check_vacant.ts";
import type { TrainingOptions } from "../../training/options.ts";
import type { PriorChoice } from "../../training/run/run_config.ts";
import { checkOutput } from "../check_output.ts";
import { DEFAULT_CACHE, findDataDirectory, OUTPUT_DIRECTORY, timestamp } from "../directories.ts";
import { flagName } from "../flags.ts";
import { writerSettings } from "../writer_flags.ts";
import type { DataRequest } from "./data_request.ts";
import { type InitialWeights, selectInitialWeights } from "./initial_weights.ts";
import {
  BUILT_IN_DATA,
  DEFAULT_MODEL,
  DEFAULT_VALIDATION_FRACTION,
  FINE_TUNING,
  MODELS,
} from "./train_defaults.ts";
import type { TrainFlags } from "./train_flags.ts";

/** The settings of a run. */
export interface RunSettings {
  /** Path of its folder. */
  readonly path: string;
  /** The model's settings. */
  readonly model: VAEConfig;
  /** The trainer's settings. */
  readonly training: TrainingOptions;
  /** The distribution of z, fitted after training. */
  readonly prior: PriorChoice;
  /** The training data. */
  readonly data: DataRequest;
  /** The weights it starts from. */
  readonly weights: InitialWeights;
}

/**
 * Resolves the settings of a new run: flags first, then defaults.
 *
 * @param flags The user's flags.
 * @throws {FolderOccupiedError} If the run folder is not empty.
 * @throws {Error} If it cannot be written.
 * @throws {RangeError} If flags contradict each other.
 */
export async function resolveRun(flags: TrainFlags): Promise<RunSettings> {
  const path = await checkOutput(flags.out, join(OUTPUT_DIRECTORY, timestamp()));
  await checkVacant(path, {
    action: "train into",
    expected: "a new or empty folder (--resume continues the run there)",
  });
  if (flags.fold !== undefined && flags.validationFraction !== undefined) {
    throw new RangeError("Cannot hold out both --fold and --validation-fraction, expected one");
  }
  const directory = flags.data ?? await findDataDirectory();
  const weights = await selectInitialWeights(flags, directory);
  const base = weights.networks?.config ?? MODELS[flags.model ?? DEFAULT_MODEL].config;
  checkModelFlags(base, flags);
  const model = checkConfig(override<VAEConfig>(base, { ...flags, ...flags.imageSize }));
  const training = resolveTrainingOptions(flags, model, weights);
  const prior = flags.prior ?? defaultPrior(model, directory, weights);
  const data = resolveData(flags, model, directory, { training, weights });
  const settings: RunSettings = { path, model, training, prior, weights, data };
  validateRun(settings, flags);
  return settings;
}

function resolveData(
  flags: TrainFlags,
  model: VAEConfig,
  directory: string | null,
  { training, weights }: Pick<RunSettings, "training" | "weights">,
): DataRequest {
  return {
    directory,
    limit: flags.limit ?? null,
    ...writerSettings(flags, directory),
    writers: resolveWriters(flags, model, directory, { training, weights }),
    script: flags.script ?? (directory === null ? "latin" : null),
    validationFraction: flags.validationFraction ?? DEFAULT_VALIDATION_FRACTION,
    fold: flags.fold,
    augment: flags.augment ?? true,
    ...dataSettings(flags, model, training.seed),
  };
}

/** The trainer's settings: flags, then the defaults of fine-tuning or of the kind of model. */
function resolveTrainingOptions(
  flags: TrainFlags,
  { model }: VAEConfig,
  { init }: InitialWeights,
): TrainingOptions {
  const fineTuning = init === null ? {} : FINE_TUNING.training;
  return override<TrainingOptions>({ ...MODELS[model].training, ...fineTuning }, flags);
}

function defaultPrior(
  { model }: VAEConfig,
  directory: string | null,
  { init }: InitialWeights,
): PriorChoice {
  const isFineTuned = init !== null && directory !== null && model === "pen";
  return isFineTuned ? FINE_TUNING.prior : MODELS[model].prior;
}

/** Writers of the built-in data, alone or mixed into a folder; `null` where none can be mixed in. */
function resolveWriters(
  { writers }: TrainFlags,
  { model }: VAEConfig,
  directory: string | null,
  { training, weights }: Pick<RunSettings, "training" | "weights">,
): number | null {
  if (directory === null) return writers ?? BUILT_IN_DATA[model].writers;
  if (model === "pixel") return null;
  if (training.epochs === 0) return 0; // nothing is learned from them
  return writers ?? (weights.init === null ? BUILT_IN_DATA[model].writers : FINE_TUNING.writers);
}

/** Rejects combinations of flags that cannot have the intended effect. */
function validateRun({ model, training, data, weights }: RunSettings, flags: TrainFlags): void {
  const { directory } = data;
  const isOwn = directory !== null;
  if (isOwn && flags.script !== undefined && !data.writers) {
    throw new RangeError(
      `Cannot train on "${directory}" with --script ${flags.script}: no built-in data is mixed in`,
    );
  }
  if (isOwn && flags.writers !== undefined && model.model === "pixel") {
    throw new RangeError(
      `Cannot train a pixel model on "${directory}" with --writers: only a pen model mixes ` +
        "built-in data in",
    );
  }
  if (training.epochs > 0) return;
  if (isOwn && flags.writers) {
    throw new RangeError(
      `Cannot train on "${directory}" with --epochs 0 and --writers ${flags.writers}: without ` +
        "epochs nothing is learned from the built-in data, expected one of the two",
    );
  }
  if (weights.init === null) {
    throw new RangeError(
      "Cannot train with --epochs 0 from random weights: it keeps the weights, " +
        "expected --init or a folder of images",
    );
  }
}

/**
 * Rejects flags that only another kind of model has.
 *
 * @param config The model's settings.
 * @param flags The user's flags.
 * @throws {RangeError} If there is such a flag.
 */
export function checkModelFlags(config: VAEConfig, flags: TrainFlags): void {
  for (const [name, value] of Object.entries(flags)) {
    const owner = Object.values(MODELS).find((kind) => name in kind.config)?.config.model;
    if (value === undefined || owner === undefined || name in config) continue;
    throw new RangeError(
      `Cannot train a ${config.model} model with ${flagName(name)}: it is a setting of the ` +
        `${owner} model`,
    );
  }
}

/** Settings of the data that a resumed run may change. */
export function dataSettings(
  flags: TrainFlags,
  model: VAEConfig,
  seed: number,
): Pick<DataRequest, "model" | "seed" | "cacheDirectory" | "maxMegapixels"> {
  return {
    model,
    seed,
    cacheDirectory: flags.cache ?? DEFAULT_CACHE,
    ...(flags.maxMegapixels === undefined ? {} : { maxMegapixels: flags.maxMegapixels }),
  };
}

/** `defaults`, with the values of those of its keys that `values` defines. */
function override<T extends object>(defaults: T, values: object): T {
  const result = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = (values as Partial<T>)[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}
