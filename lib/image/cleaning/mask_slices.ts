/**
 * Masks cut into slices along an axis.
 *
 * @module
 */
import type { Runs } from "../components.ts";

/**
 * A mask cut into slices along an axis, with the runs of ink across it. Slices are columns for
 * horizontal lines and rows for vertical ones.
 */
export interface MaskSlices {
  /** Number of slices. */
  readonly length: number;
  /** Pixels in each slice. */
  readonly breadth: number;
  /** Runs of slice `x` are `offset[x] .. offset[x + 1]`, in order. */
  readonly offset: Int32Array;
  /** First pixel of each run in its slice. */
  readonly start: Int32Array;
  /** The pixel after the last one of each run. */
  readonly end: Int32Array;
}

/** Slices a mask by rows, for vertical lines. */
export function rowSlices(
  { start, end, rowOffset }: Runs,
  height: number,
  width: number,
): MaskSlices {
  const slices = { start: new Int32Array(start.length), end: new Int32Array(start.length) };
  for (let y = 0; y < height; y++) {
    for (let run = rowOffset[y]!; run < rowOffset[y + 1]!; run++) {
      slices.start[run] = start[run]! - y * width;
      slices.end[run] = end[run]! - y * width;
    }
  }
  return { length: height, breadth: width, offset: rowOffset, ...slices };
}

/** Offsets of the runs of each column: a column has a run for each ink pixel with paper above. */
function countColumnRuns({ start, end, rowOffset }: Runs, height: number, width: number) {
  // Number of runs of a column minus that of the column before it.
  const change = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    let above = y === 0 ? 0 : rowOffset[y - 1]!;
    const lastAbove = rowOffset[y]!;
    for (let run = rowOffset[y]!; run < rowOffset[y + 1]!; run++) {
      const [from, to] = [start[run]! - y * width, end[run]! - y * width];
      change[from]!++;
      change[to]!--;
      const shift = (y - 1) * width;
      while (above < lastAbove && end[above]! - shift <= from) above++;
      for (let a = above; a < lastAbove && start[a]! - shift < to; a++) {
        change[Math.max(from, start[a]! - shift)]!--;
        change[Math.min(to, end[a]! - shift)]!++;
      }
    }
  }
  const offset = new Int32Array(width + 1);
  for (let x = 0, count = 0; x < width; x++) {
    count += change[x]!;
    offset[x + 1] = offset[x]! + count;
  }
  return offset;
}

/** Slices a mask by columns, for horizontal lines. */
export function columnSlices(runs: Runs, height: number, width: number): MaskSlices {
  const { start: runStart, end: runEnd, rowOffset } = runs;
  const offset = countColumnRuns(runs, height, width);
  const start = new Int32Array(offset[width]!);
  const ends = new Int32Array(offset[width]!);
  const next = offset.slice(0, width);
  const last = new Int32Array(width).fill(-2);
  for (let y = 0; y < height; y++) {
    for (let run = rowOffset[y]!; run < rowOffset[y + 1]!; run++) {
      const end = runEnd[run]! - y * width;
      for (let x = runStart[run]! - y * width; x < end; x++) {
        if (last[x] !== y - 1) start[next[x]!++] = y;
        ends[next[x]! - 1] = y + 1;
        last[x] = y;
      }
    }
  }
  return { length: width, breadth: height, offset, start, end: ends };
}

/** Index of the run of a slice at or beside a position, or -1. */
export function runAt({ offset, start, end }: MaskSlices, slice: number, position: number): number {
  for (let r = offset[slice]!; r < offset[slice + 1]!; r++) {
    if (start[r]! > position + 1) break;
    if (end[r]! > position - 0.5) return r;
  }
  return -1;
}
