/**
 * Checkpoints: all the state that a run needs to continue exactly, in one file.
 *
 * @module
 */
import { ModelFormatError } from "../errors.ts";
import { decodeChecked, encodeChecked } from "../model/checksum.ts";
import { checkConfig, type VAEConfig } from "../model/config.ts";
import { assignParameters, readParameters } from "../model/parameters.ts";
import type { TensorData } from "../model/safetensors.ts";
import { checkTrainingOptions, readTrainingOptions, type TrainingOptions } from "./options.ts";
import { RunningLosses } from "./running_losses.ts";
import type { Trainer, TrainingProgress } from "./trainer.ts";

/** The content of a checkpoint. */
export interface Checkpoint {
  /** The model's settings. */
  readonly config: VAEConfig;
  /** The run's settings. */
  readonly options: TrainingOptions;
  /** Counters and running losses. */
  readonly progress: TrainingProgress;
  /** The model's parameters. */
  readonly parameters: ReadonlyMap<string, TensorData>;
  /** Adam's moments. */
  readonly optimizer: ReadonlyMap<string, TensorData>;
}

const FORMAT = "signature-vae-checkpoint-1";
const MODEL_PREFIX = "model.";
const OPTIMIZER_PREFIX = "optimizer.";

/**
 * Encodes a run as a safetensors file.
 *
 * @param trainer The run, between two steps.
 * @returns The file's bytes.
 */
export async function encodeCheckpoint(trainer: Trainer): Promise<Uint8Array> {
  const { progress, optimizer } = await trainer.state();
  const parameters = await readParameters(trainer.vae.parameters);
  const tensors = new Map<string, TensorData>();
  for (const [name, tensor] of parameters) tensors.set(MODEL_PREFIX + name, tensor);
  for (const [name, tensor] of optimizer) tensors.set(OPTIMIZER_PREFIX + name, tensor);
  return await encodeChecked({
    tensors,
    metadata: {
      format: FORMAT,
      config: JSON.stringify(trainer.vae.config),
      options: JSON.stringify(trainer.options),
      progress: JSON.stringify(progress),
    },
  });
}

/**
 * Decodes a checkpoint.
 *
 * @param bytes The file's content.
 * @returns The run, for {@linkcode restoreCheckpoint}; it holds no tensors.
 * @throws {ModelFormatError} If the file is not a checkpoint of this project, not a whole one, or
 * damaged.
 * @throws {RangeError} If its settings are out of range.
 */
export async function decodeCheckpoint(bytes: Uint8Array): Promise<Checkpoint> {
  const { tensors, metadata } = await decodeChecked(bytes, "checkpoint");
  if (metadata.format !== FORMAT) {
    throw new ModelFormatError(
      "checkpoint",
      `its format is ${JSON.stringify(metadata.format)}, expected "${FORMAT}"`,
    );
  }
  return {
    config: checkConfig(parse(metadata, "config")),
    options: checkTrainingOptions(
      readTrainingOptions(parse(metadata, "options") as Record<string, number>),
    ),
    progress: checkProgress(parse(metadata, "progress")),
    parameters: withPrefix(tensors, MODEL_PREFIX),
    optimizer: withPrefix(tensors, OPTIMIZER_PREFIX),
  };
}

/**
 * Restores a run from a checkpoint.
 *
 * @param trainer A trainer over a model with the checkpoint's config.
 * @param checkpoint What {@linkcode decodeCheckpoint} returned.
 * @throws {RangeError} If the checkpoint belongs to another model.
 */
export function restoreCheckpoint(trainer: Trainer, checkpoint: Checkpoint): void {
  assignParameters(trainer.vae.parameters, checkpoint.parameters);
  trainer.restore(checkpoint);
}

function parse(metadata: Readonly<Record<string, string>>, key: string): unknown {
  try {
    const value = JSON.parse(metadata[key] ?? "");
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // reported below
  }
  throw new ModelFormatError("checkpoint", `its ${key} is not a JSON object`);
}

function checkProgress(value: unknown): TrainingProgress {
  const progress = value as TrainingProgress;
  const { epoch, batch, sums, optimizerStep, bestLoss, epochsSinceBest } = progress;
  const areCounts = [epoch, batch, optimizerStep, epochsSinceBest].every((count) =>
    Number.isSafeInteger(count) && count >= 0
  );
  if (
    !areCounts || !RunningLosses.areSums(sums) || !(bestLoss === null || Number.isFinite(bestLoss))
  ) {
    throw new ModelFormatError("checkpoint", "its progress is invalid");
  }
  return progress;
}

function withPrefix(
  tensors: ReadonlyMap<string, TensorData>,
  prefix: string,
): Map<string, TensorData> {
  const result = new Map<string, TensorData>();
  for (const [name, tensor] of tensors) {
    if (name.startsWith(prefix)) result.set(name.slice(prefix.length), tensor);
  }
  return result;
}
