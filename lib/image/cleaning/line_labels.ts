/**
 * Finds small marks at a line to sign on, which may be print: a label under it in any script, an X at
 * its start.
 *
 * Rows of separate characters are found by `printed_text.ts`. In scripts whose letters are connected,
 * or where a stroke touches a label, the marks are no such rows.
 *
 * @module
 */
import type { Components } from "../components.ts";
import { type ImageLine, middleAt } from "./image_line.ts";
import { diagonalOf } from "./ink_extent.ts";

/** Maximum number of level lines; more are ruled paper or a table. */
const MAX_LINES = 2;
/** Maximum distance of a label below its line, and beyond its ends, as fractions of the line. */
const MAX_LABEL_DEPTH = 0.16;
const MAX_BEYOND = 0.06;
/** Maximum size of a mark of a label, as a fraction of the largest mark. */
const MAX_MARK = 0.5;
/** Minimum number of marks of a label; a signature has single strokes and dots under the line. */
const MIN_MARKS = 3;
/** Maximum height of a label without a signature, as a fraction of the line; signatures are higher. */
const MAX_ONLY_LABEL = 0.08;
/** Minimum ratio of the sides of such a label. */
const MIN_LABEL_ASPECT = 3;
/** Maximum height of an X, as a fraction of the largest mark; and of the ratio of its sides. */
const MAX_X = 0.45;
const MAX_X_ASPECT = 2;
/** Maximum distance of an X from the start of the line, as a fraction of the line. */
const MAX_X_DISTANCE = 0.08;

/** What stands at a line to sign on. */
export interface LineLabels {
  /** Whether there are small marks that may be print. */
  readonly holdsSmallMarks: boolean;
  /** Whether all marks are a label. */
  readonly isOnlyLabel: boolean;
}

/**
 * Inspects the marks at printed lines.
 *
 * @param marks The marks that are left of an image, without specks.
 * @param lines Its printed lines.
 */
export function inspectLineLabels(marks: Components, lines: readonly ImageLine[]): LineLabels {
  const level = lines.filter(({ vertical }) => !vertical);
  if (level.length > MAX_LINES || marks.count === 0) {
    return { holdsSmallMarks: false, isOnlyLabel: false };
  }
  return {
    holdsSmallMarks: level.some((line) => holdsLabel(marks, line) || holdsX(marks, line)),
    isOnlyLabel: level.length === lines.length && level.some((line) => isOnlyLabel(marks, line)),
  };
}

/** The marks that lie under a line, within its ends. */
function marksUnder(marks: Components, { line }: ImageLine): number[] {
  const { count, top, left, bottom, right } = marks;
  const length = line.to - line.from;
  const reach = MAX_BEYOND * length;
  return Array.from({ length: count }, (_, c) => c).filter((c) => {
    const at = middleAt(line, (left[c]! + right[c]!) / 2);
    return top[c]! >= at - line.thickness - 2 && bottom[c]! <= at + MAX_LABEL_DEPTH * length &&
      left[c]! >= line.from - reach && right[c]! <= line.to + reach;
  });
}

function holdsLabel(marks: Components, line: ImageLine): boolean {
  const largest = largestOf(marks);
  const under = marksUnder(marks, line);
  if (under.includes(largest)) return false;
  const maxDiagonal = MAX_MARK * diagonalOf(marks, largest);
  return under.filter((c) => diagonalOf(marks, c) <= maxDiagonal).length >= MIN_MARKS;
}

/** Whether a mark as high as wide stands on the start of a line, apart from the signature. */
function holdsX(marks: Components, { line }: ImageLine): boolean {
  const { count, top, left, bottom, right } = marks;
  const largest = largestOf(marks);
  const length = line.to - line.from;
  for (let c = 0; c < count; c++) {
    if (c === largest) continue;
    const [h, w] = [bottom[c]! - top[c]!, right[c]! - left[c]!];
    const at = middleAt(line, left[c]!);
    const isSmall = h <= MAX_X * (bottom[largest]! - top[largest]!) &&
      Math.max(h, w) <= MAX_X_ASPECT * Math.min(h, w);
    const stands = bottom[c]! <= at + h && bottom[c]! >= at - 2 * h;
    const isAtStart = Math.abs(left[c]! - line.from) <= MAX_X_DISTANCE * length;
    if (isSmall && stands && isAtStart && right[c]! < left[largest]!) return true;
  }
  return false;
}

function isOnlyLabel(marks: Components, line: ImageLine): boolean {
  const under = marksUnder(marks, line);
  if (under.length < Math.max(MIN_MARKS, marks.count)) return false;
  const height = Math.max(...marks.bottom) - Math.min(...marks.top);
  const width = Math.max(...marks.right) - Math.min(...marks.left);
  return height <= MAX_ONLY_LABEL * (line.line.to - line.line.from) &&
    width >= MIN_LABEL_ASPECT * height;
}

function largestOf(marks: Components): number {
  let largest = 0;
  for (let c = 1; c < marks.count; c++) {
    if (diagonalOf(marks, c) > diagonalOf(marks, largest)) largest = c;
  }
  return largest;
}
