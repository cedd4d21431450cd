/**
 * Finds and erases printed lines: ruled lines, signature lines, frames.
 *
 * A printed line is straighter than a handwritten one. In the signatures of 115 writers, every
 * stroke that is longer than a third of the image and as level as a printed line deviates from a
 * straight line by more than half a pixel, or bends by more than 0.1 % of its length.
 *
 * @module
 */
import { connectRuns, fillRuns, findRuns, type Runs } from "../components.ts";
import { choosePrinted, mayBePrinted, MIN_LINE_LENGTH } from "./choose_printed.ts";
import { eraseBetweenLines, eraseCorners, eraseLine } from "./erase_lines.ts";
import type { ImageLine } from "./image_line.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";
import { columnSlices, type MaskSlices, rowSlices } from "./mask_slices.ts";
import { completeRuling } from "./ruled_paper.ts";
import { findStraightLines, type StraightLine } from "./straight_lines.ts";

/** Maximum thickness of a line: as a fraction of the long side of the image, and in pixels. */
const MAX_THICKNESS_FRACTION = 0.02;
const MIN_MAX_THICKNESS = 4;
/** Minimum length of a side of a frame: in pixels, and as a fraction of the side of the image. */
const MIN_FRAME_LENGTH = 50;
const MIN_FRAME_FRACTION = 0.3;
/** Minimum fraction of a ruled line that is neither a gap nor hidden by strokes. */
const MIN_SUPPORT = 0.55;
/** Maximum bend of a side on uneven paper, as a fraction of its length. */
const MAX_SIDE_BEND = 0.03;

/** The printed lines of an image. */
export interface PrintedLines {
  /** The lines. */
  readonly found: readonly ImageLine[];
  /** Mask of the lines, `height * width` bytes. */
  readonly lines: Uint8Array;
  /** Mask of the remaining ink, `height * width` bytes. */
  readonly rest: Uint8Array;
  /** Whether the remaining ink can be a signature. */
  readonly leavesSignature: boolean;
  /** Whether the lines are those of a table with several cells. */
  readonly isTable: boolean;
}

/** Maximum thickness of a line in an image of this size, in pixels. */
export function maxLineThickness(height: number, width: number): number {
  return Math.round(Math.max(MIN_MAX_THICKNESS, MAX_THICKNESS_FRACTION * Math.max(height, width)));
}

function isStraight(line: StraightLine, isRuled: boolean): boolean {
  const length = line.to - line.from;
  const { residual, sagitta, support, gaps, thickness, evenness } = line;
  if (isRuled) {
    // The pixel steps of a hairline measure as a bend of up to a pixel.
    const bend = Math.max(0.001 * length, thickness <= 2 ? 0.75 : 0.25);
    return residual <= 0.34 && sagitta <= bend && support >= MIN_SUPPORT &&
      gaps <= 0.08 && evenness >= 0.55;
  }
  return residual <= 0.7 && sagitta <= Math.max(MAX_SIDE_BEND * length, 0.9) && support >= 0.75 &&
    gaps <= 0.12 && evenness >= 0.55;
}

function findCandidates(slices: MaskSlices, vertical: boolean, thickness: number): ImageLine[] {
  const minLength = Math.max(MIN_FRAME_LENGTH, MIN_FRAME_FRACTION * slices.length);
  return findStraightLines(slices, minLength, thickness)
    .map((line) => ({
      line,
      vertical,
      fraction: (line.to - line.from) / slices.length,
      isRuled: isStraight(line, true),
    }))
    .filter(({ line, isRuled }) => isRuled || isStraight(line, false));
}

/**
 * Finds printed lines among the runs of a mask.
 *
 * A single line is printed if it is straighter and more level than handwriting, long, and extends
 * beyond the other ink. Sides of a frame may slant, bend and leave the right angle, as in a photo:
 * they meet, with the ink on one side of each. Whether a line reaches the edge of the image does
 * not matter, so that a looser crop gives the same result.
 *
 * @param runs The runs of all ink in an image of `height * width` pixels.
 * @param known Printed lines that were erased before.
 * @returns The lines and the remaining ink; `undefined` if there are no lines.
 */
export function findPrintedLines(
  runs: Runs,
  height: number,
  width: number,
  known: readonly ImageLine[] = [],
): PrintedLines | undefined {
  if (Math.max(height, width) < MIN_LINE_LENGTH) return undefined;
  const thickness = maxLineThickness(height, width);
  const columns = columnSlices(runs, height, width);
  const rows = rowSlices(runs, height, width);
  const candidates = [
    ...findCandidates(columns, false, thickness),
    ...findCandidates(rows, true, thickness),
  ];
  if (!candidates.some((line) => mayBePrinted(line, [...candidates, ...known], height, width))) {
    return undefined;
  }
  const mask = new Uint8Array(height * width);
  fillRuns(mask, runs.start, runs.end, runs.count);
  const slicesOf = ({ vertical }: ImageLine) => vertical ? rows : columns;
  const without = (lines: readonly ImageLine[]) => {
    const rest = mask.slice();
    for (const line of lines) eraseLine(line, slicesOf(line), rest);
    eraseCorners(lines, rest, height, width);
    eraseBetweenLines(lines, rest, height, width);
    return { rest, marks: connectRuns(findRuns(rest, height, width, 1, 1), height, width) };
  };
  const all = without(candidates).marks;
  const { printed: chosen, isTable } = choosePrinted(candidates, known, all, { height, width });
  if (chosen.length === 0) return undefined;
  const printed = [
    ...chosen,
    ...completeRuling(chosen, false, height),
    ...completeRuling(chosen, true, width),
  ];
  const { rest, marks } = without(printed);
  const leavesSignature = canBeSignature(measureInk(marks), Math.max(height, width));
  // Lines that may be handwritten are kept where only specks would remain.
  if (!leavesSignature && !printed.some(({ isRuled }) => isRuled)) return undefined;
  const lines = mask.map((ink, i) => ink - rest[i]!);
  return { found: printed, lines, rest, leavesSignature, isTable };
}
