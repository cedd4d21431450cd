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
  let newest: { path: string; time: number } | undefined;
  for (const name of await folderEntries(directory)) {
    const path = join(directory, name);
    const times = await Promise.all(
      [CONFIG_FILE, CHECKPOINT_FILE].map((file) => modifiedAt(join(path, file))),
    );
    const time = Math.max(...times.map((time) => time ?? -Infinity));
    if (times[0] === undefined || (newest && time < newest.time)) continue;
    if (!await isFinished(path).catch(() => true)) newest = { path, time };
  }
  return newest?.path;
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
  let newest: { path: string; time: number } | undefined;
  for (const name of await folderEntries(directory)) {
    const path = join(directory, name);
    const time = await modifiedAt(join(path, file));
    if (time === undefined || (newest && time < newest.time)) continue;
    newest = { path, time };
  }
  return newest?.path;
}
