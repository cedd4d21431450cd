/**
 * What a run will do: a new one by its flags, an interrupted one by its checkpoint.
 *
 * @module
 */
import { join } from "node:path";
import { DEFAULT_VAE_CONFIG, type VAEConfig } from "../model/config.ts";
import type { Checkpoint } from "../training/checkpoint.ts";
import { DEFAULT_TRAINING_OPTIONS, type TrainingOptions } from "../training/options.ts";
import {
  CHECKPOINT_PATH,
  checkVacant,
  findNewestRun,
  type RunConfig,
  RunFolder,
} from "../training/run_folder.ts";
import type { TrainFlags } from "./train_flags.ts";
import { type DataRequest, DEFAULT_WRITERS, findDataDirectory } from "./training_data.ts";

/** Where runs go. */
export const OUTPUT_DIRECTORY = "outputs";

/** Share of the writers that is held out. */
export const DEFAULT_VALIDATION_FRACTION = 0.1;

/** Where prepared images are kept. */
export const DEFAULT_CACHE: string = join(OUTPUT_DIRECTORY, ".cache");

/** A run before its first step: new, or as its checkpoint left it. */
export interface Plan {
  readonly path: string;
  readonly model: VAEConfig;
  readonly training: TrainingOptions;
  readonly request: DataRequest;
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
  const model = defined({ ...DEFAULT_VAE_CONFIG }, { ...flags, ...flags.imageSize });
  const training = defined({ ...DEFAULT_TRAINING_OPTIONS }, flags);
  const directory = flags.data ?? (flags.writers === undefined ? await findDataDirectory() : null);
  return {
    path,
    model,
    training,
    request: {
      directory,
      limit: flags.limit ?? null,
      writers: directory === null ? flags.writers ?? DEFAULT_WRITERS : null,
      validationFraction: flags.validationFraction ?? DEFAULT_VALIDATION_FRACTION,
      augment: flags.augment ?? true,
      ...dataSettings(flags, model, training.seed),
    },
  };
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
  const { run, config, checkpoint } = await RunFolder.open(path);
  const { model, options } = checkpoint.config &&
    { model: checkpoint.config, options: checkpoint.options };
  const { height, width } = flags.imageSize ?? model;
  const stored = { ...config.data, ...options, ...model };
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

function dataSettings(flags: TrainFlags, { height, width }: VAEConfig, seed: number) {
  return {
    height,
    width,
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

function timestamp(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
