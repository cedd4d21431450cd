/**
 * Finds small marks at a line to sign on, which may be print: a label under it in any script, an X at
 * its start.
 *
 * Rows of separate characters are found by `printed_text.ts`. In scripts whose letters are connected,
 * or where a stroke touches a label, the marks are no such rows.
 *
 * @module
 */
import type { Box, Components } from "../components.ts";
import { type ImageLine, middleAt } from "./image_line.ts";
import { diagonalOf } from "./ink_extent.ts";

/** Maximum number of level lines above each other; more are ruled paper or a table. */
const MAX_LINES = 2;
/** Maximum distance across two lines that are beside each other, in multiples of their thickness. */
const MAX_BESIDE = 2;
/** Maximum distance of a label below its line, and beyond its ends, as fractions of the line. */
const MAX_LABEL_DEPTH = 0.16;
const MAX_BEYOND = 0.06;
/** Maximum size of a mark of a label, as a fraction of the largest mark. */
const MAX_MARK = 0.5;
/** Minimum number of marks of a label; a signature has single strokes and dots under the line. */
const MIN_MARKS = 3;
/** Maximum height of a label without a signature, as a fraction of the line; signatures are higher. */
const MAX_ONLY_LABEL = 0.08;
/** The same where its letters run into each other. */
const MAX_ONLY_WORD = 0.04;
/** Minimum ratio of the sides of such a label. */
const MIN_LABEL_ASPECT = 3;
/** The same of a word before a line, where a signature stands on the line. */
const MIN_WORD_ASPECT = 1.5;
/** Minimum number of marks of a title above a signature: its letters have fewer dots and accents. */
const MIN_TITLE_MARKS = 4;
/** Maximum size of a mark of a title, as a fraction of the largest mark; how far it reaches below its top. */
const [MAX_TITLE_MARK, MAX_TITLE_OVERLAP] = [0.25, 0.1];
/** Maximum size of the largest mark of a caption without a signature, as a fraction of the longest line. */
const MAX_LETTER = 0.12;
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
  if (lines.length === 0 || countRows(level) > MAX_LINES || marks.count === 0) {
    return { holdsSmallMarks: false, isOnlyLabel: false };
  }
  return {
    holdsSmallMarks: areAllSmall(marks, lines, MIN_MARKS) || holdsTitle(marks) ||
      level.some((line) =>
        holdsLabel(marks, line) || holdsLabelBefore(marks, line) || holdsX(marks, line)
      ),
    isOnlyLabel: level.length === lines.length
      ? level.some((line) => isOnlyLabel(marks, line))
      : areAllSmall(marks, lines, 1) && isRowOfLetters(marks, allOf(marks), longestOf(lines)),
  };
}

/** Number of lines above each other: a field for the signature and one for the date are one row. */
function countRows(lines: readonly ImageLine[]): number {
  const rows: ImageLine[] = [];
  for (const one of lines) {
    const isBeside = ({ line }: ImageLine) => {
      const between = (Math.max(line.from, one.line.from) + Math.min(line.to, one.line.to)) / 2;
      const apart = Math.abs(middleAt(line, between) - middleAt(one.line, between));
      return apart <= MAX_BESIDE * Math.max(line.thickness, one.line.thickness);
    };
    if (!rows.some(isBeside)) rows.push(one);
  }
  return rows.length;
}

/** Whether all marks are as small as letters beside the longest line: the caption of an empty box. */
function areAllSmall(marks: Components, lines: readonly ImageLine[], minCount: number): boolean {
  return marks.count >= minCount &&
    diagonalOf(marks, largestOf(marks)) < MAX_LETTER * longestOf(lines);
}

function longestOf(lines: readonly ImageLine[]): number {
  return Math.max(0, ...lines.map(({ line }) => line.to - line.from));
}

function allOf({ count }: Components): number[] {
  return Array.from({ length: count }, (_, c) => c);
}

/** The marks that lie under a line, within its ends. */
function marksUnder(marks: Components, { line }: ImageLine): number[] {
  const { top, left, bottom, right } = marks;
  const length = line.to - line.from;
  const reach = MAX_BEYOND * length;
  return allOf(marks).filter((c) => {
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

/** Whether a low row of marks stands before the start of a line, apart from the signature. */
function holdsLabelBefore(marks: Components, { line }: ImageLine): boolean {
  const largest = largestOf(marks);
  const before = allOf(marks).filter((c) => c !== largest && marks.right[c]! <= line.from);
  if (before.length === 0) return false;
  const { top, bottom, left, right } = boundsOf(marks, before);
  const height = bottom - top;
  const at = middleAt(line, line.from);
  return height <= MAX_ONLY_LABEL * (line.to - line.from) &&
    right - left >= MIN_WORD_ASPECT * height && bottom >= at - 2 * height && top <= at + height;
}

/** The box of some marks. */
function boundsOf(marks: Components, some: readonly number[]): Box {
  const of = (values: Int32Array) => some.map((c) => values[c]!);
  return {
    top: Math.min(...of(marks.top)),
    left: Math.min(...of(marks.left)),
    bottom: Math.max(...of(marks.bottom)),
    right: Math.max(...of(marks.right)),
  };
}

/** Whether a row of small marks stands above the largest one: the title of a field. */
function holdsTitle(marks: Components): boolean {
  const largest = largestOf(marks);
  const [top, bottom] = [marks.top[largest]!, marks.bottom[largest]!];
  const limit = top + MAX_TITLE_OVERLAP * (bottom - top);
  const maxDiagonal = MAX_TITLE_MARK * diagonalOf(marks, largest);
  const above = allOf(marks).filter((c) =>
    marks.bottom[c]! <= limit && diagonalOf(marks, c) <= maxDiagonal
  );
  return above.length >= MIN_TITLE_MARKS;
}

/** Whether an X stands on the start of a line, apart from the signature. */
function holdsX(marks: Components, line: ImageLine): boolean {
  const largest = largestOf(marks);
  const maxHeight = MAX_X * (marks.bottom[largest]! - marks.top[largest]!);
  return allOf(marks).some((c) =>
    marks.right[c]! < marks.left[largest]! && isMarkAtStart(marks, c, line, maxHeight)
  );
}

/** Whether all marks are the label under a line, or an X at its start. */
function isOnlyLabel(marks: Components, line: ImageLine): boolean {
  const under = new Set(marksUnder(marks, line));
  const length = line.line.to - line.line.from;
  const isLabel = allOf(marks).every((c) =>
    under.has(c) || isMarkAtStart(marks, c, line, MAX_ONLY_LABEL * length)
  );
  return isLabel && isRowOfLetters(marks, [...under], length);
}

/** Whether a mark that is about as high as wide stands on the start of a line. */
function isMarkAtStart(
  { top, left, bottom, right }: Components,
  c: number,
  { line }: ImageLine,
  maxHeight: number,
): boolean {
  const [h, w] = [bottom[c]! - top[c]!, right[c]! - left[c]!];
  const at = middleAt(line, left[c]!);
  return h <= maxHeight && Math.max(h, w) <= MAX_X_ASPECT * Math.min(h, w) &&
    bottom[c]! <= at + h && bottom[c]! >= at - 2 * h &&
    Math.abs(left[c]! - line.from) <= MAX_X_DISTANCE * (line.to - line.from);
}

/** Whether marks are a low, long row: a label of a line or box of this length, no signature. */
function isRowOfLetters(marks: Components, row: readonly number[], length: number): boolean {
  if (row.length === 0) return false;
  const { top, bottom, left, right } = boundsOf(marks, row);
  const height = bottom - top;
  const maxHeight = row.length >= MIN_MARKS ? MAX_ONLY_LABEL : MAX_ONLY_WORD;
  return height <= maxHeight * length && right - left >= MIN_LABEL_ASPECT * height;
}

function largestOf(marks: Components): number {
  let largest = 0;
  for (let c = 1; c < marks.count; c++) {
    if (diagonalOf(marks, c) > diagonalOf(marks, largest)) largest = c;
  }
  return largest;
}
