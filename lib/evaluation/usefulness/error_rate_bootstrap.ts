/**
 * The uncertainty of error rates, by a bootstrap over writers.
 *
 * @module
 */
import { Random } from "../../random.ts";
import type { Interval } from "../confidence_interval.ts";
import { type SortedScores, weightedErrorRate } from "./weighted_error_rate.ts";

/** A figure with its uncertainty. */
export interface IntervalEstimate {
  /** The figure. */
  readonly value: number;
  /** Its confidence interval. */
  readonly interval: Interval;
}

/** The error rates of one way of training a verifier. */
export interface ErrorRates {
  /** The equal error rate, the mean over folds. */
  readonly value: number;
  /** The same in each resample; resample i of all has the same writers. */
  readonly resamples: Float64Array;
}

/** The scores that one trained verifier gave to the writers of its test fold. */
export interface TestedFold {
  /** Indices of the writers that it was tested on. */
  readonly writers: readonly number[];
  /** The scores. */
  readonly sorted: SortedScores;
}

/** Options of {@linkcode bootstrapErrorRates}. */
export interface BootstrapOptions {
  /** Seed of the draws; the same draws for the same seed and folds. */
  readonly seed: number;
  /** Number of resamples. */
  readonly resamples: number;
}

/** Number of resamples: ends of intervals are then known to about 5 % of their distance. */
export const RESAMPLES = 1000;

/** The probability outside of an interval, at each end. */
const TAIL = 0.025;

/**
 * Resamples the writers of each test fold with replacement (Efron & Tibshirani 1993), and measures the
 * mean of the folds' equal error rates each time.
 *
 * @param folds Scores of each fold, with one threshold per fold.
 * @param options Seed and number of resamples.
 */
export function bootstrapErrorRates(
  folds: readonly TestedFold[],
  { seed, resamples }: BootstrapOptions,
): ErrorRates {
  const size = Math.max(...folds.flatMap(({ writers }) => writers)) + 1;
  const counts = new Float64Array(size);
  const measure = (draw: (writers: readonly number[]) => void): number => {
    let [sum, total] = [0, 0];
    for (const { writers, sorted } of folds) {
      counts.fill(0);
      draw(writers);
      const rate = weightedErrorRate(sorted, counts);
      if (rate === undefined) continue;
      sum += rate * writers.length;
      total += writers.length;
    }
    return sum / total;
  };
  const value = measure((writers) => writers.forEach((writer) => counts[writer] = 1));
  const random = new Random(seed, "writers of a resample");
  const rates = Float64Array.from({ length: resamples }, () =>
    measure((writers) => {
      for (let i = 0; i < writers.length; i++) counts[random.choice(writers)]!++;
    }));
  return { value, resamples: rates };
}

/** The interval between the 2.5 % and the 97.5 % quantile of resamples. */
export function percentileInterval(resamples: Float64Array): Interval {
  const sorted = resamples.toSorted();
  const at = (quantile: number) => {
    const position = quantile * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
    return below + (position % 1) * (above - below);
  };
  return [at(TAIL), at(1 - TAIL)];
}

/** An error rate with its interval. */
export function withInterval({ value, resamples }: ErrorRates): IntervalEstimate {
  return { value, interval: percentileInterval(resamples) };
}

/**
 * The difference of two error rates, paired: both were measured on the same writers in each resample.
 *
 * @returns First minus second; negative where the first is better.
 */
export function pairedDifference(first: ErrorRates, second: ErrorRates): IntervalEstimate {
  const resamples = first.resamples.map((rate, i) => rate - second.resamples[i]!);
  return { value: first.value - second.value, interval: percentileInterval(resamples) };
}

/**
 * How many real signatures a writer give the error rate of another way of training: where the line
 * through the rates of 1, 2, 3 ... real ones has fallen to it.
 *
 * @param rate The other way.
 * @param curve Error rates with growing numbers of real signatures.
 * @returns A number between the smallest and the largest of the curve, which stand for "at most" and
 * "at least".
 */
export function worthInSignatures(
  rate: ErrorRates,
  curve: readonly { readonly signatures: number; readonly rates: ErrorRates }[],
): IntervalEstimate {
  const numbers = curve.map(({ signatures }) => signatures);
  const value = crossing(numbers, curve.map(({ rates }) => rates.value), rate.value);
  const resamples = rate.resamples.map((own, i) =>
    crossing(numbers, curve.map(({ rates }) => rates.resamples[i]!), own)
  );
  return { value, interval: percentileInterval(resamples) };
}

/** The first place where a polyline has fallen to a level; its last place if it never does. */
function crossing(places: readonly number[], rates: readonly number[], level: number): number {
  for (let i = 0; i < places.length; i++) {
    if (rates[i]! > level) continue;
    if (i === 0) return places[0]!;
    const part = (rates[i - 1]! - level) / (rates[i - 1]! - rates[i]!);
    return places[i - 1]! + part * (places[i]! - places[i - 1]!);
  }
  return places.at(-1)!;
}
