/**
 * The flags of the command that trains a model.
 *
 * @module
 */
import type { FlagParametersForType } from "@stricli/core";
import { type BackendChoice, BACKENDS } from "../backend/select.ts";
import { DEFAULT_VAE_CONFIG, type ReconstructionLoss } from "../model/config.ts";
import { DEFAULT_TRAINING_OPTIONS } from "../training/options.ts";
import { imageSize, optional, path, realNumber, wholeNumber } from "./parsers.ts";
import { DEFAULT_CACHE, DEFAULT_VALIDATION_FRACTION, OUTPUT_DIRECTORY } from "./train_plan.ts";
import { DEFAULT_WRITERS } from "./training_data.ts";

/** What the user asked for; flags that were not given are absent. */
export interface TrainFlags {
  readonly data?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly imageSize?: { height: number; width: number };
  readonly latentDim?: number;
  readonly channels?: number;
  readonly loss?: ReconstructionLoss;
  readonly observationStd?: number;
  readonly learningRate?: number;
  readonly warmupSteps?: number;
  readonly clipNorm?: number;
  readonly beta?: number;
  readonly betaWarmupEpochs?: number;
  readonly freeBits?: number;
  readonly patience?: number;
  readonly validationFraction?: number;
  readonly augment?: boolean;
  readonly limit?: number;
  readonly writers?: number;
  readonly maxMegapixels?: number;
  readonly cache?: string;
  readonly seed?: number;
  readonly backend: BackendChoice;
  readonly threads?: number;
  readonly quiet: boolean;
  readonly json: boolean;
}

const model = DEFAULT_VAE_CONFIG;
const training = DEFAULT_TRAINING_OPTIONS;

/** How each flag is read and described. */
export const trainFlags: FlagParametersForType<TrainFlags> = {
  data: optional(path, "DIR", "Folder of images, one subfolder per writer or flat"),
  out: optional(path, "DIR", `Folder of the run (default ${OUTPUT_DIRECTORY}/<date and time>)`),
  resume: {
    kind: "boolean",
    brief: "Continue the run in --out, or the newest one",
    default: false,
    withNegated: false,
  },
  epochs: optional(
    wholeNumber(1, 1e6),
    "N",
    `Passes over the images (default ${training.epochs})`,
  ),
  batchSize: optional(
    wholeNumber(1, 65536),
    "N",
    `Images per step (default ${training.batchSize})`,
  ),
  imageSize: optional(
    imageSize,
    "HxW",
    `Size of the images, multiples of 16 (default ${model.height}x${model.width})`,
  ),
  latentDim: optional(
    wholeNumber(1, 4096),
    "N",
    `Dimensions of z (default ${model.latentDim})`,
  ),
  channels: optional(
    wholeNumber(1, 512),
    "N",
    `Channels of the first convolution (default ${model.channels})`,
  ),
  loss: {
    kind: "enum",
    values: ["bce", "mse"],
    optional: true,
    brief: `Reconstruction term: cross-entropy or squared error (default ${model.loss})`,
  },
  observationStd: optional(
    realNumber(1e-3, 10),
    "X",
    `Standard deviation of a pixel, for mse (default ${model.observationStd})`,
  ),
  learningRate: optional(
    realNumber(0),
    "X",
    `Step size of Adam (default ${training.learningRate})`,
  ),
  warmupSteps: optional(
    wholeNumber(0),
    "N",
    `Steps over which it grows from 0 (default ${training.warmupSteps})`,
  ),
  clipNorm: optional(
    realNumber(0),
    "X",
    `Largest norm of the gradient, 0 for any (default ${training.clipNorm})`,
  ),
  beta: optional(realNumber(0), "X", `Weight of the KL term (default ${training.beta})`),
  betaWarmupEpochs: optional(
    realNumber(0),
    "N",
    `Epochs over which beta grows from 0 (default ${training.betaWarmupEpochs})`,
  ),
  freeBits: optional(
    realNumber(0),
    "X",
    `Nats per latent dimension that cost nothing (default ${training.freeBits})`,
  ),
  patience: optional(
    wholeNumber(0),
    "N",
    `Epochs without progress before stopping, 0 for never (default ${training.patience})`,
  ),
  validationFraction: optional(
    realNumber(0, 0.9),
    "X",
    `Share of writers that is held out (default ${DEFAULT_VALIDATION_FRACTION})`,
  ),
  augment: {
    kind: "boolean",
    optional: true,
    brief: "Vary the images on the fly (default), or not",
  },
  limit: optional(wholeNumber(1), "N", "Use at most N images, spread over the writers"),
  writers: optional(
    wholeNumber(1, 1e6),
    "N",
    `Writers of the built-in data (default ${DEFAULT_WRITERS})`,
  ),
  maxMegapixels: optional(
    realNumber(0.001, 10000),
    "X",
    "Refuse images larger than this (default 64)",
  ),
  cache: optional(path, "DIR", `Where prepared images are kept (default ${DEFAULT_CACHE})`),
  seed: optional(wholeNumber(0), "N", `Names every random choice (default ${training.seed})`),
  backend: {
    kind: "enum",
    values: ["auto", ...BACKENDS],
    default: "auto",
    brief: "What runs the tensors",
  },
  threads: optional(
    wholeNumber(1, 256),
    "N",
    "Threads of the simd backend (default all cores)",
  ),
  quiet: {
    kind: "boolean",
    default: false,
    withNegated: false,
    brief: "Print the result only",
  },
  json: { kind: "boolean", default: false, withNegated: false, brief: "Print JSON lines" },
};
