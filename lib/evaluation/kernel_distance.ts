/**
 * The kernel distance between two sets of vectors.
 *
 * @module
 */
import { innerProducts } from "./feature_vectors.ts";
import type { GroupedVectors } from "./grouped_vectors.ts";
import { jackknifeVariance } from "./standard_error.ts";

/** A distance and its uncertainty. */
export interface Estimate {
  /** The estimate; it is unbiased, so between equal distributions it is negative half of the time. */
  readonly value: number;
  /** Its standard error. */
  readonly standardError: number;
}

/** Sums over pairs, by the group of the first vector. */
interface PairSums {
  readonly sum: Float64Array;
  readonly pairs: Float64Array;
}

/**
 * The kernel distance (KID): the unbiased estimate of the squared maximum mean discrepancy under the
 * kernel `(x . y / size + 1)^3` (Binkowski et al., "Demystifying MMD GANs", 2018).
 *
 * `mean k(x, x') + mean k(y, y') - 2 mean k(x, y)`, over all pairs of different groups within a set.
 * The standard error is the jackknife's, over groups.
 *
 * @param x `[n, size]`, of at least two groups.
 * @param y `[m, size]`, of at least two groups, none of them among those of `x`.
 * @returns The distance, not scaled.
 * @throws {RangeError} If the lengths of the vectors differ, or a set has fewer than two groups.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const x = { count: 2, size: 1, values: Float32Array.of(0, 0) };
 * const y = { count: 2, size: 1, values: Float32Array.of(1, 1) };
 * assert.equal(kernelDistance(x, y).value, 1 + 8 - 2);
 * ```
 */
export function kernelDistance(x: GroupedVectors, y: GroupedVectors): Estimate {
  return kernelDistanceFrom(x)(y);
}

/**
 * The kernel distance from one set to others, as {@linkcode kernelDistance} gives it; what depends on
 * the first set alone is computed once.
 *
 * @param x `[n, size]`, of at least two groups.
 * @returns A function of the other set.
 * @throws {RangeError} If the set has fewer than two groups.
 */
export function kernelDistanceFrom(x: GroupedVectors): (y: GroupedVectors) => Estimate {
  const groupsX = numberGroups(x);
  const xx = sumWithin(kernel(innerProducts(x, x), x.size), groupsX);
  const meanXX = mean(xx);
  return (y) => {
    const groupsY = numberGroups(y);
    const xy = sumAcross(kernel(innerProducts(x, y), x.size), groupsX, groupsY);
    const yy = sumWithin(kernel(innerProducts(y, y), y.size), groupsY);
    const meanYY = mean(yy);
    const variance = jackknife(xx, xy.byX, (left, cross) => left + meanYY - 2 * cross) +
      jackknife(yy, xy.byY, (left, cross) => meanXX + left - 2 * cross);
    return {
      value: meanXX + meanYY - 2 * mean(xy.byX),
      standardError: Math.sqrt(variance),
    };
  };
}

interface Groups {
  /** Index of the group of each vector. */
  readonly of: Int32Array;
  /** Number of groups. */
  readonly count: number;
}

function numberGroups({ count, groups }: GroupedVectors): Groups {
  const numbers = new Map<string, number>();
  const of = Int32Array.from({ length: count }, (_, i) => {
    const name = groups === undefined ? String(i) : groups[i]!;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  if (numbers.size < 2) {
    throw new RangeError(
      `Cannot compare sets of vectors: one has ${numbers.size} groups, expected at least 2`,
    );
  }
  return { of, count: numbers.size };
}

/** Replaces inner products by values of the kernel. */
function kernel(products: Float64Array, size: number): Float64Array {
  for (let i = 0; i < products.length; i++) {
    const base = products[i]! / size + 1;
    products[i] = base * base * base;
  }
  return products;
}

function sumWithin(values: Float64Array, { of, count }: Groups): PairSums {
  const sums = { sum: new Float64Array(count), pairs: new Float64Array(count) };
  const n = of.length;
  for (let i = 0; i < n; i++) {
    const group = of[i]!;
    for (let j = 0; j < n; j++) {
      if (of[j] === group) continue;
      sums.sum[group]! += values[i * n + j]!;
      sums.pairs[group]!++;
    }
  }
  return sums;
}

function sumAcross(values: Float64Array, x: Groups, y: Groups): { byX: PairSums; byY: PairSums } {
  const byX = { sum: new Float64Array(x.count), pairs: new Float64Array(x.count) };
  const byY = { sum: new Float64Array(y.count), pairs: new Float64Array(y.count) };
  for (let i = 0; i < x.of.length; i++) {
    for (let j = 0; j < y.of.length; j++) {
      const value = values[i * y.of.length + j]!;
      byX.sum[x.of[i]!]! += value;
      byX.pairs[x.of[i]!]!++;
      byY.sum[y.of[j]!]! += value;
      byY.pairs[y.of[j]!]!++;
    }
  }
  return { byX, byY };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean({ sum, pairs }: PairSums): number {
  return total(sum) / total(pairs);
}

/** Jackknife variance over the groups of one set. Pairs within the set are summed twice. */
function jackknife(
  within: PairSums,
  across: PairSums,
  estimate: (within: number, across: number) => number,
): number {
  const [sumIn, pairsIn] = [total(within.sum), total(within.pairs)];
  const [sumOut, pairsOut] = [total(across.sum), total(across.pairs)];
  const count = within.sum.length;
  if (count < 3) return NaN; // without one of two groups there is no pair
  const estimates = Array.from({ length: count }, (_, g) =>
    estimate(
      (sumIn - 2 * within.sum[g]!) / (pairsIn - 2 * within.pairs[g]!),
      (sumOut - across.sum[g]!) / (pairsOut - across.pairs[g]!),
    ));
  return jackknifeVariance(estimates);
}
