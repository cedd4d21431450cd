/**
 * How exactly the characters of a row stand on lines, which tells type from handwriting.
 *
 * @module
 */
import type { Components } from "../components.ts";

/** Number of heights at which type ends: that of small letters, and that of capitals. */
const HEIGHTS = 2;

/** The median of the heights of some marks, in pixels. */
export function medianHeight(some: readonly number[], { top, bottom }: Components): number {
  const heights = some.map((c) => bottom[c]! - top[c]!).sort((a, b) => a - b);
  return heights[heights.length >> 1]!;
}

/** Maximum number of values that are near one level, a value itself. */
export function countOnLevel(values: readonly number[], tolerance: number): number {
  return splitAtLevel(values, tolerance).on.length;
}

/** Number of tops of characters that are near one of the two levels at which type ends. */
export function countOnTops(tops: readonly number[], tolerance: number): number {
  let [found, rest] = [0, tops];
  for (let level = 0; level < HEIGHTS; level++) {
    const { on, off } = splitAtLevel(rest, tolerance);
    found += on.length;
    rest = off;
  }
  return found;
}

/** Splits values into those near the level that the most are near to, and the others. */
function splitAtLevel(values: readonly number[], tolerance: number) {
  let on: number[] = [];
  for (const level of values) {
    const near = values.filter((value) => Math.abs(value - level) <= tolerance);
    if (near.length > on.length) on = near;
  }
  return { on, off: values.filter((value) => !on.includes(value)) };
}
