/**
 * The writers of a folder that no model was trained on.
 *
 * @module
 */
import { PRETRAINED } from "../../generation/load_model.ts";
import type { RunConfig } from "../../training/run/run_config.ts";
import { readRunConfig } from "../../training/run/run_folder.ts";
import { DEFAULT_CACHE } from "../directories.ts";
import type { ModelSource } from "../model_source.ts";
import type { Reporter } from "../reporter.ts";
import { loadTrainingData } from "../train/training_data.ts";

const SILENT: Pick<Reporter, "info" | "warn" | "progress" | "event"> = {
  info: () => {},
  warn: () => {},
  progress: () => {},
  event: () => {},
};

/**
 * Finds the writers of a folder that all runs trained on it held out.
 *
 * @param models The models.
 * @param directory The folder of images.
 * @param reporter Where messages go.
 * @returns The writers; `undefined` if no model was trained on the folder.
 * @throws {Error} If a run on the folder held out no writer.
 */
export async function findHeldOutWriters(
  models: readonly ModelSource[],
  directory: string,
  reporter: Reporter,
): Promise<ReadonlySet<string> | undefined> {
  let common: ReadonlySet<string> | undefined;
  for (const { name, folder } of models) {
    const config = name === PRETRAINED ? undefined : await readConfig(folder);
    if (config === undefined || !await isSameFolder(config.data.directory, directory)) continue;
    const writers = config.data.heldOutWriters ?? await repeatSplit(config, reporter);
    if (writers.length === 0) {
      throw new Error(
        `Cannot tell the held-out writers of "${folder}": it held out none, expected a run with ` +
          "--validation-fraction above 0 on two writers or more",
      );
    }
    const known = common;
    common = new Set(writers.filter((writer) => known === undefined || known.has(writer)));
  }
  return common;
}

/**
 * Whether a model was trained on a folder, as far as its run tells.
 *
 * @param model The model.
 * @param directory The folder of images.
 */
export async function isTrainedOn(
  { name, folder }: ModelSource,
  directory: string,
): Promise<boolean> {
  const config = name === PRETRAINED ? undefined : await readConfig(folder);
  return config !== undefined && await isSameFolder(config.data.directory, directory);
}

/**
 * The folders of images that models were trained on.
 *
 * @param models The models.
 */
export async function trainingFolders(models: readonly ModelSource[]): Promise<string[]> {
  const configs = await Promise.all(
    models.map(({ name, folder }) => name === PRETRAINED ? undefined : readConfig(folder)),
  );
  return configs.flatMap((config) => config?.data.directory ?? []);
}

/** The config of a run; `undefined` for a model file outside of a run folder. */
async function readConfig(folder: string): Promise<RunConfig | undefined> {
  try {
    return await readRunConfig(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function isSameFolder(trained: string | null, directory: string): Promise<boolean> {
  if (trained === null) return false;
  const real = (path: string) => Deno.realPath(path).catch(() => path);
  return await real(trained) === await real(directory);
}

/** Splits the data again, as runs did that do not record the split. */
async function repeatSplit(
  { data, model, training: { seed } }: RunConfig,
  reporter: Reporter,
): Promise<readonly string[]> {
  const writers = model.model === "pen" ? 0 : null; // the built-in data do not matter here
  const request = { ...data, model, seed, writers, cacheDirectory: DEFAULT_CACHE };
  const loaded = await loadTrainingData(request, { ...reporter, ...SILENT });
  return loaded.data.heldOutWriters ?? [];
}
