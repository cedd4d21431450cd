/**
 * Where a command gets a trained model from.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { readPretrained } from "../model/pretrained/load_pretrained.ts";
import { findNewestRun, MODEL_FILE } from "../training/run_folder.ts";
import { optional, path } from "./parsers.ts";
import { OUTPUT_DIRECTORY } from "./shared_flags.ts";

/** The word that names the model that comes with this program, in place of a path. */
export const PRETRAINED = "pretrained";

/** The flag that names a trained model. */
export const modelFlag = optional(
  path,
  "DIR",
  `Folder of a run, a model file, or ${PRETRAINED}, the model that comes with this program (default the newest run, without one ${PRETRAINED})`,
);

/** A trained model, not read yet. */
export interface ModelSource {
  /** Path of its file, or {@linkcode PRETRAINED}. */
  readonly name: string;
  /** Which one it is, for the user. */
  readonly description: string;
  /** Where what is made with it goes by itself. */
  readonly folder: string;
  /** Reads its file. */
  readonly read: () => Promise<Uint8Array>;
}

/**
 * The model that a flag names.
 *
 * @param given A run's folder, a model's file, or {@linkcode PRETRAINED}.
 * @throws {Error} If there is no such file or folder.
 */
export async function findModel(given: string): Promise<ModelSource> {
  if (given === PRETRAINED) return pretrained("the one that comes with this program");
  const info = await Deno.stat(given).catch(() => undefined);
  if (info === undefined) {
    throw new Error(
      `Cannot read model "${given}": there is no such file or folder ` +
        `("${PRETRAINED}" is the model that comes with this program)`,
    );
  }
  const file = info.isDirectory ? join(given, MODEL_FILE) : given;
  return modelFile(file, `"${file}"`);
}

/** The newest run's model; where there is no run, the one that comes with this program. */
export async function findNewestModel(): Promise<ModelSource> {
  const run = await findNewestRun(OUTPUT_DIRECTORY);
  if (run === undefined) {
    return pretrained(`the one that comes with this program ("${OUTPUT_DIRECTORY}" has no run)`);
  }
  const file = join(run, MODEL_FILE);
  return modelFile(file, `"${file}", the newest run`);
}

function pretrained(description: string): ModelSource {
  return { name: PRETRAINED, description, folder: OUTPUT_DIRECTORY, read: readPretrained };
}

function modelFile(file: string, description: string): ModelSource {
  return { name: file, description, folder: dirname(file), read: () => readFile(file) };
}

async function readFile(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `Cannot read model "${file}": there is no such file (a run writes it after its first epoch)`,
    );
  }
}

/**
 * Reads a model.
 *
 * @param source Which.
 * @param decode What is made of its file.
 * @throws {Error} If it cannot be read; the message names the file.
 */
export async function readModel<T>(
  source: ModelSource,
  decode: (bytes: Uint8Array) => T,
): Promise<T> {
  const bytes = await source.read();
  try {
    return decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read model "${source.name}": ${reason}`, { cause: error });
  }
}
