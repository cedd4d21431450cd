/**
 * The middles of thin lines, and the directions of the lines there.
 *
 * @module
 */
import { findRuns } from "../components.ts";
import { columnSlices, type MaskSlices, rowSlices } from "./mask_slices.ts";
import type { DirectedPoints } from "./sample_ovals.ts";
import type { LineMask } from "./stamp_rim.ts";

/** Distance over which a direction is measured to either side, in slices. */
const REACH = 4;

/**
 * Finds the middles of the runs of ink, along rows and columns, that are at most as long as a line is
 * thick.
 */
export function middlesOf({ height, width, mask, maxThickness }: LineMask): DirectedPoints {
  const runs = findRuns(mask, height, width, 1, 1);
  const rows = middlesAcross(rowSlices(runs, height, width), maxThickness);
  const columns = middlesAcross(columnSlices(runs, height, width), maxThickness);
  const join = (first: number[], second: number[]) => Float32Array.from([...first, ...second]);
  return {
    x: join(rows.across, columns.along),
    y: join(rows.along, columns.across),
    dx: join(rows.slope, columns.slope.map(() => 1)),
    dy: join(rows.slope.map(() => 1), columns.slope),
  };
}

/** The middles of thin runs, and how far they move per slice. */
function middlesAcross(slices: MaskSlices, maxThickness: number) {
  const { length, offset, start, end } = slices;
  const { next, previous } = linkRuns(slices, maxThickness);
  const middle = (run: number) => (start[run]! + end[run]! - 1) / 2;
  const follow = (run: number, links: Int32Array) => {
    let [at, steps] = [run, 0];
    for (; steps < REACH && links[at]! >= 0; steps++) at = links[at]!;
    return { at, steps };
  };
  const found = { along: [] as number[], across: [] as number[], slope: [] as number[] };
  for (let slice = 0; slice < length; slice++) {
    for (let run = offset[slice]!; run < offset[slice + 1]!; run++) {
      if (end[run]! - start[run]! > maxThickness) continue;
      const [before, after] = [follow(run, previous), follow(run, next)];
      const isLong = Math.min(before.steps, after.steps) === REACH;
      found.along.push(slice);
      found.across.push(middle(run));
      found.slope.push(isLong ? (middle(after.at) - middle(before.at)) / (2 * REACH) : NaN);
    }
  }
  return found;
}

/** Links thin runs that touch from slice to slice; -1 where there is none. */
function linkRuns({ length, offset, start, end }: MaskSlices, maxThickness: number) {
  const next = new Int32Array(start.length).fill(-1);
  const previous = new Int32Array(start.length).fill(-1);
  for (let slice = 0; slice + 1 < length; slice++) {
    let s = offset[slice + 1]!;
    for (let r = offset[slice]!; r < offset[slice + 1]!; r++) {
      while (s < offset[slice + 2]! && end[s]! <= start[r]!) s++;
      const isThin = s < offset[slice + 2]! && start[s]! < end[r]! &&
        Math.max(end[r]! - start[r]!, end[s]! - start[s]!) <= maxThickness;
      if (!isThin || previous[s]! >= 0) continue;
      [next[r], previous[s]] = [s, r];
    }
  }
  return { next, previous };
}
