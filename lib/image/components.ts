/**
 * Connected components of a mask, kept as runs of pixels.
 *
 * @module
 */

/** A rectangle of a mask in whole pixels, `bottom` and `right` are outside. */
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
  /** How many components there are. */
  readonly count: number;
  /** Pixels of each component. */
  readonly area: Int32Array;
  /** First row of each component. */
  readonly top: Int32Array;
  /** First column of each component. */
  readonly left: Int32Array;
  /** The row after the last one of each component. */
  readonly bottom: Int32Array;
  /** The column after the last one of each component. */
  readonly right: Int32Array;
  /** Where each run starts, as an index into the mask; runs are in reading order. */
  readonly runStart: Int32Array;
  /** The index after the end of each run. */
  readonly runEnd: Int32Array;
  /** The component of each run. */
  readonly runComponent: Int32Array;
}

interface Runs {
  readonly count: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Runs of row `y` are `rowOffset[y] .. rowOffset[y + 1]`. */
  readonly rowOffset: Int32Array;
}

function findRuns(mask: Uint8Array, height: number, width: number): Runs {
  let start = new Int32Array(1024);
  let end = new Int32Array(1024);
  const rowOffset = new Int32Array(height + 1);
  let count = 0;
  let next = mask.indexOf(1);
  for (let y = 0; y < height; y++) {
    rowOffset[y] = count;
    const stop = (y + 1) * width;
    while (next >= 0 && next < stop) {
      if (count === start.length) {
        start = grown(start);
        end = grown(end);
      }
      const after = mask.indexOf(0, next);
      const last = after < 0 || after > stop ? stop : after;
      start[count] = next;
      end[count++] = last;
      next = mask.indexOf(1, last);
    }
  }
  rowOffset[height] = count;
  return { count, start, end, rowOffset };
}

function grown(values: Int32Array): Int32Array<ArrayBuffer> {
  const result = new Int32Array(values.length * 2);
  result.set(values);
  return result;
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
  const runs = findRuns(mask, height, width);
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
 * Sets the mask to zero in every component that is not kept.
 *
 * @param mask The mask that the components were found in; changed in place.
 * @param keep One byte per component, zero for those to erase.
 */
export function eraseComponents(mask: Uint8Array, components: Components, keep: Uint8Array): void {
  const { runStart, runEnd, runComponent } = components;
  for (let i = 0; i < runStart.length; i++) {
    if (keep[runComponent[i]!] === 0) mask.fill(0, runStart[i]!, runEnd[i]!);
  }
}
