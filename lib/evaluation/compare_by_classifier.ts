/**
 * Which of two models a classifier finds harder to tell from real signatures.
 *
 * @module
 */
import { confidenceInterval, type Verdict, verdictOf } from "./bootstrap.ts";
import {
  type ClassifierTestOptions,
  CrossValidation,
  DEFAULT_CLASSIFIER_TEST_OPTIONS,
} from "./cross_validated_classifier.ts";
import type { ComparedSets } from "./paired_comparison.ts";

/** Above this AUC, hardly any sample is ranked above a real signature: differences mean little. */
const SATURATED = 0.99;
/** Deals of writers and samples to folds, whose results are averaged. */
const REPEATS = 5;

/** How well one classifier tells the samples of each of two models from real signatures. */
export interface ClassifierComparison {
  /** AUC of the first model's samples. */
  readonly first: number;
  /** AUC of the second model's samples. */
  readonly second: number;
  /** The second minus the first: positive where the first is harder to tell from real signatures. */
  readonly difference: number;
  /** Its standard error, over writers and samples. */
  readonly standardError: number;
  /** Ends of the 95 % confidence interval. */
  readonly interval: readonly [low: number, high: number];
  /**
   * The order of the models, where the interval excludes 0. `too far to rank` where both AUCs are above
   * 0.99: one of two sets that never overlap with the reference may still be nearer.
   */
  readonly verdict: Verdict | "too far to rank";
}

/**
 * Compares two models by a classifier two-sample test, as `classifierAuc` does it, but with one
 * classifier for both: it is trained to tell the samples of either model from real signatures. What is
 * left to chance in its training is then common to both AUCs, and their difference is known better than
 * that of two classifiers.
 *
 * The standard error is that of two correlated AUCs (DeLong et al., "Comparing the areas under two or
 * more correlated receiver operating characteristic curves", 1988), with writers in place of single
 * signatures. Sample i of both models is one case: it comes from the same noise. Writers and samples are
 * dealt to folds five times, and the results are averaged.
 *
 * Several references are pooled: the result is the mean over the writers of all.
 *
 * @param sets One or more references with the models' samples; all with the same number of samples.
 * @param options Overrides of `DEFAULT_CLASSIFIER_TEST_OPTIONS`.
 * @throws {RangeError} If a reference has fewer than four writers, the numbers of samples differ or are
 * below 4, or the lengths of vectors differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../random.ts";
 *
 * const sample = (seed: number, mean: number) => ({
 *   count: 200,
 *   size: 2,
 *   values: new Random(seed).normals(400).map((value) => value + mean),
 * });
 * const { verdict } = compareByClassifier([
 *   { reference: sample(1, 0), first: sample(2, 0), second: sample(2, 1) },
 * ]);
 * assert.equal(verdict, "first is nearer");
 * ```
 */
export function compareByClassifier(
  sets: readonly ComparedSets[],
  options: Partial<ClassifierTestOptions> = {},
): ClassifierComparison {
  const samples = sets[0]?.first.count ?? 0;
  for (const { first, second } of sets) {
    for (const { count } of [first, second]) {
      if (count === samples) continue;
      throw new RangeError(
        `Cannot compare models: they have ${samples} and ${count} samples, expected equally many`,
      );
    }
  }
  const parts = sets.map((set, i) => componentsOf(set, options, i));
  const writers = parts.reduce((sum, part) => sum + part.writers.length, 0);
  const pooled = new Float64Array(samples);
  let [first, second, variance] = [0, 0, 0];
  for (const part of parts) {
    const weight = part.writers.length / writers;
    first += weight * part.first;
    second += weight * part.second;
    variance += weight ** 2 * sampleVariance(part.writers) / part.writers.length;
    part.samples.forEach((value, i) => pooled[i]! += weight * value);
  }
  variance += samples * sampleVariance(pooled);
  const difference = second - first;
  const standardError = Math.sqrt(variance);
  const interval = confidenceInterval(difference, standardError, writers - sets.length);
  return {
    first,
    second,
    difference,
    standardError,
    interval,
    verdict: Math.min(first, second) > SATURATED ? "too far to rank" : verdictOf(interval),
  };
}

/** The row of a comparison in a table: both AUCs, their difference, its standard error and interval. */
export function classifierCells(
  { first, second, difference, standardError, interval }: ClassifierComparison,
): string[] {
  return [
    ...[first, second, difference, standardError].map((value) => value.toFixed(3)),
    interval.map((end) => end.toFixed(3)).join(" to "),
  ];
}

/** The AUCs of two models, and what each writer and each sample contributes to their difference. */
interface Components {
  readonly first: number;
  readonly second: number;
  /** Difference of the AUCs of each writer; their mean is the difference. */
  readonly writers: Float64Array;
  /** Contribution of each sample; their sum is the difference. */
  readonly samples: Float64Array;
}

function componentsOf(
  { reference, first, second }: ComparedSets,
  options: Partial<ClassifierTestOptions>,
  set: number,
): Components {
  const settings = { ...DEFAULT_CLASSIFIER_TEST_OPTIONS, ...options };
  const samples = new Float64Array(first.count);
  const writers = new Map<string, number>();
  const aucs = [0, 0];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const validation = new CrossValidation(reference, [first, second], settings, [set, repeat]);
    const total = validation.writers;
    for (let fold = 0; fold < validation.folds; fold++) {
      const scores = validation.scores(fold);
      const [a, b] = [scores.models[0]!, scores.models[1]!];
      scores.writers.forEach((signatures, w) => {
        let sum = 0;
        scores.samples.forEach((index, i) => {
          const wins = [meanWins(signatures, a[i]!), meanWins(signatures, b[i]!)] as const;
          const share = 1 / (REPEATS * total * a.length);
          aucs[0]! += share * wins[0];
          aucs[1]! += share * wins[1];
          samples[index]! += share * (wins[1] - wins[0]);
          sum += wins[1] - wins[0];
        });
        const name = scores.names[w]!;
        writers.set(name, (writers.get(name) ?? 0) + sum / (REPEATS * a.length));
      });
    }
  }
  return {
    first: aucs[0]!,
    second: aucs[1]!,
    writers: Float64Array.from(writers.values()),
    samples,
  };
}

/** Fraction of the scores above another one; equal ones count half. */
function meanWins(scores: Float64Array, other: number): number {
  let wins = 0;
  for (const score of scores) wins += score > other ? 1 : score === other ? 0.5 : 0;
  return wins / scores.length;
}

/** Variance with `n - 1` in the denominator. */
function sampleVariance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
