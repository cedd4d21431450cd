/**
 * What a run will do: a new one by its flags, an interrupted one by its checkpoint.
 *
 * @module
 */
import { join } from "node:path";
import {
  checkConfig,
  DEFAULT_PEN_CONFIG,
  DEFAULT_PIXEL_CONFIG,
  type VAEConfig,
} from "../model/config.ts";
import type { PriorKind } from "../model/prior/prior.ts";
import type { Checkpoint } from "../training/checkpoint.ts";
import {
  DEFAULT_TRAINING_OPTIONS,
  PEN_TRAINING_OPTIONS,
  type TrainingOptions,
} from "../training/options.ts";
import {
  CHECKPOINT_PATH,
  checkVacant,
  findNewestRun,
  type RunConfig,
  RunFolder,
} from "../training/run_folder.ts";
import { chooseStart, type Start } from "./choose_start.ts";
import { OUTPUT_DIRECTORY } from "./shared_flags.ts";
import type { TrainFlags } from "./train_flags.ts";
import { BUILT_IN_DATA, type DataRequest, findDataDirectory } from "./training_data.ts";
import { writerSettings } from "./writer_flags.ts";

/** Share of the writers that is held out. */
export const DEFAULT_VALIDATION_FRACTION = 0.1;

/** Where prepared images are kept. */
export const DEFAULT_CACHE: string = join(OUTPUT_DIRECTORY, ".cache");

/** The kinds of models, with what a run of each is unless flags say otherwise. */
export const MODELS = {
  pen: {
    config: DEFAULT_PEN_CONFIG,
    training: { ...DEFAULT_TRAINING_OPTIONS, ...PEN_TRAINING_OPTIONS },
    prior: "flow",
  },
  pixel: { config: DEFAULT_PIXEL_CONFIG, training: DEFAULT_TRAINING_OPTIONS, prior: "normal" },
} as const;

/** The kind of model that is trained when none is asked for. */
export const DEFAULT_MODEL = "pen";

/** What a run that starts from trained weights does in another way, unless flags say otherwise. */
export const ADAPTATION = {
  training: {
    epochs: 10,
    learningRate: 2e-4, // larger steps were no better on held-out writers
    warmupSteps: 100,
    betaWarmupEpochs: 0, // z is in order already
  },
  writers: 6000, // built-in ones beside the user's, enough to keep what they taught
  prior: "mixture", // closer than a flow where there are a few hundred signatures
} as const;

/** A run before its first step: new, or as its checkpoint left it. */
export interface Plan {
  readonly path: string;
  readonly model: VAEConfig;
  readonly training: TrainingOptions;
  readonly prior: PriorKind;
  readonly request: DataRequest;
  readonly start: Start;
  readonly interrupted?: { run: RunFolder; config: RunConfig; checkpoint: Checkpoint };
}

/**
 * Plans a new run.
 *
 * @param flags What the user asked for.
 * @throws {Error} If the run's folder has something in it.
 */
export async function planNew(flags: TrainFlags): Promise<Plan> {
  const path = flags.out ?? join(OUTPUT_DIRECTORY, timestamp());
  await checkVacant(path);
  const directory = flags.data ?? await findDataDirectory();
  const start = await chooseStart(flags, directory);
  const kind = MODELS[start.networks?.config.model ?? flags.model ?? DEFAULT_MODEL];
  const base: VAEConfig = start.networks?.config ?? kind.config;
  checkModelFlags(base, flags);
  const model: VAEConfig = checkConfig(
    defined<VAEConfig>(base, { ...flags, ...flags.imageSize }),
  );
  const adapts = start.init !== null;
  const isOwn = adapts && directory !== null && base.model === "pen";
  const training = defined<TrainingOptions>(
    { ...kind.training, ...(adapts ? ADAPTATION.training : {}) },
    flags,
  );
  if (directory !== null && flags.writers !== undefined && model.model === "pixel") {
    throw new RangeError(
      `Cannot train a pixel model on "${directory}" with --writers: only the pen model mixes built-in writers in`,
    );
  }
  const keepsWeights = training.epochs === 0;
  if (keepsWeights && directory !== null && flags.writers) {
    throw new RangeError(
      `Cannot train on "${directory}" with --epochs 0 and --writers ${flags.writers}: the weights ` +
        "stay as they are, so built-in writers would teach nothing; one of the two was wanted",
    );
  }
  if (keepsWeights && !adapts) {
    throw new RangeError(
      "Cannot train with --epochs 0 from fresh weights: it keeps the weights as they are, " +
        "--init or a folder of images was wanted",
    );
  }
  return {
    path,
    model,
    training,
    prior: flags.prior ?? (isOwn ? ADAPTATION.prior : kind.prior),
    start,
    request: {
      directory,
      limit: flags.limit ?? null,
      ...writerSettings(flags, directory),
      writers: chooseWriters(flags, model, directory, { adapts, keepsWeights }),
      validationFraction: flags.validationFraction ?? DEFAULT_VALIDATION_FRACTION,
      augment: flags.augment ?? true,
      ...dataSettings(flags, model, training.seed),
    },
  };
}

/** Built-in writers to learn from: beside a folder's, or without one; `null` where there are none to choose. */
function chooseWriters(
  { writers }: TrainFlags,
  { model }: VAEConfig,
  directory: string | null,
  { adapts, keepsWeights }: { adapts: boolean; keepsWeights: boolean },
): number | null {
  if (directory === null) return writers ?? BUILT_IN_DATA[model].writers;
  if (model === "pixel") return null;
  if (keepsWeights) return 0; // nothing is learned from them
  return writers ?? (adapts ? ADAPTATION.writers : BUILT_IN_DATA[model].writers);
}

/**
 * Plans to go on with an interrupted run.
 *
 * @param flags What the user asked for; all but a few flags must agree with the run.
 * @throws {Error} If there is no such run.
 * @throws {RangeError} If a flag asks for something else than the run has.
 */
export async function planResumed(flags: TrainFlags): Promise<Plan> {
  const path = flags.out ?? await findNewestRun(OUTPUT_DIRECTORY, CHECKPOINT_PATH);
  if (path === undefined) {
    throw new Error(`Cannot resume: "${OUTPUT_DIRECTORY}" has no run with a checkpoint`);
  }
  if (flags.init !== undefined || flags.fromScratch) {
    throw new RangeError(
      `Cannot resume from "${path}" with ${flags.fromScratch ? "--from-scratch" : "--init"}: ` +
        "a run goes on with its own weights",
    );
  }
  const { run, config, checkpoint } = await RunFolder.open(path);
  const { config: model, options } = checkpoint;
  const { height, width } = flags.imageSize ?? model;
  checkModelFlags(model, flags);
  const stored = {
    ...writerSettings({}, path),
    ...config.data,
    ...options,
    ...model,
    prior: config.prior,
  };
  const asked = { ...flags, height, width, directory: flags.data };
  for (const [name, value] of Object.entries(stored)) {
    const wanted = (asked as Record<string, unknown>)[name];
    if (wanted === undefined || wanted === value || CHANGEABLE.includes(name)) continue;
    throw new RangeError(
      `Cannot resume from "${path}": ${name} is ${value} there, ${wanted} was asked`,
    );
  }
  const training = {
    ...options,
    epochs: flags.epochs ?? options.epochs,
    patience: flags.patience ?? options.patience,
  };
  return {
    path,
    model,
    training,
    prior: config.prior,
    start: { init: config.init, sha256: config.initSha256 },
    request: {
      ...config.data,
      ...dataSettings(flags, model, options.seed),
      ...(flags.data ? { directory: flags.data } : {}),
    },
    interrupted: { run, config, checkpoint },
  };
}

/** What a resumed run may change: how long it goes on, and the path by which the same images are found. */
const CHANGEABLE = ["epochs", "patience", "directory"];

/** Refuses flags that only another kind of model has. */
function checkModelFlags(config: VAEConfig, flags: TrainFlags): void {
  for (const [name, value] of Object.entries(flags)) {
    const owner = Object.values(MODELS).find((kind) => name in kind.config)?.config.model;
    if (value === undefined || owner === undefined || name in config) continue;
    throw new RangeError(
      `Cannot train a ${config.model} model: ${name} is a setting of the ${owner} model`,
    );
  }
}

function dataSettings(flags: TrainFlags, model: VAEConfig, seed: number) {
  return {
    model,
    seed,
    cacheDirectory: flags.cache ?? DEFAULT_CACHE,
    ...(flags.maxMegapixels === undefined ? {} : { maxMegapixels: flags.maxMegapixels }),
  };
}

/**
 * Checks that an interrupted run would go on with the images it began with.
 *
 * @param plan The plan.
 * @param sha256 Fingerprint of the images that were loaded.
 * @throws {Error} If they differ.
 */
export function checkSameData({ path, interrupted }: Plan, sha256: string): void {
  if (interrupted === undefined || interrupted.config.data.sha256 === sha256) return;
  throw new Error(
    `Cannot resume from "${path}": the images differ from those of the run, the same were wanted`,
  );
}

/** `defaults` with those of its fields replaced that `given` defines. */
function defined<T extends object>(defaults: T, given: object): T {
  const result = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = (given as Partial<T>)[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/** Now, as the name of a folder. */
export function timestamp(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
