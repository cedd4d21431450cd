/**
 * Schedules of the learning rate and of the weight of the KL term.
 *
 * @module
 */
import type { TrainingOptions } from "./options.ts";

/**
 * The learning rate of a step: a linear warm-up, then half a cosine (Loshchilov & Hutter 2017) down
 * to `finalLearningRateFraction` of the peak at the last step.
 *
 * @param step Steps taken before this one.
 * @param totalSteps Steps of the whole run.
 * @param options Peak, warm-up and final fraction.
 * @returns The learning rate.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const options = { learningRate: 2, warmupSteps: 0, finalLearningRateFraction: 0.25 };
 * assert.deepEqual([0, 50, 100].map((step) => learningRateAt(step, 100, options)), [2, 1.25, 0.5]);
 * ```
 */
export function learningRateAt(
  step: number,
  totalSteps: number,
  options: Pick<TrainingOptions, "learningRate" | "warmupSteps" | "finalLearningRateFraction">,
): number {
  const { learningRate, finalLearningRateFraction: final } = options;
  const warmupSteps = Math.min(options.warmupSteps, totalSteps / 2);
  if (step < warmupSteps) return learningRate * (step + 1) / (warmupSteps + 1);
  const progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  return learningRate * (final + (1 - final) * cosine);
}

/**
 * The weight of the KL term at a step (KL annealing): it grows linearly to `beta` over the warm-up
 * epochs (Bowman et al. 2016).
 *
 * @param step Steps taken before this one.
 * @param stepsPerEpoch Steps per epoch.
 * @param options Final weight and length of the warm-up.
 * @returns beta.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const options = { beta: 1, betaWarmupEpochs: 2 };
 * assert.deepEqual([0, 1, 2, 9].map((step) => betaAt(step, 1.5, options)), [0.25, 0.5, 0.75, 1]);
 * ```
 */
export function betaAt(
  step: number,
  stepsPerEpoch: number,
  options: Pick<TrainingOptions, "beta" | "betaWarmupEpochs">,
): number {
  const warmupSteps = options.betaWarmupEpochs * stepsPerEpoch;
  return step < warmupSteps ? options.beta * (step + 1) / (warmupSteps + 1) : options.beta;
}
