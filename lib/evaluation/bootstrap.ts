/**
 * Parts of a bootstrap over writers.
 *
 * @module
 */
import type { GroupedVectors } from "./kernel_distance.ts";

/** What a comparison says. */
export type Verdict = "first is nearer" | "second is nearer" | "no significant difference";

/**
 * Indices of the signatures of each writer.
 *
 * @param set The writer of each signature; by default each has its own.
 */
export function indicesByGroup(
  { count, groups }: Pick<GroupedVectors, "count" | "groups">,
): number[][] {
  const indices = new Map<string, number[]>();
  for (let i = 0; i < count; i++) {
    const name = groups?.[i] ?? String(i);
    const group = indices.get(name);
    if (group === undefined) indices.set(name, [i]);
    else group.push(i);
  }
  return [...indices.values()];
}

/**
 * Standard deviation of bootstrap replicates: the standard error of the estimate.
 *
 * @param values The replicates, two or more.
 */
export function deviation(values: readonly number[]): number {
  return Math.sqrt(sampleVariance(values));
}

/**
 * Variance with `n - 1` in the denominator.
 *
 * @param values Two or more.
 */
export function sampleVariance(values: Iterable<number>): number {
  const list = [...values];
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1);
}

/**
 * The 95 % confidence interval of an estimate.
 *
 * @param value The estimate.
 * @param standardError Its standard error.
 * @param freedom Degrees of freedom of Student's t.
 */
export function confidenceInterval(
  value: number,
  standardError: number,
  freedom: number,
): readonly [low: number, high: number] {
  const reach = studentQuantile(freedom) * standardError;
  return [value - reach, value + reach];
}

/**
 * What a confidence interval says of the distance of a second model minus that of a first.
 *
 * @param interval Its ends.
 */
export function verdictOf([low, high]: readonly [low: number, high: number]): Verdict {
  if (low > 0) return "first is nearer";
  return high < 0 ? "second is nearer" : "no significant difference";
}

/**
 * The 97.5 % quantile of Student's t distribution, within 1 % from 3 degrees of freedom on (the
 * expansion of Abramowitz & Stegun 1964, 26.7.5).
 */
function studentQuantile(freedom: number): number {
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3);
}
