/**
 * Schedules of the learning rate and of the weight of the KL term.
 *
 * @module
 */
import type { TrainingOptions } from "./options.ts";

/**
 * The learning rate of a step: a linear warm-up, then half a cosine (Loshchilov & Hutter 2017) down
 * to `finalLearningRate` of the peak at the last step.
 *
 * @param step Steps taken before this one.
 * @param totalSteps Steps of the whole run.
 * @param options Peak, warm-up and final fraction.
 * @returns The learning rate.
 */
export function learningRateAt(
  step: number,
  totalSteps: number,
  options: Pick<TrainingOptions, "learningRate" | "warmupSteps" | "finalLearningRate">,
): number {
  const { learningRate, finalLearningRate } = options;
  const warmupSteps = Math.min(options.warmupSteps, totalSteps / 2);
  if (step < warmupSteps) return learningRate * (step + 1) / (warmupSteps + 1);
  const progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  return learningRate * (finalLearningRate + (1 - finalLearningRate) * cosine);
}

/**
 * The weight of the KL term at a step (KL annealing): it grows linearly to `beta` over the warm-up
 * epochs (Bowman et al. 2016).
 *
 * @param step Steps taken before this one.
 * @param stepsPerEpoch Steps per epoch.
 * @param options Final weight and length of the warm-up.
 * @returns beta.
 */
export function betaAt(
  step: number,
  stepsPerEpoch: number,
  options: Pick<TrainingOptions, "beta" | "betaWarmupEpochs">,
): number {
  const warmupSteps = options.betaWarmupEpochs * stepsPerEpoch;
  return step < warmupSteps ? options.beta * (step + 1) / (warmupSteps + 1) : options.beta;
}
