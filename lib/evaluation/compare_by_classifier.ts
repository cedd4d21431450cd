/**
 * Which of two models a classifier finds harder to tell from real signatures.
 *
 * @module
 */
import {
  confidenceInterval,
  type Interval,
  type Verdict,
  verdictOf,
} from "./confidence_interval.ts";
import {
  type ClassifierTestOptions,
  CrossValidation,
  DEFAULT_CLASSIFIER_TEST_OPTIONS,
  type FoldScores,
} from "./cross_validation.ts";
import type { ComparedSets } from "./paired_comparison.ts";
import { sampleVariance } from "./standard_error.ts";

/** Above this AUC, hardly any sample is ranked above a real signature: differences mean little. */
const SATURATED = 0.99;
/** The AUC of a classifier that cannot tell samples from real signatures. */
const CHANCE = 0.5;
/** Number of random divisions into folds, whose results are averaged. */
const REPEATS = 5;

/**
 * What a comparison by a classifier says: the order of the models, where the interval of the difference
 * excludes 0, unless the AUCs cannot order them.
 *
 * - `too far to rank`: both AUCs are above 0.99. One of two sets that never overlap with the reference
 *   may still be nearer.
 * - `too near to rank`: one AUC or both are below 0.5, and neither is significantly above it. An AUC
 *   below 0.5 comes from the few writers of the reference, not from samples that are nearer.
 */
export type ClassifierVerdict = Verdict | "too far to rank" | "too near to rank";

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
  readonly interval: Interval;
  /** Which model is nearer, if the AUCs can say so. */
  readonly verdict: ClassifierVerdict;
}

/**
 * Compares two models by a classifier two-sample test, as `classifierAuc` does it, but with one
 * classifier for both: it is trained to tell the samples of either model from real signatures. The
 * randomness of its training is then common to both AUCs, and the standard error of their difference is
 * smaller than with two classifiers.
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
 * @throws {RangeError} If there is no reference, or one has fewer than four writers, the numbers of
 * samples differ or are below 4, the lengths of vectors differ, or an option is out of range.
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
  const samples = checkSamples(sets);
  const settings = { ...DEFAULT_CLASSIFIER_TEST_OPTIONS, ...options };
  const parts = sets.map((set, i) => componentsOf(set, settings, i));
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
  const verdict = classifierVerdict([first, second], interval);
  return { first, second, difference, standardError, interval, verdict };
}

/**
 * What two AUCs say.
 *
 * @param aucs The AUCs of the first and of the second model.
 * @param interval The 95 % confidence interval of the second minus the first.
 */
function classifierVerdict(
  aucs: readonly [first: number, second: number],
  interval: Interval,
): ClassifierVerdict {
  const [lower, higher] = [Math.min(...aucs), Math.max(...aucs)];
  if (lower > SATURATED) return "too far to rank";
  const verdict = verdictOf(interval);
  if (verdict === "no significant difference" || lower >= CHANCE) return verdict;
  // The lower AUC stands for chance: the interval of the higher one has to exclude that.
  const reach = (interval[1] - interval[0]) / 2;
  return higher - reach > CHANCE ? verdict : "too near to rank";
}

/** Checks that all sets have one number of samples, and returns it. */
function checkSamples(sets: readonly ComparedSets[]): number {
  const samples = sets[0]?.first.count;
  if (samples === undefined) {
    throw new RangeError("Cannot compare models without a reference, expected one or more");
  }
  for (const { first, second } of sets) {
    for (const { count } of [first, second]) {
      if (count === samples) continue;
      throw new RangeError(
        `Cannot compare models: they have ${samples} and ${count} samples, expected the same number`,
      );
    }
  }
  return samples;
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
  settings: ClassifierTestOptions,
  set: number,
): Components {
  const samples = new Float64Array(first.count);
  const writers = new Map<string, number>();
  const aucs: [number, number] = [0, 0];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const validation = new CrossValidation(reference, [first, second], settings, [set, repeat]);
    for (let fold = 0; fold < validation.folds; fold++) {
      addFold({ aucs, writers, samples }, validation.scores(fold), REPEATS * validation.writers);
    }
  }
  return {
    first: aucs[0],
    second: aucs[1],
    writers: Float64Array.from(writers.values()),
    samples,
  };
}

/** Sums over folds, from which the components are made. */
interface ComponentSums {
  readonly aucs: [number, number];
  readonly writers: Map<string, number>;
  readonly samples: Float64Array;
}

/**
 * Adds the comparisons of the writers and samples of one fold.
 *
 * @param sums The sums; they are changed in place.
 * @param scores The scores of the fold.
 * @param writerTests How often writers are tested: in each division, each of them once.
 */
function addFold(
  { aucs, writers, samples }: ComponentSums,
  scores: FoldScores,
  writerTests: number,
) {
  const [a, b] = [scores.models[0]!, scores.models[1]!];
  const weight = 1 / (writerTests * a.length);
  scores.writers.forEach((signatures, w) => {
    let sum = 0;
    scores.samples.forEach((index, i) => {
      const wins = [meanWins(signatures, a[i]!), meanWins(signatures, b[i]!)] as const;
      aucs[0] += weight * wins[0];
      aucs[1] += weight * wins[1];
      samples[index]! += weight * (wins[1] - wins[0]);
      sum += wins[1] - wins[0];
    });
    const name = scores.names[w]!;
    writers.set(name, (writers.get(name) ?? 0) + sum / (REPEATS * a.length));
  });
}

/** Fraction of the scores above another one; equal ones count half. */
function meanWins(scores: Float64Array, other: number): number {
  let wins = 0;
  for (const score of scores) wins += score > other ? 1 : score === other ? 0.5 : 0;
  return wins / scores.length;
}
