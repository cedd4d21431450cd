/**
 * The flags of the command that trains a model.
 *
 * @module
 */
import type { FlagParametersForType } from "@stricli/core";
import type { ReconstructionLoss, VAEConfig } from "../model/config.ts";
import { PRIOR_KINDS, type PriorKind } from "../model/prior/prior.ts";
import type { TrainingOptions } from "../training/options.ts";
import { imageSize, optional, path, realNumber, wholeNumber } from "./parsers.ts";
import { PRETRAINED } from "./model_source.ts";
import {
  ADAPTATION,
  DEFAULT_CACHE,
  DEFAULT_MODEL,
  DEFAULT_VALIDATION_FRACTION,
  MODELS,
} from "./train_plan.ts";
import {
  type BackendFlags,
  backendFlags,
  OUTPUT_DIRECTORY,
  type OutputFlags,
  outputFlags,
} from "./shared_flags.ts";
import { BUILT_IN_DATA } from "./training_data.ts";
import { type WriterFlags, writerFlags } from "./writer_flags.ts";

/** What the user asked for; flags that were not given are absent. */
export interface TrainFlags extends BackendFlags, OutputFlags, WriterFlags {
  readonly data?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly init?: string;
  readonly fromScratch: boolean;
  readonly model?: VAEConfig["model"];
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly imageSize?: { height: number; width: number };
  readonly latentDim?: number;
  readonly hidden?: number;
  readonly channels?: number;
  readonly blocks?: number;
  readonly loss?: ReconstructionLoss;
  readonly observationStd?: number;
  readonly learningRate?: number;
  readonly warmupSteps?: number;
  readonly clipNorm?: number;
  readonly beta?: number;
  readonly betaWarmupEpochs?: number;
  readonly freeBits?: number;
  readonly patience?: number;
  readonly prior?: PriorKind;
  readonly validationFraction?: number;
  readonly augment?: boolean;
  readonly limit?: number;
  readonly writers?: number;
  readonly maxMegapixels?: number;
  readonly cache?: string;
  readonly seed?: number;
}

const { pen, pixel } = MODELS;

/** The defaults of a setting that both models have, for the help. */
function byModel(name: keyof TrainingOptions): string {
  const [a, b] = [pen.training[name], pixel.training[name]];
  const adapting: Partial<TrainingOptions> = ADAPTATION.training;
  const fromTrained = name in adapting ? `, from trained weights ${adapting[name]}` : "";
  return (a === b ? `default ${a}` : `default ${a}, pixel ${b}`) + fromTrained;
}

/** How each flag is read and described. */
export const trainFlags: FlagParametersForType<TrainFlags> = {
  data: optional(path, "DIR", "Folder of images, one subfolder per writer, flat, or a public set"),
  ...writerFlags,
  out: optional(path, "DIR", `Folder of the run (default ${OUTPUT_DIRECTORY}/<date and time>)`),
  resume: {
    kind: "boolean",
    brief: "Continue the run in --out, or the newest one",
    default: false,
    withNegated: false,
  },
  init: optional(
    path,
    "DIR",
    `Start from the weights of a run or a model file; ${PRETRAINED}, the default for a pen model ` +
      "on --data, is the model that comes with this program",
  ),
  fromScratch: {
    kind: "boolean",
    brief: "Start from fresh weights",
    default: false,
    withNegated: false,
  },
  model: {
    kind: "enum",
    values: ["pen", "pixel"],
    optional: true,
    brief:
      `A VAE that writes with a pen, or the textbook one over pixels (default ${DEFAULT_MODEL})`,
  },
  epochs: optional(
    wholeNumber(0, 1e6),
    "N",
    `Passes over the images (${
      byModel("epochs")
    }); 0 keeps the weights and fits the prior to the images`,
  ),
  batchSize: optional(
    wholeNumber(1, 65536),
    "N",
    `Images per step (${byModel("batchSize")})`,
  ),
  imageSize: optional(
    imageSize,
    "HxW",
    `Size of the images, multiples of 16 (default ${pen.config.height}x${pen.config.width})`,
  ),
  latentDim: optional(
    wholeNumber(1, 4096),
    "N",
    `Dimensions of z (default ${pen.config.latentDim})`,
  ),
  hidden: optional(
    wholeNumber(1, 4096),
    "N",
    `Pen model: width of the hidden layers (default ${pen.config.hidden})`,
  ),
  channels: optional(
    wholeNumber(1, 512),
    "N",
    `Pixel model: channels of the first convolution (default ${pixel.config.channels}); ` +
      `pen model: width of the decoder (default ${pen.config.channels})`,
  ),
  blocks: optional(
    wholeNumber(1, 32),
    "N",
    `Pen model: residual blocks of the decoder (default ${pen.config.blocks}, from trained weights as many as they have, or more)`,
  ),
  loss: {
    kind: "enum",
    values: ["bce", "mse"],
    optional: true,
    brief: `Pixel model: cross-entropy or squared error (default ${pixel.config.loss})`,
  },
  observationStd: optional(
    realNumber(1e-3, 10),
    "X",
    `Pixel model: standard deviation of a pixel, for mse (default ${pixel.config.observationStd})`,
  ),
  learningRate: optional(
    realNumber(0),
    "X",
    `Step size of Adam (${byModel("learningRate")})`,
  ),
  warmupSteps: optional(
    wholeNumber(0),
    "N",
    `Steps over which it grows from 0 (${byModel("warmupSteps")})`,
  ),
  clipNorm: optional(
    realNumber(0),
    "X",
    `Largest norm of the gradient, 0 for any (${byModel("clipNorm")})`,
  ),
  beta: optional(realNumber(0), "X", `Weight of the KL term (${byModel("beta")})`),
  betaWarmupEpochs: optional(
    realNumber(0),
    "N",
    `Epochs over which beta grows from 0 (${byModel("betaWarmupEpochs")})`,
  ),
  freeBits: optional(
    realNumber(0),
    "X",
    `Nats per latent dimension that cost nothing (${byModel("freeBits")})`,
  ),
  patience: optional(
    wholeNumber(0),
    "N",
    `Epochs without progress before stopping, 0 for never (${byModel("patience")})`,
  ),
  prior: {
    kind: "enum",
    values: PRIOR_KINDS,
    optional: true,
    brief:
      `What z is drawn from, fitted at the end (default ${pen.prior}, on --data from trained ` +
      `weights ${ADAPTATION.prior}, pixel ${pixel.prior})`,
  },
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
    wholeNumber(0, 1e6),
    "N",
    `Writers of the built-in data, or mixed into --data; 0 for none there (default ${BUILT_IN_DATA.pen.writers}, pixel ${BUILT_IN_DATA.pixel.writers}, mixed in for trained weights ${ADAPTATION.writers})`,
  ),
  maxMegapixels: optional(
    realNumber(0.001, 10000),
    "X",
    "Refuse images larger than this (default 64)",
  ),
  cache: optional(path, "DIR", `Where prepared images are kept (default ${DEFAULT_CACHE})`),
  seed: optional(wholeNumber(0), "N", `Names every random choice (${byModel("seed")})`),
  ...backendFlags,
  ...outputFlags,
};
