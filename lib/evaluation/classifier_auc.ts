/**
 * The classifier two-sample test of the samples of a model against real signatures.
 *
 * @module
 */
import type { ReferenceSet } from "./compare_sets.ts";
import { confidenceInterval, type Interval } from "./confidence_interval.ts";
import {
  type ClassifierTestOptions,
  CrossValidation,
  DEFAULT_CLASSIFIER_TEST_OPTIONS,
} from "./cross_validation.ts";
import { type GroupedVectors, indicesByGroup } from "./grouped_vectors.ts";
import { MIN_WRITERS } from "./paired_comparison.ts";
import { jackknifeVariance } from "./standard_error.ts";

/** How well a classifier tells samples from real signatures. */
export interface ClassifierTest {
  /**
   * Area under the ROC curve: the probability that the classifier finds a real signature more real than
   * a sample. 0.5 where it cannot tell them apart, 1 where it always can.
   */
  readonly auc: number;
  /** Its standard error, by the jackknife over folds. */
  readonly standardError: number;
  /** Ends of the 95 % confidence interval. */
  readonly interval: Interval;
}

/**
 * The classifier two-sample test (Lopez-Paz & Oquab, "Revisiting classifier two-sample tests", 2017):
 * trains a linear classifier to tell samples from real signatures, and tests it on others.
 *
 * Writers and samples are dealt to folds; a classifier is trained on all folds but one and tested on
 * that one, so it has seen neither the writers nor the samples that it judges. Each writer counts once,
 * in training and in the AUC. For the standard error each fold is left out in turn and everything is
 * trained again, so it includes the uncertainty of the training.
 *
 * @param reference Real signatures with their writers, of at least four writers.
 * @param samples Samples of a model. Where groups are known, as for real signatures, each is in one fold.
 * @param options Overrides of {@linkcode DEFAULT_CLASSIFIER_TEST_OPTIONS}.
 * @throws {RangeError} If there are fewer than four writers or samples, the lengths of vectors differ,
 * or an option is out of range.
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
 * const { auc } = classifierAuc(sample(1, 0), sample(2, 5));
 * assert.ok(auc > 0.99);
 * ```
 */
export function classifierAuc(
  reference: GroupedVectors,
  samples: GroupedVectors,
  options: Partial<ClassifierTestOptions> = {},
): ClassifierTest {
  const settings = { ...DEFAULT_CLASSIFIER_TEST_OPTIONS, ...options };
  const validation = new CrossValidation(reference, [samples], settings);
  const aucWithout = (omitted?: number) => {
    const writers = validation.writerAucs(omitted);
    return writers.reduce((sum, [auc]) => sum + auc!, 0) / writers.length;
  };
  const auc = aucWithout();
  const without = Array.from({ length: validation.folds }, (_, fold) => aucWithout(fold));
  const standardError = Math.sqrt(jackknifeVariance(without));
  const [low, high] = confidenceInterval(auc, standardError, without.length - 1);
  return { auc, standardError, interval: [Math.max(0, low), Math.min(1, high)] };
}

/**
 * Tests one half of a reference against the other: what {@linkcode classifierAuc} gives a perfect model.
 *
 * @param halves The reference, split by writer.
 * @param options Overrides of {@linkcode DEFAULT_CLASSIFIER_TEST_OPTIONS}.
 * @returns The test; `undefined` if a half has fewer than four writers.
 */
export function classifyHalves(
  { first, second }: Pick<ReferenceSet, "first" | "second">,
  options: Partial<ClassifierTestOptions> = {},
): ClassifierTest | undefined {
  const writers = [first, second].map((half) => indicesByGroup(half).length);
  return Math.min(...writers) < MIN_WRITERS ? undefined : classifierAuc(first, second, options);
}
