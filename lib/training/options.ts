/**
 * The settings of a training run.
 *
 * @module
 */

/** The settings of a training run; checkpoints contain them. */
export interface TrainingOptions {
  /** Passes over the training images; 0 keeps the weights. */
  readonly epochs: number;
  /** Images per step. */
  readonly batchSize: number;
  /** Learning rate of Adam after the warm-up. */
  readonly learningRate: number;
  /** Steps of linear warm-up of the learning rate. */
  readonly warmupSteps: number;
  /** Learning rate at the end of the cosine decay, as a fraction of `learningRate`. */
  readonly finalLearningRateFraction: number;
  /** Maximum global norm of a gradient; longer ones are clipped. 0 disables clipping. */
  readonly clipNorm: number;
  /** Weight of the KL term (Higgins et al. 2017). At 1 the loss is the negative ELBO. */
  readonly beta: number;
  /** Epochs in which beta grows from 0, which prevents posterior collapse (Bowman et al. 2016). */
  readonly betaWarmupEpochs: number;
  /** Minimum KL per latent dimension that is penalized, in nats (Kingma et al. 2016). */
  readonly freeBits: number;
  /** Epochs without a lower validation loss after which training stops. 0 disables early stopping. */
  readonly patience: number;
  /** Seed of every random choice of the run. */
  readonly seed: number;
}

/** The values that a setting may have, bounds included. */
export interface SettingRange {
  /** Minimum. */
  readonly min: number;
  /** Maximum; none if left out. */
  readonly max?: number;
  /** Whether only whole numbers make sense. */
  readonly isWhole?: true;
}

/** The range of each setting. */
export const TRAINING_RANGES: Readonly<Record<keyof TrainingOptions, SettingRange>> = {
  epochs: { min: 0, max: 1e6, isWhole: true },
  batchSize: { min: 1, max: 65536, isWhole: true },
  learningRate: { min: 0 },
  warmupSteps: { min: 0 },
  finalLearningRateFraction: { min: 0, max: 1 },
  clipNorm: { min: 0 },
  beta: { min: 0 },
  betaWarmupEpochs: { min: 0 },
  freeBits: { min: 0 },
  patience: { min: 0, isWhole: true },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true },
};

/**
 * Checks settings that come from a caller or a file.
 *
 * @param options The settings to check.
 * @returns The same settings, without unknown ones.
 * @throws {RangeError} If a setting is missing, not a number or out of range.
 */
export function checkTrainingOptions(options: TrainingOptions): TrainingOptions {
  const checked: Partial<Record<keyof TrainingOptions, number>> = {};
  for (const [key, { min, max, isWhole }] of Object.entries(TRAINING_RANGES)) {
    const name = key as keyof TrainingOptions;
    const value = options[name];
    const isValid = Number.isFinite(value) && value >= min && value <= (max ?? Infinity) &&
      (!isWhole || Number.isInteger(value));
    if (!isValid) {
      const kind = isWhole ? "a whole number" : "a number";
      const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new RangeError(`Cannot train: ${name} is ${value}, expected ${kind} ${range}`);
    }
    checked[name] = value;
  }
  return checked as TrainingOptions;
}

/** Defaults. */
export const DEFAULT_TRAINING_OPTIONS: TrainingOptions = {
  epochs: 40,
  batchSize: 32,
  learningRate: 1e-3, // the highest that trains without spikes
  warmupSteps: 100, // about the settling time of Adam's second moments
  finalLearningRateFraction: 0.05,
  clipNorm: 0,
  beta: 1, // the ELBO
  betaWarmupEpochs: 0,
  freeBits: 0,
  patience: 0,
  seed: 1,
};

/**
 * The settings that a file of this or an earlier version holds: under their present names, and with
 * defaults for those that are newer than the file.
 *
 * @param saved The settings as the file has them. Their values are not checked.
 */
export function readTrainingOptions(saved: Readonly<Record<string, number>>): TrainingOptions {
  const { finalLearningRate: finalLearningRateFraction, ...rest } = saved; // its name in version 0.1
  const renamed = finalLearningRateFraction === undefined ? {} : { finalLearningRateFraction };
  return { ...DEFAULT_TRAINING_OPTIONS, ...renamed, ...rest };
}

/** Defaults of the pen model, where they differ from {@linkcode DEFAULT_TRAINING_OPTIONS}. */
export const PEN_TRAINING_OPTIONS: Partial<TrainingOptions> = {
  epochs: 8,
  batchSize: 32,
  learningRate: 1.5e-3,
  warmupSteps: 200,
  finalLearningRateFraction: 0.02,
  clipNorm: 200, // only exceeded in the first steps, and by rare outliers among the offsets
  betaWarmupEpochs: 0.5,
  freeBits: 1, // an autoregressive decoder would otherwise ignore z
};
