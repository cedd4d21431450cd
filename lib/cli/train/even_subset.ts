/**
 * Choosing some of many, evenly.
 *
 * @module
 */

/**
 * Every n-th item, for the smallest n that leaves at most a number of them.
 *
 * @param items The items.
 * @param max Maximum number of items to choose.
 */
export function evenSubset<T>(items: readonly T[], max: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / max));
  return items.filter((_, i) => i % step === 0);
}
