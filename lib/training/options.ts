/**
 * The settings of a training run.
 *
 * @module
 */

/** The settings of a training run; a checkpoint carries them. */
export interface TrainingOptions {
  /** Passes over the training images; 0 keeps the weights. */
  readonly epochs: number;
  /** Images per step. */
  readonly batchSize: number;
  /** Learning rate of Adam after the warm-up. */
  readonly learningRate: number;
  /** Steps of linear warm-up of the learning rate. */
  readonly warmupSteps: number;
  /** Fraction of the learning rate at the end of the cosine decay. */
  readonly finalLearningRate: number;
  /** Maximum global norm of a gradient; longer ones are clipped. 0 disables clipping. */
  readonly clipNorm: number;
  /** Weight of the KL term (Higgins et al. 2017). At 1 the loss is the negative ELBO. */
  readonly beta: number;
  /** Epochs over which beta grows from 0, which prevents posterior collapse (Bowman et al. 2016). */
  readonly betaWarmupEpochs: number;
  /** Minimum KL per latent dimension that is penalized, in nats (Kingma et al. 2016). */
  readonly freeBits: number;
  /** Epochs without a lower validation loss after which training stops. 0 disables early stopping. */
  readonly patience: number;
  /** Seed of every random choice of the run. */
  readonly seed: number;
}

const AT_LEAST_0 = [0, Infinity] as const;
const RANGES: Readonly<Record<keyof TrainingOptions, readonly [number, number]>> = {
  epochs: [0, 1e6],
  batchSize: [1, 65536],
  learningRate: AT_LEAST_0,
  warmupSteps: AT_LEAST_0,
  finalLearningRate: [0, 1],
  clipNorm: AT_LEAST_0,
  beta: AT_LEAST_0,
  betaWarmupEpochs: AT_LEAST_0,
  freeBits: AT_LEAST_0,
  patience: AT_LEAST_0,
  seed: [0, Number.MAX_SAFE_INTEGER],
};
const WHOLE = ["epochs", "batchSize", "patience", "seed"];

/**
 * Checks settings that come from a caller or a file.
 *
 * @param options The settings to check.
 * @returns The same settings, without unknown ones.
 * @throws {RangeError} If a setting is missing, not a number or out of range.
 */
export function checkTrainingOptions(options: TrainingOptions): TrainingOptions {
  const checked: Partial<Record<keyof TrainingOptions, number>> = {};
  for (const [key, [low, high]] of Object.entries(RANGES)) {
    const name = key as keyof TrainingOptions;
    const value = options[name];
    const isValid = Number.isFinite(value) && value >= low && value <= high &&
      (!WHOLE.includes(name) || Number.isInteger(value));
    if (!isValid) {
      const kind = WHOLE.includes(name) ? "a whole number" : "a number";
      const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
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
  finalLearningRate: 0.05,
  clipNorm: 0,
  beta: 1, // the ELBO
  betaWarmupEpochs: 0,
  freeBits: 0,
  patience: 0,
  seed: 1,
};

/** Defaults of the pen model, where they differ from {@linkcode DEFAULT_TRAINING_OPTIONS}. */
export const PEN_TRAINING_OPTIONS: Partial<TrainingOptions> = {
  epochs: 8,
  batchSize: 32,
  learningRate: 1.5e-3,
  warmupSteps: 200,
  finalLearningRate: 0.02,
  clipNorm: 200, // reached in the first steps, and by rare outliers among the offsets
  betaWarmupEpochs: 0.5,
  freeBits: 1, // an autoregressive decoder would otherwise ignore z
};
