/**
 * Where a command finds a trained model.
 *
 * @module
 */
import { dirname, join } from "node:path";
import {
  describeFormatError,
  findModelFile,
  loadModel,
  PRETRAINED,
  readModelFile,
} from "../generation/load_model.ts";
import type { SignatureModel } from "../generation/signature_model.ts";
import { readPretrained } from "../model/pretrained/read_pretrained.ts";
import { findNewestRun } from "../training/run/find_run.ts";
import { MODEL_FILE } from "../training/run/run_folder.ts";
import { OUTPUT_DIRECTORY } from "./directories.ts";
import { optional, type OptionalFlag } from "./flags.ts";
import { path } from "./parsers.ts";
import type { Reporter } from "./reporter.ts";

/** The flag that names a trained model. */
export const modelFlag: OptionalFlag<string> = optional(
  path,
  "DIR",
  `Run folder, model file, or ${PRETRAINED} (default the newest run, else ${PRETRAINED})`,
);

/** A trained model that has not been read yet. */
export interface ModelSource {
  /** Path of its file, or {@linkcode PRETRAINED}. */
  readonly name: string;
  /** Which model it is, for the user. */
  readonly description: string;
  /** Default parent folder of its outputs. */
  readonly folder: string;
  /** Reads its file. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Finds the model that a flag names.
 *
 * @param name A run folder, a model file, or {@linkcode PRETRAINED}. If left out, the newest run, or the
 * pretrained model if there is no run.
 * @throws {Deno.errors.NotFound} If there is no such file or folder.
 */
export async function findModel(name?: string): Promise<ModelSource> {
  if (name === undefined) return await findNewestModel();
  if (name === PRETRAINED) return pretrained();
  const file = await findModelFile(name);
  return modelFile(file, `"${file}"`);
}

async function findNewestModel(): Promise<ModelSource> {
  const run = await findNewestRun(OUTPUT_DIRECTORY);
  if (run === undefined) return pretrained(` ("${OUTPUT_DIRECTORY}" has no run)`);
  const file = join(run, MODEL_FILE);
  return modelFile(file, `"${file}", the newest run`);
}

function pretrained(reason = ""): ModelSource {
  const description = `pretrained${reason}`;
  return { name: PRETRAINED, description, folder: OUTPUT_DIRECTORY, read: readPretrained };
}

function modelFile(file: string, description: string): ModelSource {
  return { name: file, description, folder: dirname(file), read: () => readModelFile(file) };
}

/**
 * Loads a model on the backend in use, and reports which one it is.
 *
 * @param source The model.
 * @param reporter Prints the message.
 * @returns The model; dispose of it after use.
 * @throws {ModelFormatError} If its file is not a model, or is damaged.
 */
export async function openModel(
  { name, description }: ModelSource,
  reporter: Reporter,
): Promise<SignatureModel> {
  const model = await loadModel(name);
  reporter.info(`model: ${description}, ${model.config.model} VAE, ${model.prior.kind} prior`);
  return model;
}

/**
 * Reads and decodes a model.
 *
 * @param source The model.
 * @param decode Decodes its file.
 * @throws {Error} If it cannot be read; the message names the file.
 */
export async function readModel<T>(
  source: ModelSource,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const bytes = await source.read();
  try {
    return await decode(bytes);
  } catch (error) {
    throw new Error(`Cannot read model "${source.name}": ${describeFormatError(error)}`, {
      cause: error,
    });
  }
}
