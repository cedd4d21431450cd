/**
 * Models as safetensors files with the config in the metadata.
 *
 * @module
 */
import { ModelFormatError } from "../errors.ts";
import { Random } from "../random.ts";
import { decodeChecked, encodeChecked } from "./checksum.ts";
import { checkConfig, type VAEConfig } from "./config.ts";
import {
  checkNames,
  type Initializer,
  randomInitializer,
  readParameters,
  savedInitializer,
} from "./parameters.ts";
import { createPenVAE } from "./pen/pen_vae.ts";
import { createPixelVAE } from "./pixel/pixel_vae.ts";
import { type Prior, PRIOR_PREFIX } from "./prior/prior.ts";
import { readPrior } from "./prior/read_prior.ts";
import { encodeSafetensors, type TensorData } from "./safetensors.ts";
import type { VAE } from "./vae.ts";

/** Marks the files of this project. */
export const MODEL_FORMAT = "signature-vae-1";

/**
 * Builds a model with random weights.
 *
 * @param config Its settings.
 * @param seed The same seed gives the same weights.
 * @returns The model; its parameters are the caller's to dispose.
 * @throws {RangeError} If a setting is out of range.
 */
export function createVAE(config: VAEConfig, seed: number): VAE {
  return buildVAE(config, randomInitializer(new Random(seed, "weights")));
}

function buildVAE(config: VAEConfig, initializer: Initializer): VAE {
  switch (config.model) {
    case "pen":
      return createPenVAE(config, initializer);
    case "pixel":
      return createPixelVAE(config, initializer);
  }
}

/** A model that can generate: a VAE, and the prior that its latent vectors are sampled from. */
export interface TrainedModel {
  /** The networks. */
  readonly vae: VAE;
  /** The distribution of z. */
  readonly prior: Prior;
}

/**
 * A model as the bytes of a safetensors file, with its config in the metadata.
 *
 * @param vae The networks.
 * @param prior The distribution of z; N(0, I) where it is left out.
 * @param options `hasChecksum`: whether the file gets a checksum, which {@linkcode decodeModel}
 * compares; it does if left out.
 * @returns The file's bytes.
 */
export async function encodeModel(
  vae: VAE,
  prior?: Prior,
  { hasChecksum = true }: { readonly hasChecksum?: boolean } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const parameters = await readParameters(vae.parameters);
  const priorTensors = await prior?.tensors() ?? [];
  const content = {
    tensors: new Map([...parameters, ...priorTensors]),
    metadata: { format: MODEL_FORMAT, config: JSON.stringify(vae.config) },
  };
  return hasChecksum ? await encodeChecked(content) : encodeSafetensors(content);
}

/**
 * Reads a model that {@linkcode encodeModel} wrote. A malicious file can neither crash the program nor
 * make it use much more memory than the size of the file.
 *
 * @param bytes The file's content.
 * @returns The networks and the prior; both are the caller's to dispose.
 * @throws {ModelFormatError} If the file is not a whole safetensors file, is damaged, or is not of
 * this project.
 * @throws {RangeError} If its config or weights do not fit.
 */
export async function decodeModel(bytes: Uint8Array): Promise<TrainedModel> {
  const { config, parameters, tensors } = await readModel(bytes);
  const vae = buildVAE(config, savedInitializer(parameters));
  try {
    checkNames(vae.parameters, parameters);
    return { vae, prior: readPrior(tensors, config.latentDim) };
  } catch (error) {
    vae.dispose();
    throw error;
  }
}

/** The networks of a model as plain data. */
export interface SavedNetworks {
  /** The model's settings. */
  readonly config: VAEConfig;
  /** Its weights by name, for `assignParameters`. */
  readonly parameters: ReadonlyMap<string, TensorData>;
}

/**
 * Reads the networks of a model without its prior: the weights that training can start from. It
 * creates no tensors, so it needs no backend.
 *
 * @param bytes The content of a file that {@linkcode encodeModel} wrote.
 * @throws {ModelFormatError} If the file is not a whole safetensors file, is damaged, or is not of
 * this project.
 * @throws {RangeError} If its config is out of range.
 */
export async function readNetworks(bytes: Uint8Array): Promise<SavedNetworks> {
  const { config, parameters } = await readModel(bytes);
  return { config, parameters };
}

async function readModel(bytes: Uint8Array) {
  const { tensors, metadata } = await decodeChecked(bytes, "model");
  const own = [...tensors].filter(([name]) => !name.startsWith(PRIOR_PREFIX));
  return { config: configFromMetadata(metadata), parameters: new Map(own), tensors };
}

/**
 * The config in a model file's metadata.
 *
 * @param metadata The metadata of a safetensors file.
 * @throws {ModelFormatError} If the file is not of this project or its config is not a JSON object.
 * @throws {RangeError} If a setting is out of range.
 */
export function configFromMetadata(metadata: Readonly<Record<string, string>>): VAEConfig {
  if (metadata.format !== MODEL_FORMAT) {
    throw new ModelFormatError(
      "model",
      `its format is ${JSON.stringify(metadata.format)}, expected "${MODEL_FORMAT}"`,
    );
  }
  let config: unknown;
  try {
    config = JSON.parse(metadata.config ?? "");
  } catch {
    throw new ModelFormatError("model", "its config is not JSON");
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new ModelFormatError("model", "its config is not a JSON object");
  }
  return checkConfig(config);
}
