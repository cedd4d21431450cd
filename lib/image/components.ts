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

/** Stretches of pixels in the rows of a picture. */
export interface Runs {
  /** How many there are; the arrays may be longer. */
  readonly count: number;
  /** Where each run starts, as an index into the picture; runs are in reading order. */
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
 * @param least The least value of the range.
 * @param most The largest value of the range.
 */
export function findRuns(
  values: Uint8Array,
  height: number,
  width: number,
  least: number,
  most: number,
): Runs {
  const range = most - least;
  const words = wordsOf(values);
  const rowOffset = new Int32Array(height + 1);
  let start = new Int32Array(4096);
  let end = new Int32Array(4096);
  let count = 0;
  for (let y = 0; y < height; y++) {
    rowOffset[y] = count;
    if (count + (width >> 1) >= start.length) {
      start = grown(start, width);
      end = grown(end, width);
    }
    const stop = (y + 1) * width;
    for (let i = y * width; i < stop;) {
      if ((values[i]! - least) >>> 0 > range) {
        if ((++i & 3) === 0) i = skipWords(words, i, stop, least, most);
        continue;
      }
      start[count] = i++;
      while (i < stop && (values[i]! - least) >>> 0 <= range) i++;
      end[count++] = i;
    }
  }
  rowOffset[height] = count;
  return { count, start, end, rowOffset };
}

/**
 * The runs of pixels with at most some value within other runs.
 *
 * @param values Row-major, `height * width` bytes.
 * @param outer Runs that hold all pixels with such values.
 */
export function narrowRuns(values: Uint8Array, outer: Runs, most: number): Runs {
  const rowOffset = new Int32Array(outer.rowOffset.length);
  let start = new Int32Array(2 * outer.count + 4096);
  let end = new Int32Array(start.length);
  let count = 0;
  for (let y = 0; y + 1 < rowOffset.length; y++) {
    rowOffset[y] = count;
    for (let run = outer.rowOffset[y]!; run < outer.rowOffset[y + 1]!; run++) {
      const stop = outer.end[run]!;
      if (count + stop - outer.start[run]! >= start.length) {
        start = grown(start, stop - outer.start[run]!);
        end = grown(end, stop - outer.start[run]!);
      }
      let i = outer.start[run]!;
      while (i < stop) {
        while (i < stop && values[i]! > most) i++;
        if (i === stop) break;
        start[count] = i++;
        while (i < stop && values[i]! <= most) i++;
        end[count++] = i;
      }
    }
  }
  rowOffset[rowOffset.length - 1] = count;
  return { count, start, end, rowOffset };
}

/** The values in fours, as far as there are; none where the buffer is not aligned. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return byteOffset % 4 === 0 ? new Int32Array(buffer, byteOffset, length >> 2) : new Int32Array(0);
}

/** Goes on from `i`, a multiple of four, while all of four values are surely out of the range. */
function skipWords(
  words: Int32Array,
  i: number,
  stop: number,
  least: number,
  most: number,
): number {
  const signs = 0x80808080 | 0;
  const end = Math.min(stop >> 2, words.length);
  let at = i >> 2;
  if (least > 0) {
    while (at < end && words[at] === 0) at++;
  } else {
    // The sign of each byte of `sums` is set where its seven low bits are larger than those of `most`.
    const lift = Math.imul(0x01010101, 127 - (most & 127));
    for (; at < end; at++) {
      const word = words[at]!;
      const sums = (word & 0x7f7f7f7f) + lift;
      if (((most < 128 ? word | sums : word & sums) & signs) !== signs) break;
    }
  }
  return Math.max(i, at << 2);
}

function grown(values: Int32Array, room: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(values.length * 2 + room);
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

/**
 * The components that are kept, with new numbers in the same order.
 *
 * @param keep One byte per component, zero for those to leave out.
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

/** The box around all components; undefined where there are none. */
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
