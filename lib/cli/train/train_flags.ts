/**
 * The flags of the command that trains a model.
 *
 * @module
 */
import { PRETRAINED } from "../../generation/load_model.ts";
import { MODEL_TYPES, RECONSTRUCTION_LOSSES } from "../../model/config.ts";
import { PRIOR_KINDS } from "../../model/prior/prior.ts";
import { SCRIPT_NAMES } from "../../strokes/procedural/scripts.ts";
import { TRAINING_RANGES, type TrainingOptions } from "../../training/options.ts";
import { DEFAULT_SECONDS_PER_CHECKPOINT } from "../../training/run/run_listeners.ts";
import { DEFAULT_CACHE, OUTPUT_DIRECTORY } from "../directories.ts";
import { choice, type FlagValues, optional, type OptionalFlag, toggle } from "../flags.ts";
import type { FlagHeadings } from "../help.ts";
import { fold, imageSize, path, realNumber, wholeNumber } from "../parsers.ts";
import { backendFlags, outputFlags } from "../shared_flags.ts";
import { writerFlags } from "../writer_flags.ts";
import {
  BUILT_IN_DATA,
  DEFAULT_MODEL,
  DEFAULT_VALIDATION_FRACTION,
  FINE_TUNING,
  MODELS,
} from "./train_defaults.ts";

const { pen, pixel } = MODELS;

/** The defaults of a setting that both models have, for the help. */
function byModel(name: keyof TrainingOptions): string {
  const [a, b] = [pen.training[name], pixel.training[name]];
  const fineTuning: Partial<TrainingOptions> = FINE_TUNING.training;
  const fromTrained = name in fineTuning ? `, from trained weights ${fineTuning[name]}` : "";
  return (a === b ? `default ${a}` : `default ${a}, pixel ${b}`) + fromTrained;
}

/** The flag of a training setting, with the range that the library checks and the default. */
function setting(
  name: keyof TrainingOptions,
  placeholder: string,
  brief: string,
): OptionalFlag<number> {
  const { min, max, isWhole } = TRAINING_RANGES[name];
  const parse = isWhole ? wholeNumber(min, max) : realNumber(min, max);
  return optional(parse, placeholder, `${brief} (${byModel(name)})`);
}

/** The flags of `train`. */
export const trainFlags = {
  data: optional(
    path,
    "DIR",
    "Folder of images: one subfolder per writer, flat, or a public data set",
  ),
  ...writerFlags,
  validationFraction: optional(
    realNumber(0, 0.9),
    "X",
    `Fraction of the writers that is held out (default ${DEFAULT_VALIDATION_FRACTION})`,
  ),
  fold: optional(
    fold,
    "I/K",
    "Hold out fold I of K instead: the folds of one --seed share no writer, for cross-validation",
  ),
  augment: { kind: "boolean", optional: true, brief: "Augment the training images (default on)" },
  limit: optional(wholeNumber(1), "N", "Maximum number of images, spread over the writers"),
  writers: optional(
    wholeNumber(0, 1e6),
    "N",
    `Writers of the built-in data, which is mixed into --data; 0 for none there (default ` +
      `${BUILT_IN_DATA.pen.writers}, fine-tuned on --data ${FINE_TUNING.writers}, pixel ` +
      `${BUILT_IN_DATA.pixel.writers})`,
  ),
  script: choice(
    SCRIPT_NAMES,
    "What writers of the built-in data write (default latin; with --data, what is nearer to it)",
  ),
  maxMegapixels: optional(
    realNumber(0.001, 10000),
    "X",
    "Skip images larger than this (default 64)",
  ),
  cache: optional(path, "DIR", `Cache folder of prepared images (default ${DEFAULT_CACHE})`),
  out: optional(path, "DIR", `Run folder (default ${OUTPUT_DIRECTORY}/<date and time>)`),
  resume: toggle("Resume the run in --out, or the newest one that is not finished"),
  secondsPerCheckpoint: optional(
    realNumber(0),
    "X",
    "Seconds between checkpoints within an epoch " +
      `(default ${DEFAULT_SECONDS_PER_CHECKPOINT}); each epoch ends with one`,
  ),
  init: optional(
    path,
    "DIR",
    `Start from the weights of a run, a model file, or ${PRETRAINED} ` +
      `(default ${PRETRAINED} for a pen model on --data, else random)`,
  ),
  fromScratch: toggle("Start from random weights"),
  seed: setting("seed", "N", "Random seed"),
  model: choice(
    MODEL_TYPES,
    `VAE over pen trajectories, or convolutional VAE over pixels (default ${DEFAULT_MODEL})`,
  ),
  imageSize: optional(
    imageSize,
    "HxW",
    `Image size, multiples of 16 (default ${pen.config.height}x${pen.config.width})`,
  ),
  latentDim: optional(
    wholeNumber(1, 4096),
    "N",
    `Dimensions of z (default ${pen.config.latentDim}, pixel ${pixel.config.latentDim})`,
  ),
  hidden: optional(
    wholeNumber(1, 4096),
    "N",
    `Pen model: width of the encoder (default ${pen.config.hidden})`,
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
    `Pen model: residual blocks of the decoder (default ${pen.config.blocks}; ` +
      "trained weights keep theirs, and can grow deeper)",
  ),
  loss: choice(
    RECONSTRUCTION_LOSSES,
    `Pixel model: cross-entropy or squared error (default ${pixel.config.loss})`,
  ),
  observationStd: optional(
    realNumber(1e-3, 10),
    "X",
    `Pixel model: standard deviation of a pixel, for mse (default ${pixel.config.observationStd})`,
  ),
  prior: choice(
    [...PRIOR_KINDS, "nearest"],
    "Distribution of z, fitted after training; nearest: a mixture, or that of the weights the run " +
      `started from where held-out writers are nearer to it (default ${pen.prior}, fine-tuned on --data ` +
      `${FINE_TUNING.prior}, pixel ${pixel.prior})`,
  ),
  epochs: optional(
    wholeNumber(0, 1e6),
    "N",
    `Passes over the images (${byModel("epochs")}); 0 keeps the weights and only fits the prior`,
  ),
  batchSize: setting("batchSize", "N", "Images per step"),
  learningRate: setting("learningRate", "X", "Peak learning rate of Adam"),
  warmupSteps: optional(
    wholeNumber(0),
    "N",
    `Steps of linear learning rate warm-up (${byModel("warmupSteps")})`,
  ),
  clipNorm: setting("clipNorm", "X", "Maximum gradient norm, 0 to disable clipping"),
  beta: setting("beta", "X", "Weight of the KL term"),
  betaWarmupEpochs: setting("betaWarmupEpochs", "N", "Epochs of linear beta warm-up"),
  freeBits: setting("freeBits", "X", "Free nats per latent dimension"),
  patience: setting(
    "patience",
    "N",
    "Epochs without improvement before early stopping, 0 to disable it",
  ),
  ...backendFlags,
  ...outputFlags,
} as const;

/** Headings of the flags in the help. */
export const TRAIN_HEADINGS: FlagHeadings = {
  data: "IMAGES",
  out: "RUN",
  model: "MODEL",
  epochs: "TRAINING",
  backend: "BACKEND AND MESSAGES",
};

/** Values of {@linkcode trainFlags}. */
export type TrainFlags = FlagValues<typeof trainFlags>;
