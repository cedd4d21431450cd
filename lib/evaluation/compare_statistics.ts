/**
 * Which of two models has the stroke statistics of real signatures, one statistic at a time.
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
import { indicesByGroup } from "./grouped_vectors.ts";
import type { SignatureSet } from "./signature_set.ts";
import { bootstrapError } from "./standard_error.ts";
import { STATISTICS } from "./statistics.ts";

/** A reference set and the samples of two models that are compared with it. */
export interface ComparedSignatures {
  /** Real signatures with their writers. */
  readonly reference: SignatureSet;
  /** Samples of the first model. */
  readonly first: SignatureSet;
  /** The same number of samples of the second model; sample i of both comes from the same noise. */
  readonly second: SignatureSet;
}

/** The difference of two models' distances to a reference in one statistic. */
export interface StatisticComparison {
  /** Name of the statistic. */
  readonly name: string;
  /** Distance of the first model. */
  readonly first: number;
  /** Distance of the second model. */
  readonly second: number;
  /** The second minus the first: positive where the first is nearer. */
  readonly difference: number;
  /** Ends of its 95 % confidence interval. */
  readonly interval: Interval;
  /** The order of the models, where the interval excludes 0. */
  readonly verdict: Verdict;
}

/** Options of {@linkcode compareStatistics}. */
export interface CompareStatisticsOptions {
  /** Seed of the bootstrap. */
  readonly seed: number;
  /** Number of bootstrap resamples. */
  readonly resamples: number;
}

const DEFAULTS: CompareStatisticsOptions = {
  seed: 1,
  /** The standard error is then known to 4 %. */
  resamples: 300,
};

/** Quantiles that a distance is the mean over. */
const QUANTILES = 50;

/**
 * Compares the distributions of each statistic: the Wasserstein-1 distance of each model's samples to
 * the reference, in the unit of the statistic, and the difference of the two. Its interval is a paired
 * bootstrap over writers and samples, as in `pairedComparison`. Several references are pooled, weighted
 * by their writers.
 *
 * @param sets One or more references with the models' samples; all with the same number of samples.
 * @param options Seed and number of resamples.
 */
export function compareStatistics(
  sets: readonly ComparedSignatures[],
  options: Partial<CompareStatisticsOptions> = {},
): StatisticComparison[] {
  const { seed, resamples } = { ...DEFAULTS, ...options };
  const writers = sets.map(({ reference }) => indicesByGroup(reference.vectors));
  const samples = sets[0]!.first.vectors.count;
  const everySample = [...Array(samples).keys()];
  const total = writers.reduce((sum, { length }) => sum + length, 0);
  const distancesOf = (
    name: string,
    chosen: readonly (readonly number[])[],
    drawn: readonly number[],
  ) => {
    const distances = sets.map((set, i) => distancesInSet(set, name, chosen[i]!, drawn));
    const mean = (k: 0 | 1) =>
      distances.reduce((sum, each, i) => sum + each[k] * writers[i]!.length / total, 0);
    return [mean(0), mean(1)] as const;
  };
  return STATISTICS.map(({ name }) => {
    const [first, second] = distancesOf(name, writers.map((each) => each.flat()), everySample);
    const random = new Random(seed, "statistics", name);
    const values = Array.from({ length: resamples }, () => {
      // One draw fewer makes the variance of a mean unbiased (Rao & Wu 1988).
      const chosen = writers.map((each) => draw(random, each, each.length - 1).flat());
      const [a, b] = distancesOf(name, chosen, draw(random, everySample, samples - 1));
      return b - a;
    });
    const difference = second - first;
    const interval = confidenceInterval(difference, bootstrapError(values), total - sets.length);
    return { name, first, second, difference, interval, verdict: verdictOf(interval) };
  });
}

/** The row of a comparison in a table: heading, both distances, their difference, its interval. */
export function statisticCells(
  { name, first, second, difference, interval }: StatisticComparison,
): string[] {
  const { heading, digits } = STATISTICS.find((statistic) => statistic.name === name)!;
  const format = (value: number) => value.toFixed(digits + 1);
  return [heading, ...[first, second, difference].map(format), interval.map(format).join(" to ")];
}

/** Distances of both models, on some signatures of the reference and some samples. */
function distancesInSet(
  { reference, first, second }: ComparedSignatures,
  name: string,
  chosen: readonly number[],
  drawn: readonly number[],
): readonly [number, number] {
  const real = quantiles(reference.values[name]!, chosen);
  const distance = (set: SignatureSet) => {
    const own = quantiles(set.values[name]!, drawn);
    return own.reduce((sum, value, i) => sum + Math.abs(value - real[i]!), 0) / QUANTILES;
  };
  return [distance(first), distance(second)];
}

/** Quantiles of some of the values, linear between the order statistics. */
function quantiles(values: readonly number[], indices: readonly number[]): Float64Array {
  const sorted = Float64Array.from(indices, (index) => values[index]!).sort();
  return Float64Array.from({ length: QUANTILES }, (_, i) => {
    const position = (i + 0.5) / QUANTILES * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
  });
}

function draw<T>(random: Random, items: readonly T[], draws: number): T[] {
  return Array.from({ length: draws }, () => items[random.integer(0, items.length - 1)]!);
}
