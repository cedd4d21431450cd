/**
 * Loading and saving models.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type BackendChoice,
  type BackendOptions,
  ensureBackend,
  selectBackend,
} from "../backend/select.ts";
import { ModelFormatError } from "../errors.ts";
import { decodeModel } from "../model/model_file.ts";
import { readPretrained } from "../model/pretrained/read_pretrained.ts";
import { MODEL_FILE } from "../training/run/run_folder.ts";
import { writeFileAtomically } from "../files/write_file_atomically.ts";
import { SignatureModel } from "./signature_model.ts";
import { WeightsError } from "../model/weights_error.ts";

/** Stands for the pretrained model in place of a path; `./pretrained` is a path. */
export const PRETRAINED = "pretrained";

/** How {@linkcode loadModel} loads. */
export interface LoadModelOptions extends BackendOptions {
  /**
   * The backend to run on. If left out, the one in use; `auto` if none was selected yet. `threads` and
   * `blas` apply to a backend that this call starts.
   */
  readonly backend?: BackendChoice | undefined;
}

/**
 * Loads a trained model with its prior.
 *
 * A tampered file can neither run code nor make it take much more memory than the file's own size.
 *
 * @param source `"pretrained"` for the model of this package, a run folder, a model
 * file (a path or a `file:` URL), or the content of one.
 * @param options The backend to run on.
 * @returns The model; dispose of it after use.
 * @throws {Deno.errors.NotFound} If there is no such file or folder.
 * @throws {ModelFormatError} If the file is not a model of this package, or is damaged.
 * @throws {BackendUnavailableError} If the requested backend cannot run on this machine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * using model = await loadModel("pretrained");
 * for await (const signature of model.generate({ count: 2, seed: 1 })) {
 *   assert.ok(signature.toPng().length > 100);
 * }
 * using copy = await loadModel(await model.toBytes());
 * assert.deepEqual(copy.config, model.config);
 * ```
 */
export async function loadModel(
  source: string | URL | Uint8Array,
  options: LoadModelOptions = {},
): Promise<SignatureModel> {
  const { backend, ...backendOptions } = options;
  const { name, bytes } = await readSource(source);
  if (backend === undefined) await ensureBackend(backendOptions);
  else await selectBackend(backend, backendOptions);
  try {
    const { vae, prior } = await decodeModel(bytes);
    return new SignatureModel(vae, prior);
  } catch (error) {
    // Here a RangeError can only come from the content of the file: its settings and shapes.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new ModelFormatError(name, describeFormatError(error), { cause: error });
  }
}

/**
 * Saves a model with its prior, so that an interruption leaves either the old file or the new one.
 *
 * @param model The model.
 * @param file Path or `file:` URL of the model file; its folder must exist. The extension is
 * `.safetensors` by convention.
 * @throws {Error} If the file cannot be written, or the model is disposed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadModel } from "./load_model.ts";
 *
 * using model = await loadModel("pretrained");
 * const file = await Deno.makeTempFile({ suffix: ".safetensors" });
 * await saveModel(model, file);
 * using copy = await loadModel(file);
 * assert.equal(copy.prior.kind, model.prior.kind);
 * await Deno.remove(file);
 * ```
 */
export async function saveModel(model: SignatureModel, file: string | URL): Promise<void> {
  await writeFileAtomically(toPath(file), await model.toBytes());
}

/**
 * Says why a file is not a model, and what is expected.
 *
 * @param error The error of reading it.
 */
export function describeFormatError(error: unknown): string {
  if (error instanceof WeightsError) return error.reason;
  if (!(error instanceof ModelFormatError)) {
    return error instanceof Error ? error.message : String(error);
  }
  return error.subject === "safetensors"
    ? `${error.reason}; expected a model file, such as the ${MODEL_FILE} of a run`
    : error.reason;
}

async function readSource(
  source: string | URL | Uint8Array,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  if (source instanceof Uint8Array) return { name: "model", bytes: source };
  if (source === PRETRAINED) return { name: "the pretrained model", bytes: await readPretrained() };
  const file = await findModelFile(toPath(source));
  return { name: `model "${file}"`, bytes: await readModelFile(file) };
}

function toPath(file: string | URL): string {
  return file instanceof URL ? fileURLToPath(file) : file;
}

/**
 * Finds the file of the model that a path names.
 *
 * @param path Path of a model file or a run folder.
 * @throws {Deno.errors.NotFound} If there is no such file or folder.
 */
export async function findModelFile(path: string): Promise<string> {
  const info = await statIfExists(path);
  if (info === undefined) {
    throw new Deno.errors.NotFound(
      `Cannot read model "${path}": no such file or folder ("${PRETRAINED}" selects the pretrained model)`,
    );
  }
  if (!info.isDirectory) return path;
  const file = join(path, MODEL_FILE);
  if (await statIfExists(file) !== undefined) return file;
  throw new Deno.errors.NotFound(
    `Cannot read model "${path}": it has no ${MODEL_FILE}, which a run writes after its first epoch`,
  );
}

async function statIfExists(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
    throw error;
  }
}

/**
 * Reads a model file.
 *
 * @param file Its path.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function readModelFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `Cannot read model "${file}": no such file (a run writes it after its first epoch)`,
    );
  }
}
