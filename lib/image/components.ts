/**
 * Connected components of a mask, stored as runs of pixels.
 *
 * @module
 */

import { openKernels } from "./kernels.ts";

/** A rectangle of a mask in whole pixels; `bottom` and `right` are exclusive. */
export interface Box {
  /** Its first row. */
  readonly top: number;
  /** Its first column. */
  readonly left: number;
  /** The row after its last one. */
  readonly bottom: number;
  /** The column after its last one. */
  readonly right: number;
}

/** The connected components of a mask; a component is an index into the per-component arrays. */
export interface Components {
  /** Number of components. */
  readonly count: number;
  /** Number of pixels of each component. */
  readonly area: Int32Array;
  /** First row of each component. */
  readonly top: Int32Array;
  /** First column of each component. */
  readonly left: Int32Array;
  /** The row after the last one of each component. */
  readonly bottom: Int32Array;
  /** The column after the last one of each component. */
  readonly right: Int32Array;
  /** Index of the first pixel of each run in the mask; runs are in reading order. */
  readonly runStart: Int32Array;
  /** The index after the end of each run. */
  readonly runEnd: Int32Array;
  /** The component of each run. */
  readonly runComponent: Int32Array;
}

/** Runs of pixels in the rows of an image. */
export interface Runs {
  /** Number of runs. */
  readonly count: number;
  /** Index of the first pixel of each run; runs are in reading order. */
  readonly start: Int32Array;
  /** The index after the end of each run. */
  readonly end: Int32Array;
  /** Runs of row `y` are `rowOffset[y] .. rowOffset[y + 1]`. */
  readonly rowOffset: Int32Array;
}

/**
 * Finds the runs of pixels with values in a range.
 *
 * @param values Row-major, `height * width` bytes.
 * @param min Smallest value of the range.
 * @param max Largest value of the range.
 */
export function findRuns(
  values: Uint8Array,
  height: number,
  width: number,
  min: number,
  max: number,
): Runs {
  const kernels = openKernels();
  const data = kernels.place(values);
  const rowOffset = kernels.reserve(4 * (height + 1));
  // At most every second pixel of a row is a run.
  const maxRuns = height * Math.ceil(width / 2);
  const starts = kernels.reserve(4 * maxRuns);
  const ends = kernels.reserve(4 * maxRuns);
  const count = kernels.run.findRuns(data, height, width, min, max, starts, ends, rowOffset);
  return {
    count,
    start: kernels.integers(starts, count).slice(),
    end: kernels.integers(ends, count).slice(),
    rowOffset: kernels.integers(rowOffset, height + 1).slice(),
  };
}

function findRoot(parent: Int32Array, node: number): number {
  while (parent[node] !== node) {
    parent[node] = parent[parent[node]!]!;
    node = parent[node]!;
  }
  return node;
}

/** Joins runs that touch, corners included, and returns the parent of each run. */
function joinRuns(runs: Runs, height: number, width: number): Int32Array {
  const { start, end, rowOffset } = runs;
  const parent = new Int32Array(runs.count);
  for (let i = 0; i < runs.count; i++) parent[i] = i;
  for (let y = 1; y < height; y++) {
    let above = rowOffset[y - 1]!;
    const aboveEnd = rowOffset[y]!;
    for (let i = aboveEnd; i < rowOffset[y + 1]!; i++) {
      const low = start[i]! - width;
      const high = end[i]! - width;
      while (above < aboveEnd && end[above]! < low) above++;
      for (let j = above; j < aboveEnd && start[j]! <= high; j++) {
        const a = findRoot(parent, i);
        const b = findRoot(parent, j);
        if (a < b) parent[b] = a;
        else parent[a] = b;
      }
    }
  }
  return parent;
}

/**
 * Finds the 8-connected components of a mask.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @returns Components in the reading order of their first pixels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const components = findComponents(new Uint8Array([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]), 3, 4);
 * assert.deepEqual([...components.area], [2, 1]);
 * ```
 */
export function findComponents(mask: Uint8Array, height: number, width: number): Components {
  return connectRuns(findRuns(mask, height, width, 1, 1), height, width);
}

/**
 * Connects runs to 8-connected components.
 *
 * @returns Components in the reading order of their first pixels.
 */
export function connectRuns(runs: Runs, height: number, width: number): Components {
  const parent = joinRuns(runs, height, width);
  const runComponent = new Int32Array(runs.count);
  let count = 0;
  for (let i = 0; i < runs.count; i++) {
    const root = findRoot(parent, i);
    runComponent[i] = root === i ? count++ : runComponent[root]!;
  }
  const area = new Int32Array(count);
  const top = new Int32Array(count).fill(height);
  const left = new Int32Array(count).fill(width);
  const bottom = new Int32Array(count);
  const right = new Int32Array(count);
  for (let y = 0; y < height; y++) {
    for (let i = runs.rowOffset[y]!; i < runs.rowOffset[y + 1]!; i++) {
      const c = runComponent[i]!;
      const x0 = runs.start[i]! - y * width;
      const x1 = runs.end[i]! - y * width;
      area[c]! += x1 - x0;
      if (y < top[c]!) top[c] = y;
      bottom[c] = y + 1;
      if (x0 < left[c]!) left[c] = x0;
      if (x1 > right[c]!) right[c] = x1;
    }
  }
  const runStart = runs.start.subarray(0, runs.count);
  const runEnd = runs.end.subarray(0, runs.count);
  return { count, area, top, left, bottom, right, runStart, runEnd, runComponent };
}

/**
 * Selects components and renumbers them in the same order.
 *
 * @param keep One byte per component, zero for those to drop.
 */
export function selectComponents(components: Components, keep: Uint8Array): Components {
  if (!keep.includes(0)) return components;
  const { runComponent } = components;
  const kept = new Int32Array(components.count);
  const numbers = new Int32Array(components.count);
  let count = 0;
  for (let c = 0; c < components.count; c++) {
    if (keep[c] === 0) continue;
    numbers[c] = count;
    kept[count++] = c;
  }
  const keptRuns = new Int32Array(runComponent.length);
  let runs = 0;
  for (let run = 0; run < runComponent.length; run++) {
    if (keep[runComponent[run]!] !== 0) keptRuns[runs++] = run;
  }
  const pick = (values: Int32Array) => pickValues(values, kept.subarray(0, count));
  const pickRuns = (values: Int32Array) => pickValues(values, keptRuns.subarray(0, runs));
  return {
    count,
    area: pick(components.area),
    top: pick(components.top),
    left: pick(components.left),
    bottom: pick(components.bottom),
    right: pick(components.right),
    runStart: pickRuns(components.runStart),
    runEnd: pickRuns(components.runEnd),
    runComponent: pickValues(numbers, pickRuns(runComponent)),
  };
}

function pickValues(values: Int32Array, indices: Int32Array): Int32Array<ArrayBuffer> {
  const result = new Int32Array(indices.length);
  for (let i = 0; i < result.length; i++) result[i] = values[indices[i]!]!;
  return result;
}

/** Computes the bounding box of all components; undefined if there are none. */
export function boundComponents({ count, top, left, bottom, right }: Components): Box | undefined {
  if (count === 0) return undefined;
  const box = { top: top[0]!, left: left[0]!, bottom: bottom[0]!, right: right[0]! };
  for (let c = 1; c < count; c++) {
    box.top = Math.min(box.top, top[c]!);
    box.left = Math.min(box.left, left[c]!);
    box.bottom = Math.max(box.bottom, bottom[c]!);
    box.right = Math.max(box.right, right[c]!);
  }
  return box;
}

/**
 * Sets the pixels of some runs to 1.
 *
 * @param mask Row-major bytes; changed in place.
 * @param start Where each run starts, as an index into the mask.
 * @param end The index after the end of each run.
 * @param count Number of runs.
 */
export function fillRuns(
  mask: Uint8Array,
  start: Int32Array,
  end: Int32Array,
  count: number = start.length,
): void {
  for (let run = 0; run < count; run++) mask.fill(1, start[run]!, end[run]!);
}

/**
 * The pixels of components.
 *
 * @param components Components of an image of `height * width` pixels.
 * @returns One byte per pixel, 1 for theirs.
 */
export function maskOf(
  { runStart, runEnd }: Components,
  height: number,
  width: number,
): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(height * width);
  fillRuns(mask, runStart, runEnd);
  return mask;
}
