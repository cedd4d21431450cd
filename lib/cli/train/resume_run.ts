/**
 * The settings of an interrupted run.
 *
 * @module
 */
import { RunFormatError } from "../../errors.ts";
import { checkConfig, type VAEConfig } from "../../model/config.ts";
import { folderEntries } from "../../files/check_vacant.ts";
import type { Checkpoint } from "../../training/checkpoint.ts";
import { lockRun, type RunLock } from "../../files/lock_run.ts";
import { checkTrainingOptions, type TrainingOptions } from "../../training/options.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import { findNewestRun, findUnfinishedRun } from "../../training/run/find_run.ts";
import { CHECKPOINT_FILE, CONFIG_FILE, RunFolder } from "../../training/run/run_folder.ts";
import { checkOutput } from "../check_output.ts";
import { OUTPUT_DIRECTORY } from "../directories.ts";
import { writerSettings } from "../writer_flags.ts";
import { rereadInitialWeights } from "./initial_weights.ts";
import { checkModelFlags, dataSettings, type RunSettings } from "./resolve_run.ts";
import type { TrainFlags } from "./train_flags.ts";

/** An interrupted run. */
export interface ResumedRun extends RunSettings {
  /** Its folder. */
  readonly run: RunFolder;
  /** Keeps other programs from writing to it. */
  readonly lock: RunLock;
  /** What its `config.json` records. */
  readonly config: RunConfig;
  /** Its state; `undefined` if it ended before its first checkpoint. */
  readonly checkpoint: Checkpoint | undefined;
}

/** What a resumed run may change: how long it trains, and the path to the same images. */
const CHANGEABLE = ["epochs", "patience", "directory", "maxMegapixels"];

/**
 * Locks and reads an interrupted run.
 *
 * @param flags The user's flags; all but a few must agree with the run.
 * @throws {RunFormatError} If there is no such run.
 * @throws {FolderOccupiedError} If another program is writing to it.
 * @throws {RangeError} If a flag contradicts the run.
 */
export async function resumeRun(flags: TrainFlags): Promise<ResumedRun> {
  if (flags.init !== undefined || flags.fromScratch) {
    throw new RangeError(
      `Cannot resume with ${flags.fromScratch ? "--from-scratch" : "--init"}: ` +
        "a run continues with its own weights",
    );
  }
  const path = await checkOutput(flags.out, flags.out ?? await selectRun(flags));
  if (!(await folderEntries(path)).includes(CONFIG_FILE)) {
    throw new RunFormatError(
      `Cannot resume from "${path}": it has no ${CONFIG_FILE}, which a run writes first. ` +
        "There is nothing to resume; start the run without --resume",
    );
  }
  const lock = await lockRun(path, "resume from");
  try {
    return { ...await readRun(path, flags), lock };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

async function readRun(path: string, flags: TrainFlags): Promise<Omit<ResumedRun, "lock">> {
  const opened = await RunFolder.open(path);
  const { config, checkpoint } = opened;
  const { model, options } = settingsOf(opened);
  checkModelFlags(model, flags);
  checkAgreement(path, { config, model, options }, flags);
  const weights = { init: config.init, sha256: config.initSha256 };
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
    weights: checkpoint === undefined ? await rereadInitialWeights(weights) : weights,
    data: {
      ...config.data,
      ...dataSettings(flags, model, options.seed),
      ...(flags.data ? { directory: flags.data } : {}),
    },
  };
}

/** The newest run that is not finished; to train for longer, the newest one that is. */
async function selectRun({ epochs }: TrainFlags): Promise<string> {
  const unfinished = await findUnfinishedRun(OUTPUT_DIRECTORY);
  if (unfinished !== undefined) return unfinished;
  const finished = await findNewestRun(OUTPUT_DIRECTORY, CHECKPOINT_FILE);
  if (finished !== undefined && epochs !== undefined) return finished;
  throw new Error(
    `Cannot resume: "${OUTPUT_DIRECTORY}" has no unfinished run` +
      (finished === undefined ? "" : " (--epochs N trains the newest one for longer)"),
  );
}

/** The settings that a run continues with: config.json has those of the latest start. */
function settingsOf(
  { config, checkpoint }: Pick<ResumedRun, "config" | "checkpoint">,
): { model: VAEConfig; options: TrainingOptions } {
  if (checkpoint === undefined) {
    return { model: checkConfig(config.model), options: checkTrainingOptions(config.training) };
  }
  const { config: model, options } = checkpoint;
  const { epochs = options.epochs, patience = options.patience } = config.training;
  return { model, options: checkTrainingOptions({ ...options, epochs, patience }) };
}

function checkAgreement(
  path: string,
  { config, model, options }: {
    readonly config: RunConfig;
    readonly model: VAEConfig;
    readonly options: TrainingOptions;
  },
  flags: TrainFlags,
): void {
  const stored = {
    ...writerSettings({}, path),
    ...config.data,
    ...options,
    ...model,
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
  if (["", sha256].includes(config.data.sha256)) return; // empty: it ended before they were loaded
  throw new Error(
    `Cannot resume from "${path}": the images differ from those of the run, expected the same; ` +
      `--init "${path}" starts a new run on other images from its weights`,
  );
}
