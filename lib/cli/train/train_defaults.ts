/**
 * Defaults of the command that trains a model.
 *
 * @module
 */
import { DEFAULT_PEN_CONFIG, DEFAULT_PIXEL_CONFIG } from "../../model/config.ts";
import { DEFAULT_TRAINING_OPTIONS, PEN_TRAINING_OPTIONS } from "../../training/options.ts";

/** Defaults by kind of model. */
export const MODELS = {
  pen: {
    config: DEFAULT_PEN_CONFIG,
    training: { ...DEFAULT_TRAINING_OPTIONS, ...PEN_TRAINING_OPTIONS },
    prior: "flow",
  },
  pixel: { config: DEFAULT_PIXEL_CONFIG, training: DEFAULT_TRAINING_OPTIONS, prior: "normal" },
} as const;

/** Default kind of model. */
export const DEFAULT_MODEL = "pen";

/** Defaults of a run that starts from trained weights, where they differ. */
export const FINE_TUNING = {
  training: {
    epochs: 5, // held-out loss stops falling after four or five
    learningRate: 6e-4, // with duplicates; see docs/trials.md
    warmupSteps: 100,
    betaWarmupEpochs: 0, // the latent space exists already
  },
  writers: 5000, // of the built-in data, mixed in against catastrophic forgetting
  prior: "nearest", // a mixture is closer than a flow where there are only a few hundred signatures
} as const;

/** Writers of the built-in data and signatures per writer, by kind of model. */
export const BUILT_IN_DATA = {
  pen: { writers: 20000, signatures: 1 }, // letters are learned from many hands
  pixel: { writers: 400, signatures: 10 }, // an image takes more memory than a trajectory
} as const;

/** Default fraction of the writers that is held out. */
export const DEFAULT_VALIDATION_FRACTION = 0.1;
