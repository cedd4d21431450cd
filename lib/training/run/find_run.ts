/**
 * Finding runs in the folder that holds them.
 *
 * @module
 */
import { join } from "node:path";
import { folderEntries } from "../../files/check_vacant.ts";
import {
  CHECKPOINT_FILE,
  CONFIG_FILE,
  MODEL_FILE,
  readMetrics,
  readRunConfig,
} from "./run_folder.ts";

/**
 * Finds the newest run that is not finished among the subfolders of a folder.
 *
 * @param directory The folder of runs.
 * @returns Path of the run folder, or `undefined` if there is none.
 */
export async function findUnfinishedRun(directory: string): Promise<string | undefined> {
  const timeOf = async (path: string) => {
    const [config, checkpoint] = await Promise.all(
      [CONFIG_FILE, CHECKPOINT_FILE].map((file) => modifiedAt(join(path, file))),
    );
    return config === undefined ? undefined : Math.max(config, checkpoint ?? -Infinity);
  };
  const isUnfinished = async (path: string) => !await isFinished(path).catch(() => true);
  return await findNewest(directory, timeOf, isUnfinished);
}

async function isFinished(path: string): Promise<boolean> {
  const { finished, training } = await readRunConfig(path);
  return finished ?? (await readMetrics(path)).length >= training.epochs;
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return (await Deno.stat(path).catch(() => undefined))?.mtime?.getTime();
}

/**
 * Finds the newest run among the subfolders of a folder: the one whose model was written last.
 *
 * @param directory The folder of runs.
 * @param file A file that the run must have, whose time counts.
 * @returns Path of the run folder, or `undefined` if there is none.
 */
export async function findNewestRun(
  directory: string,
  file: string = MODEL_FILE,
): Promise<string | undefined> {
  return await findNewest(directory, (path) => modifiedAt(join(path, file)));
}

/** The newest subfolder that has a time and is wanted. */
async function findNewest(
  directory: string,
  timeOf: (path: string) => Promise<number | undefined>,
  isWanted: (path: string) => Promise<boolean> = () => Promise.resolve(true),
): Promise<string | undefined> {
  let newest: { path: string; time: number } | undefined;
  for (const name of await folderEntries(directory)) {
    const path = join(directory, name);
    const time = await timeOf(path);
    if (time === undefined || (newest && time < newest.time)) continue;
    if (await isWanted(path)) newest = { path, time };
  }
  return newest?.path;
}
