/**
 * Models as bytes of a safetensors file that carries its config.
 *
 * @module
 */
import { Random } from "../random.ts";
import { checkConfig, type VAEConfig } from "./config.ts";
import { checkNames, randomInitializer, readParameters, savedInitializer } from "./parameters.ts";
import { createPixelVAE } from "./pixel/pixel_vae.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import type { VAE } from "./vae.ts";

/** Marks the files of this project. */
export const MODEL_FORMAT = "signature-vae-1";

/**
 * Builds a model with fresh weights.
 *
 * @param config Its settings.
 * @param seed The same seed gives the same weights.
 * @throws {RangeError} If a setting is out of range.
 */
export function createVAE(config: VAEConfig, seed: number): VAE {
  return createPixelVAE(config, randomInitializer(new Random(seed, "weights")));
}

/**
 * A model as the bytes of a safetensors file, with its config in the metadata.
 *
 * @param vae The model.
 * @returns The file's bytes.
 */
export async function encodeModel(vae: VAE): Promise<Uint8Array<ArrayBuffer>> {
  return encodeSafetensors({
    tensors: await readParameters(vae.parameters),
    metadata: { format: MODEL_FORMAT, config: JSON.stringify(vae.config) },
  });
}

/**
 * Reads a model that {@linkcode encodeModel} wrote. A tampered file can neither crash the program nor
 * make it take much more memory than the file's own size.
 *
 * @param bytes The file's content.
 * @returns The model.
 * @throws {SyntaxError} If the file is not a whole safetensors file, or not of this project.
 * @throws {RangeError} If its config or weights do not fit.
 */
export function decodeModel(bytes: Uint8Array): VAE {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const vae = createPixelVAE(configFromMetadata(metadata), savedInitializer(tensors));
  try {
    checkNames(vae.parameters, tensors);
  } catch (error) {
    vae.dispose();
    throw error;
  }
  return vae;
}

/**
 * The config in a model file's metadata.
 *
 * @param metadata The metadata of a safetensors file.
 * @throws {SyntaxError} If the file is not of this project or its config is not a JSON object.
 * @throws {RangeError} If a setting is out of range.
 */
export function configFromMetadata(metadata: Readonly<Record<string, string>>): VAEConfig {
  if (metadata.format !== MODEL_FORMAT) {
    throw new SyntaxError(
      `Cannot read model: its format is ${
        JSON.stringify(metadata.format)
      }, "${MODEL_FORMAT}" was wanted`,
    );
  }
  let config: unknown;
  try {
    config = JSON.parse(metadata.config ?? "");
  } catch {
    throw new SyntaxError("Cannot read model: its config is not JSON");
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new SyntaxError("Cannot read model: its config is not a JSON object");
  }
  return checkConfig(config);
}
