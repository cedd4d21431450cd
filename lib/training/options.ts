/**
 * The settings of a training run.
 *
 * @module
 */

/** The settings of a training run; a checkpoint carries them. */
export interface TrainingOptions {
  /** Passes over the training images; 0 leaves the weights as they are. */
  readonly epochs: number;
  /** Images per step. */
  readonly batchSize: number;
  /** Step size of Adam after the warm-up. */
  readonly learningRate: number;
  /** Steps over which the learning rate grows from 0. */
  readonly warmupSteps: number;
  /** Fraction of the learning rate that is left at the end of the cosine decay. */
  readonly finalLearningRate: number;
  /** Largest global norm of a step's gradient; longer ones are shortened to it. 0 switches it off. */
  readonly clipNorm: number;
  /** Weight of the KL term. With 1 the loss is the negative ELBO. */
  readonly beta: number;
  /** Epochs over which beta grows from 0, so that the decoder learns to draw before z is tidied. */
  readonly betaWarmupEpochs: number;
  /** Floor under the KL of each latent dimension, in nats. */
  readonly freeBits: number;
  /** Epochs without a better validation loss after which training stops. 0 never stops early. */
  readonly patience: number;
  /** Names every random choice of the run. */
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
 * @returns The same settings, with nothing added.
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
      throw new RangeError(`Cannot train: ${name} is ${value}, ${kind} ${range} was wanted`);
    }
    checked[name] = value;
  }
  return checked as TrainingOptions;
}

/** What is used where nothing else is asked for. */
export const DEFAULT_TRAINING_OPTIONS: TrainingOptions = {
  epochs: 40,
  batchSize: 32,
  learningRate: 1e-3, // the largest that trains without spikes
  warmupSteps: 100, // Adam's second moments need about that many to settle
  finalLearningRate: 0.05,
  clipNorm: 0,
  beta: 1, // the ELBO
  betaWarmupEpochs: 0,
  freeBits: 0,
  patience: 0,
  seed: 1,
};

/** What the pen model is trained with where nothing else is asked for, beside {@linkcode DEFAULT_TRAINING_OPTIONS}. */
export const PEN_TRAINING_OPTIONS: Partial<TrainingOptions> = {
  epochs: 8,
  batchSize: 32,
  learningRate: 1.5e-3,
  warmupSteps: 200,
  finalLearningRate: 0.02,
  clipNorm: 200, // reached in the first steps, and by a rare leap of the pen
  betaWarmupEpochs: 0.5,
  freeBits: 1, // what the decoder can say without z it would else leave to itself
};
