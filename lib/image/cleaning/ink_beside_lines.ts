/**
 * Where the ink of an image lies in relation to its straight lines.
 *
 * @module
 */
import type { Components } from "../components.ts";
import { type ImageLine, middleAt } from "./image_line.ts";
import { diagonalOf, measureInk } from "./ink_extent.ts";

/** Minimum size of a mark that bounds a line, as a fraction of the long side of the image. */
const MIN_MARK_FRACTION = 0.08;

/** The side of a line with more ink. */
export interface InkSide {
  /** Fraction of the ink there. */
  readonly fraction: number;
  /** Whether it is the lower side, or the right one of a vertical line. */
  readonly isBeyond: boolean;
}

/** Finds the side of a line with more ink. */
export function insideOf({ line, vertical }: ImageLine, marks: Components, width: number): InkSide {
  let [low, high] = [0, 0];
  for (let run = 0; run < marks.runStart.length; run++) {
    const start = marks.runStart[run]!;
    const y = Math.floor(start / width);
    const x = (start + marks.runEnd[run]!) / 2 - y * width;
    const at = middleAt(line, vertical ? y : x);
    const length = marks.runEnd[run]! - start;
    if ((vertical ? x : y) < at) low += length;
    else high += length;
  }
  const fraction = low + high === 0 ? 1 : Math.max(low, high) / (low + high);
  return { fraction, isBeyond: high > low };
}

/** The extent of the large marks along an axis, without specks and printed labels. */
export function extentOf(marks: Components, vertical: boolean, longSide: number): [number, number] {
  let [from, to] = [Infinity, -Infinity];
  const largest = measureInk(marks).diagonal;
  const minDiagonal = Math.min(MIN_MARK_FRACTION * longSide, largest / 2);
  for (let c = 0; c < marks.count; c++) {
    if (diagonalOf(marks, c) < minDiagonal) continue;
    from = Math.min(from, vertical ? marks.top[c]! : marks.left[c]!);
    to = Math.max(to, vertical ? marks.bottom[c]! : marks.right[c]!);
  }
  return [from, to];
}
