/**
 * The settings of an interrupted run.
 *
 * @module
 */
import type { Checkpoint } from "../training/checkpoint.ts";
import type { RunConfig } from "../training/run_config.ts";
import { CHECKPOINT_FILE, findNewestRun, RunFolder } from "../training/run_folder.ts";
import { OUTPUT_DIRECTORY } from "./directories.ts";
import { checkModelFlags, dataSettings, type RunSettings } from "./resolve_run.ts";
import type { TrainFlags } from "./train_flags.ts";
import { writerSettings } from "./writer_flags.ts";

/** An interrupted run. */
export interface ResumedRun extends RunSettings {
  /** Its folder. */
  readonly run: RunFolder;
  /** What its `config.json` records. */
  readonly config: RunConfig;
  /** Its state. */
  readonly checkpoint: Checkpoint;
}

/** What a resumed run may change: how long it trains, and the path to the same images. */
const CHANGEABLE = ["epochs", "patience", "directory"];

/**
 * Reads an interrupted run.
 *
 * @param flags The user's flags; all but a few must agree with the run.
 * @throws {RunFormatError} If there is no such run.
 * @throws {RangeError} If a flag contradicts the run.
 */
export async function resumeRun(flags: TrainFlags): Promise<ResumedRun> {
  const path = flags.out ?? await findNewestRun(OUTPUT_DIRECTORY, CHECKPOINT_FILE);
  if (path === undefined) {
    throw new Error(`Cannot resume: "${OUTPUT_DIRECTORY}" has no run with a checkpoint`);
  }
  if (flags.init !== undefined || flags.fromScratch) {
    throw new RangeError(
      `Cannot resume from "${path}" with ${flags.fromScratch ? "--from-scratch" : "--init"}: ` +
        "a run continues with its own weights",
    );
  }
  const opened = await RunFolder.open(path);
  const { config, checkpoint: { config: model, options } } = opened;
  checkModelFlags(model, flags);
  checkAgreement(path, opened, flags);
  return {
    ...opened,
    path,
    model,
    training: {
      ...options,
      epochs: flags.epochs ?? options.epochs,
      patience: flags.patience ?? options.patience,
    },
    prior: config.prior,
    weights: { init: config.init, sha256: config.initSha256 },
    data: {
      ...config.data,
      ...dataSettings(flags, model, options.seed),
      ...(flags.data ? { directory: flags.data } : {}),
    },
  };
}

function checkAgreement(
  path: string,
  { config, checkpoint }: Pick<ResumedRun, "config" | "checkpoint">,
  flags: TrainFlags,
): void {
  const stored = {
    ...writerSettings({}, path),
    ...config.data,
    ...checkpoint.options,
    ...checkpoint.config,
    prior: config.prior,
  };
  const requested: Record<string, unknown> = {
    ...flags,
    ...flags.imageSize,
    directory: flags.data,
  };
  for (const [name, value] of Object.entries(stored)) {
    const expected = requested[name];
    if (expected === undefined || expected === value || CHANGEABLE.includes(name)) continue;
    throw new RangeError(
      `Cannot resume from "${path}": its ${name} is ${value}, expected ${expected}`,
    );
  }
}

/**
 * Checks that a resumed run continues on the images it began with.
 *
 * @param run The run.
 * @param sha256 SHA-256 of the images that were loaded.
 * @throws {Error} If they differ.
 */
export function checkSameData({ path, config }: ResumedRun, sha256: string): void {
  if (config.data.sha256 === sha256) return;
  throw new Error(`Cannot resume from "${path}": the images differ from those of the run`);
}
