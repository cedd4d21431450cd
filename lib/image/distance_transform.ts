/**
 * Euclidean distance transform.
 *
 * @module
 */
import { findRuns } from "./components.ts";

/** The runs of a mask, as `findRuns` and `findComponents` give them: `[start, end)` of each. */
export interface RunBounds {
  /** Where each run starts, as an index into the picture; runs are in reading order. */
  readonly start: Int32Array;
  /** The index after the end of each run. */
  readonly end: Int32Array;
}

/**
 * The squared Euclidean distance of every pixel to the nearest pixel where the mask has a value.
 *
 * One pass along the columns and one along the rows; the second looks sideways only as far as the
 * distance found so far, so the cost grows with the distances and `limit` bounds it.
 *
 * @param mask Row-major, `height * width` bytes.
 * @param target The value to measure the distance to; outside the picture is nowhere.
 * @param limit Whole number; distances from here on are not told apart.
 * @returns `height * width` squared distances in pixels, exact below `limit ** 2`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const distances = squaredDistances(new Uint8Array([1, 0, 0, 0, 0, 0]), 2, 3, 1, 9);
 * assert.deepEqual([...distances], [0, 1, 4, 1, 2, 5]);
 * ```
 */
export function squaredDistances(
  mask: Uint8Array,
  height: number,
  width: number,
  target: number,
  limit: number,
): Int32Array<ArrayBuffer> {
  if (target === 0) {
    const { count, start, end } = findRuns(mask, height, width, 1, 255);
    const runs = { start: start.subarray(0, count), end: end.subarray(0, count) };
    return distancesInside(runs, height, width, limit);
  }
  const columns = columnDistances(mask, height, width, target, limit);
  const result = new Int32Array(height * width).fill(limit * limit);
  for (let start = 0; start < result.length; start += width) {
    const end = start + width;
    let i = start;
    while (i < end) {
      // What is in reach of a column with a target lies around it.
      let reached = i;
      while (reached < end && columns[reached]! >= limit) reached++;
      if (reached === end) break;
      for (i = Math.max(i, reached - limit + 1); i < end && i - reached < limit; i++) {
        const down = columns[i]!;
        if (down < limit) reached = i;
        result[i] = down === 0 ? 0 : nearest(columns, i, start, end, limit * limit);
      }
    }
  }
  return result;
}

/**
 * The squared Euclidean distance of every pixel in a run to the nearest pixel in no run.
 *
 * Like {@linkcode squaredDistances}, but the cost is that of the runs alone.
 *
 * @param runs All runs of a mask; touching runs of one row are one.
 * @param limit Whole number; distances from here on are not told apart.
 * @returns `height * width` squared distances in pixels, exact below `limit ** 2`; 0 elsewhere.
 */
export function distancesInside(
  { start, end }: RunBounds,
  height: number,
  width: number,
  limit: number,
): Int32Array<ArrayBuffer> {
  const result = new Int32Array(height * width);
  // First the distance along each column, ...
  for (let run = 0; run < start.length; run++) {
    countDown(result, start[run]!, end[run]!, width, limit);
  }
  const last = (height - 1) * width;
  for (let run = start.length - 1; run >= 0; run--) {
    if (start[run]! < last) countUp(result, start[run]!, end[run]!, width);
  }
  // ... then the distance to those and to the ends of the run.
  const columns = new Uint16Array(width);
  for (let run = 0; run < start.length; run++) {
    measureRun(result, start[run]!, end[run]!, width, limit, columns);
  }
  return result;
}

/** The distance to the paper above of each pixel of a run, from those of the row above. */
function countDown(
  result: Int32Array,
  start: number,
  end: number,
  width: number,
  limit: number,
): void {
  for (let i = start; i < end; i++) {
    const above = i < width ? limit : result[i - width]! + 1;
    result[i] = above < limit ? above : limit;
  }
}

/** The distance to the nearer of the paper above and below, from those of the row below. */
function countUp(result: Int32Array, start: number, end: number, width: number): void {
  for (let i = start; i < end; i++) {
    const below = result[i + width]! + 1;
    if (below < result[i]!) result[i] = below;
  }
}

/** Squared distances in a run, from those along the columns. */
function measureRun(
  result: Int32Array,
  start: number,
  end: number,
  width: number,
  limit: number,
  columns: Uint16Array,
): void {
  const length = end - start;
  const column = start % width;
  for (let i = 0; i < length; i++) columns[i] = result[start + i]!;
  if (column > 0 && column + length < width) {
    for (let i = 0; i < length; i++) result[start + i] = nearestInRun(columns, i, length, limit);
    return;
  }
  const before = column > 0 ? 1 : limit;
  const after = column + length < width ? 1 : limit;
  for (let i = 0; i < length; i++) {
    const beside = Math.min(before + i, after + length - 1 - i, limit);
    result[start + i] = nearest(columns, i, 0, length, beside * beside);
  }
}

/** Like {@linkcode nearest} in a run with paper at both ends, which no column is looked for beyond. */
function nearestInRun(columns: Uint16Array, i: number, length: number, limit: number): number {
  const down = columns[i]!;
  if (down === 1) return 1;
  const beside = i < length - 1 - i ? i + 1 : length - i;
  const least = down < beside ? down : beside;
  let best = least < limit ? least * least : limit * limit;
  for (let dx = 1; dx * dx < best; dx++) {
    const left = columns[i - dx]!;
    const right = columns[i + dx]!;
    const near = left < right ? left : right;
    const squared = near * near + dx * dx;
    if (squared < best) best = squared;
  }
  return best;
}

/** The least squared distance to what is above, below or beside pixel `i`, at most `most`. */
function nearest(
  columns: Uint16Array,
  i: number,
  start: number,
  end: number,
  most: number,
): number {
  const down = columns[i]!;
  let best = down * down < most ? down * down : most;
  for (let dx = 1; dx * dx < best; dx++) {
    if (i - dx >= start) {
      const d = columns[i - dx]!;
      if (d * d + dx * dx < best) best = d * d + dx * dx;
    }
    if (i + dx < end) {
      const d = columns[i + dx]!;
      if (d * d + dx * dx < best) best = d * d + dx * dx;
    }
  }
  return best;
}

/** The distance to the target along each column, at most `limit`. */
function columnDistances(
  mask: Uint8Array,
  height: number,
  width: number,
  target: number,
  limit: number,
): Uint16Array {
  const result = new Uint16Array(height * width);
  for (let i = 0; i < width; i++) result[i] = mask[i] === target ? 0 : limit;
  for (let i = width; i < result.length; i++) {
    const above = result[i - width]!;
    result[i] = mask[i] === target ? 0 : above < limit ? above + 1 : limit;
  }
  for (let i = result.length - width - 1; i >= 0; i--) {
    const below = result[i + width]! + 1;
    if (below < result[i]!) result[i] = below;
  }
  return result;
}
