/**
 * Which of two models is nearer to real signatures, and whether the difference is more than
 * chance.
 *
 * @module
 */
import { Random } from "../random.ts";
import {
  confidenceInterval,
  type Interval,
  type Verdict,
  verdictOf,
} from "./confidence_interval.ts";
import { type FeatureVectors, selectVectors, squaredDistances } from "./feature_vectors.ts";
import { type GroupedVectors, indicesByGroup } from "./grouped_vectors.ts";
import { bootstrapError } from "./standard_error.ts";

/** A reference set and the samples of two models that are compared with it. */
export interface ComparedSets {
  /** Real signatures with their writers, of at least four writers; none was trained on. */
  readonly reference: GroupedVectors;
  /** Samples of the first model, `[n, size]`. */
  readonly first: FeatureVectors;
  /** Samples of the second model, `[n, size]`; sample i of both comes from the same noise. */
  readonly second: FeatureVectors;
}

/** Options of {@linkcode pairedComparison}. */
export interface PairedComparisonOptions {
  /** Seed of the bootstrap. */
  readonly seed: number;
  /** Number of bootstrap resamples. */
  readonly resamples: number;
}

/** Defaults. */
export const DEFAULT_PAIRED_COMPARISON_OPTIONS: PairedComparisonOptions = {
  seed: 1,
  /** The standard error is then known to 2 %. */
  resamples: 1000,
};

/** The difference of two models' distances to a reference, with its uncertainty. */
export interface PairedComparison {
  /**
   * Squared distance of the second model minus that of the first, times 1,000: positive where the
   * first is nearer.
   */
  readonly difference: number;
  /** Its standard error, by the bootstrap over writers and samples. */
  readonly standardError: number;
  /** Ends of the 95 % confidence interval. */
  readonly interval: Interval;
  /** The order of the models, where the interval excludes 0. */
  readonly verdict: Verdict;
  /** Number of writers. */
  readonly writers: number;
  /** Number of samples of each model. */
  readonly samples: number;
}

/** Minimum number of writers of a reference. */
export const MIN_WRITERS = 4;
const SCALE = 1000;

/**
 * Compares two models by the difference of their squared maximum mean discrepancies (Gretton et
 * al., "A kernel two-sample test", 2012) to the same real signatures, under the kernel
 * `exp(-|x - y|^2 / size)`.
 *
 * The term of the reference with itself cancels, and what remains is a mean over writers. Each writer
 * counts once: by the mean over its signatures, which are not independent. The standard error is the
 * bootstrap's (Efron & Tibshirani 1993): each resample draws writers, within each reference, and
 * samples, the same ones for both models. Both are paired, so whatever two models have in common
 * cancels too.
 *
 * Several references are pooled: the result is the mean over the writers of all. Each may have models
 * of its own, as in a cross-validation where one model per fold is compared with the writers of its
 * fold.
 *
 * @param sets One or more references with the models' samples; all with the same number of samples.
 * @param options Overrides of {@linkcode DEFAULT_PAIRED_COMPARISON_OPTIONS}.
 * @throws {RangeError} If a reference has fewer than four writers, the numbers of samples differ or
 * are below 2, or the lengths of vectors differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../random.ts";
 *
 * const sample = (seed: number, mean: number) => ({
 *   count: 100,
 *   size: 2,
 *   values: new Random(seed).normals(200).map((value) => value + mean),
 * });
 * const { verdict } = pairedComparison([
 *   { reference: sample(1, 0), first: sample(2, 0), second: sample(2, 1) },
 * ]);
 * assert.equal(verdict, "first is nearer");
 * ```
 */
export function pairedComparison(
  sets: readonly ComparedSets[],
  options: Partial<PairedComparisonOptions> = {},
): PairedComparison {
  const { seed, resamples } = { ...DEFAULT_PAIRED_COMPARISON_OPTIONS, ...options };
  const samples = checkSets(sets);
  const parts = sets.map(kernelDifferences);
  const writers = parts.reduce((sum, part) => sum + part.writers, 0);
  const all = parts.map((part) => new Float64Array(part.writers).fill(1));
  const difference = weightedDifference(parts, all, new Float64Array(samples).fill(1));
  const random = new Random(seed, "paired bootstrap");
  const values = Array.from({ length: resamples }, () =>
    weightedDifference(
      parts,
      // One draw fewer than there are writers makes the variance of a mean unbiased (Rao & Wu 1988).
      parts.map((part) => drawCounts(random, part.writers, part.writers - 1)),
      drawCounts(random, samples, samples - 1),
    ));
  const standardError = bootstrapError(values);
  const interval = confidenceInterval(difference, standardError, writers - parts.length);
  return {
    difference,
    standardError,
    interval,
    verdict: verdictOf(interval),
    writers,
    samples,
  };
}

/** Values of the kernel, first model minus second. */
interface KernelDifferences {
  /** Number of writers. */
  readonly writers: number;
  /** `[n, n]`: between samples of a model, 0 on the diagonal. */
  readonly within: Float64Array;
  /** `[writers, n]`: between writers, by their mean, and samples. */
  readonly across: Float64Array;
}

function kernelDifferences({ reference, first, second }: ComparedSets): KernelDifferences {
  const within = subtract(kernel(first, first), kernel(second, second));
  for (let i = 0; i < first.count; i++) within[i * (first.count + 1)] = 0;
  const groups = indicesByGroup(reference);
  const across = new Float64Array(groups.length * first.count);
  groups.forEach((indices, writer) => {
    const signatures = selectVectors(reference, indices);
    const values = subtract(kernel(signatures, first), kernel(signatures, second));
    for (let i = 0; i < values.length; i++) {
      across[writer * first.count + i % first.count]! += values[i]! / indices.length;
    }
  });
  return { writers: groups.length, within, across };
}

function kernel(a: FeatureVectors, b: FeatureVectors): Float64Array {
  return squaredDistances(a, b).map((value) => Math.exp(-value / a.size));
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

/**
 * The distance of the second model minus that of the first, where writers and samples count as often
 * as they were drawn. Pairs of a sample with itself are left out.
 */
function weightedDifference(
  parts: readonly KernelDifferences[],
  writerCounts: readonly Float64Array[],
  sampleCounts: Float64Array,
): number {
  const drawn = Array.from(sampleCounts.keys()).filter((i) => sampleCounts[i]! > 0);
  let [total, squares] = [0, 0];
  for (const i of drawn) {
    total += sampleCounts[i]!;
    squares += sampleCounts[i]! ** 2;
  }
  const n = sampleCounts.length;
  const writers = parts.reduce((sum, part) => sum + part.writers, 0);
  return parts.reduce((difference, part, p) => {
    let within = 0;
    for (const i of drawn) {
      let sum = 0;
      for (const j of drawn) sum += sampleCounts[j]! * part.within[i * n + j]!;
      within += sampleCounts[i]! * sum;
    }
    let [across, count] = [0, 0];
    writerCounts[p]!.forEach((times, writer) => {
      if (times === 0) return;
      let sum = 0;
      for (const j of drawn) sum += sampleCounts[j]! * part.across[writer * n + j]!;
      across += times * sum;
      count += times;
    });
    const first = within / (total * total - squares) - 2 * across / (total * count);
    return difference - SCALE * first * part.writers / writers;
  }, 0);
}

/** How often each of `size` items is drawn, in `draws` draws with replacement. */
function drawCounts(random: Random, size: number, draws: number): Float64Array {
  const counts = new Float64Array(size);
  for (let i = 0; i < draws; i++) counts[random.integer(0, size - 1)]!++;
  return counts;
}

/** Checks the sets and returns the number of samples of each model. */
function checkSets(sets: readonly ComparedSets[]): number {
  const samples = sets[0]?.first.count ?? 0;
  if (samples < 2) {
    throw new RangeError(`Cannot compare models of ${samples} samples, expected at least 2`);
  }
  for (const { reference, first, second } of sets) {
    const writers = indicesByGroup(reference).length;
    if (writers < MIN_WRITERS) {
      throw new RangeError(
        `Cannot compare models: the reference has ${writers} writers, expected at least ` +
          `${MIN_WRITERS}`,
      );
    }
    for (const { count } of [first, second]) {
      if (count === samples) continue;
      throw new RangeError(
        `Cannot compare models: they have ${samples} and ${count} samples, expected the same number`,
      );
    }
  }
  return samples;
}
