/**
 * Euclidean distance transform.
 *
 * @module
 */
import { findRuns } from "./components.ts";
import { type Kernels, openKernels } from "./kernels.ts";

/** The runs of a mask, `[start, end)` each, as returned by `findRuns` and `findComponents`. */
export interface RunBounds {
  /** Index of the first pixel of each run; runs are in reading order. */
  readonly start: Int32Array;
  /** The index after the end of each run. */
  readonly end: Int32Array;
}

/**
 * Computes the squared Euclidean distance of every pixel to the nearest pixel of a value.
 *
 * One pass along the columns, then one along the rows. The second searches sideways only as far as
 * the distance found so far, so the cost grows with the distances, and `limit` bounds it.
 *
 * @param mask Row-major, `height * width` bytes.
 * @param target The value to measure the distance to; pixels outside of the image do not count.
 * @param limit An integer; larger distances count as this one.
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
      // Only columns within reach of a column with a target can have a distance below the limit.
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
 * Computes the squared Euclidean distance of every pixel in a run to the nearest pixel in no run.
 *
 * Like {@linkcode squaredDistances}, at a cost proportional to the runs.
 *
 * @param runs All runs of a mask; touching runs of one row are one.
 * @param limit An integer; larger distances count as this one.
 * @returns `height * width` squared distances in pixels, exact below `limit ** 2`; 0 elsewhere.
 */
export function distancesInside(
  runs: RunBounds,
  height: number,
  width: number,
  limit: number,
): Int32Array<ArrayBuffer> {
  const kernels = openKernels();
  const { distances } = measureInside(kernels, runs, height, width, limit);
  return kernels.integers(distances, height * width).slice();
}

/** Runs and the distances inside them: addresses in the memory of the kernels. */
export interface MeasuredRuns {
  /** Start of each run. */
  readonly start: number;
  /** The index after the end of each run. */
  readonly end: number;
  /** Number of runs. */
  readonly count: number;
  /** `height * width` squared distances. */
  readonly distances: number;
}

/** Like {@linkcode distancesInside}, with the result in the memory of the kernels. */
export function measureInside(
  kernels: Kernels,
  runs: RunBounds,
  height: number,
  width: number,
  limit: number,
): MeasuredRuns {
  const start = kernels.place(runs.start);
  const end = kernels.place(runs.end);
  const count = runs.start.length;
  const distances = kernels.reserve(4 * height * width);
  const columns = kernels.reserve(2 * width);
  kernels.run.distancesInside(start, end, count, height, width, limit, distances, columns);
  return { start, end, count, distances };
}

/** The minimum squared distance to the targets above, below and beside pixel `i`, at most `max`. */
function nearest(
  columns: Uint16Array,
  i: number,
  start: number,
  end: number,
  max: number,
): number {
  const down = columns[i]!;
  let best = down * down < max ? down * down : max;
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
