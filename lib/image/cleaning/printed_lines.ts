/**
 * Finds and erases printed lines: ruled lines, signature lines, frames.
 *
 * A printed line is straighter than a handwritten one. In the signatures of 115 writers, every
 * stroke that is longer than a third of the image and as level as a printed line deviates from a
 * straight line by more than half a pixel, or bends by more than 0.1 % of its length.
 *
 * @module
 */
import {
  type Components,
  connectRuns,
  fillRuns,
  findRuns,
  type Runs,
  selectComponents,
} from "../components.ts";
import { eraseBetweenLines, eraseCorners, eraseLine } from "./erase_lines.ts";
import { endAtCorner, formCorner, type ImageLine, middleAt } from "./image_line.ts";
import { canBeSignature, diagonalOf, measureInk } from "./ink_extent.ts";
import { columnSlices, type MaskSlices, rowSlices } from "./mask_slices.ts";
import { completeRuling, findRuling, isSquaredPaper } from "./ruled_paper.ts";
import { findStraightLines, type StraightLine } from "./straight_lines.ts";

/** Maximum thickness of a line: as a fraction of the long side of the image, and in pixels. */
const MAX_THICKNESS_FRACTION = 0.02;
const MIN_MAX_THICKNESS = 4;
/** Minimum length of a side of a frame: in pixels, and as a fraction of the side of the image. */
const MIN_FRAME_LENGTH = 50;
const MIN_FRAME_FRACTION = 0.3;
const MIN_LINE_LENGTH = 100;
/** Minimum length of a single line, as a fraction of the side of the image. */
const MIN_HORIZONTAL_FRACTION = 0.35;
const MIN_VERTICAL_FRACTION = 0.8;
/** Length beyond which a line is printed without further checks: longer than any underline. */
const SURE_FRACTION = 0.6;
/** Maximum slope of a single line: the tangent of its angle. */
const MAX_LEVEL_SLOPE = 0.04;
/** Maximum bend of a side on uneven paper, as a fraction of its length. */
const MAX_SIDE_BEND = 0.03;
/** Minimum fraction of the other ink on one side of a side of a frame. */
const MIN_INSIDE = 0.97;
/** Minimum size of a mark that bounds a line, as a fraction of the long side of the image. */
const MIN_MARK_FRACTION = 0.08;
/** Minimum number of ruled lines that a margin crosses. */
const MIN_MARGIN_LINES = 3;
/** Maximum deviation of a margin from a right angle to ruled lines, and from their thickness in pixels. */
const [MAX_MARGIN_SKEW, MAX_MARGIN_STEP] = [0.03, 1];
/** Maximum difference of the angles of two sides of one frame, in a photo taken at an angle. */
const MAX_TURN_ERROR = 0.03;
/** Minimum number of lines of a table, along each axis. */
const MIN_TABLE_LINES = 3;

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
    return residual <= 0.34 && sagitta <= bend && support >= 0.8 &&
      gaps <= 0.08 && evenness >= 0.55;
  }
  return residual <= 0.7 && sagitta <= Math.max(MAX_SIDE_BEND * length, 0.9) && support >= 0.75 &&
    gaps <= 0.12 && evenness >= 0.55;
}

function findCandidates(slices: MaskSlices, vertical: boolean, thickness: number): ImageLine[] {
  const minLength = Math.max(MIN_FRAME_LENGTH, MIN_FRAME_FRACTION * slices.length);
  return findStraightLines(slices, minLength, thickness)
    .filter((line) => isStraight(line, false))
    .map((line) => ({
      line,
      vertical,
      fraction: (line.to - line.from) / slices.length,
      isRuled: isStraight(line, true),
    }));
}

/** The side of a line with more ink. */
interface InkSide {
  /** Fraction of the ink there. */
  readonly fraction: number;
  /** Whether it is the lower side, or the right one of a vertical line. */
  readonly isBeyond: boolean;
}

/** Finds the side of a line with more ink. */
function insideOf({ line, vertical }: ImageLine, marks: Components, width: number): InkSide {
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
function extentOf(marks: Components, vertical: boolean, longSide: number): [number, number] {
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

/** Whether a single line is printed, given the marks around it. */
function isPrintedAlone(
  candidate: ImageLine,
  rest: Components,
  size: { height: number; width: number },
): boolean {
  const { line, vertical, fraction, isRuled } = candidate;
  const length = line.to - line.from;
  if (!isRuled || length < MIN_LINE_LENGTH) return false;
  const isLevel = Math.abs(line.middle[1]) <= MAX_LEVEL_SLOPE;
  const [from, to] = extentOf(rest, vertical, Math.max(size.height, size.width));
  const slack = 0.02 * length;
  const beyond = Number(line.from < from + slack) + Number(line.to > to - slack);
  if (vertical) return isLevel && fraction >= MIN_VERTICAL_FRACTION && beyond === 2;
  if (!isLevel) {
    // A side of a slanted frame whose other sides are outside the image.
    return fraction >= 0.85 && beyond === 2 && line.sagitta <= 0.0005 * length &&
      line.residual <= 0.4 && insideOf(candidate, rest, size.width).fraction >= MIN_INSIDE;
  }
  return fraction >= SURE_FRACTION || (fraction >= MIN_HORIZONTAL_FRACTION && beyond === 2);
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

/** Whether a line can be printed, whatever the ink around it. Rules out most straight strokes. */
function mayBePrinted(
  candidate: ImageLine,
  lines: readonly ImageLine[],
  height: number,
  width: number,
): boolean {
  const { line, vertical, fraction, isRuled } = candidate;
  const isLong = line.to - line.from >= MIN_LINE_LENGTH &&
    fraction >= (vertical ? MIN_VERTICAL_FRACTION : MIN_HORIZONTAL_FRACTION);
  if (isRuled && isLong) return true;
  return lines.some((other) =>
    other.vertical !== vertical &&
    formCorner(vertical ? other : candidate, vertical ? candidate : other, Math.max(height, width))
  );
}

/** Whether a line crosses ruled lines at a right angle and is about as thick. */
function isMargin(candidate: ImageLine, ruling: ReadonlySet<ImageLine>): boolean {
  if (!candidate.isRuled || candidate.fraction < MIN_VERTICAL_FRACTION) return false;
  const across = [...ruling].filter((other) => other.vertical !== candidate.vertical);
  return across.length >= MIN_MARGIN_LINES &&
    across.every(({ line }) =>
      Math.abs(line.middle[1] + candidate.line.middle[1]) <= MAX_MARGIN_SKEW &&
      Math.abs(line.thickness - candidate.line.thickness) <= MAX_MARGIN_STEP
    );
}

/**
 * Finds the sides of a frame that is turned and whose corners are outside of the image: two or more
 * straight lines of one angle, both ends of which are at an edge of the image.
 *
 * @param lines Lines with the other ink on one side.
 */
function findCutSides(
  lines: readonly ImageLine[],
  size: { height: number; width: number },
): ReadonlySet<ImageLine> {
  const cut = lines.filter((line) => line.isRuled && endsAtEdges(line, size));
  /** The tangent of the angle by which a frame with this side is turned. */
  const turn = ({ line, vertical }: ImageLine) => (vertical ? -1 : 1) * line.middle[1];
  return new Set(
    cut.filter((line) =>
      cut.some((other) => other !== line && Math.abs(turn(other) - turn(line)) <= MAX_TURN_ERROR)
    ),
  );
}

/** Whether both ends of a line are at an edge of the image, and it is not parallel to that. */
function endsAtEdges(
  { line, vertical }: ImageLine,
  { height, width }: { height: number; width: number },
): boolean {
  const [length, breadth] = vertical ? [height, width] : [width, height];
  const reach = line.thickness + 3;
  const isAtEdge = (position: number) => {
    const across = middleAt(line, position);
    return position <= reach || position >= length - reach || across <= reach ||
      across >= breadth - reach;
  };
  const rise = Math.abs(middleAt(line, line.to) - middleAt(line, line.from));
  return rise > line.thickness && isAtEdge(line.from) && isAtEdge(line.to);
}

function choosePrinted(
  candidates: readonly ImageLine[],
  known: readonly ImageLine[],
  rest: Components,
  size: { height: number; width: number },
): { printed: ImageLine[]; isTable: boolean } {
  const longSide = Math.max(size.height, size.width);
  const lines = [...candidates, ...known];
  const horizontal = lines.filter(({ vertical }) => !vertical);
  const vertical = lines.filter((line) => line.vertical);
  const crossing = (candidate: ImageLine) =>
    candidate.vertical
      ? horizontal.filter((other) => formCorner(other, candidate, longSide))
      : vertical.filter((other) => formCorner(candidate, other, longSide));
  const isTable = [horizontal, vertical].every((lines) =>
    lines.filter((line) => line.isRuled && crossing(line).length > 1).length >= MIN_TABLE_LINES
  );
  const ruling = new Set([...findRuling(lines, false), ...findRuling(lines, true)]);
  // Dust beside the lines of an empty form is on any side.
  const isInk = canBeSignature(measureInk(rest), longSide);
  const ink = isInk ? rest : selectComponents(rest, new Uint8Array(rest.count));
  const outside = new Map(
    lines.map((line) => [line, insideOf(line, ink, size.width)] as const)
      .filter(([, { fraction }]) => fraction >= MIN_INSIDE),
  );
  const endTogether = (a: ImageLine, b: ImageLine) =>
    a.vertical ? endAtCorner(b, a, longSide) : endAtCorner(a, b, longSide);
  // A stroke may stand on a printed line, or cross lines of the paper. A side ends at a corner, or
  // meets two others with the ink between them, or is cut by the image.
  const isSide = (candidate: ImageLine) => {
    if (!outside.has(candidate)) return false;
    if ([...ruling].some(({ vertical }) => vertical !== candidate.vertical)) return false;
    const met = crossing(candidate).filter((other) => outside.has(other));
    const isBetween = new Set(met.map((other) => outside.get(other)!.isBeyond)).size === 2;
    return isBetween || met.some((other) =>
      endTogether(candidate, other) ||
      Math.min(candidate.fraction, other.fraction) >= MIN_VERTICAL_FRACTION
    );
  };
  const cutSides = findCutSides(candidates.filter((line) => outside.has(line)), size);
  const printed = candidates.filter((candidate) =>
    isPrintedAlone(candidate, rest, size) || isSide(candidate) || ruling.has(candidate) ||
    cutSides.has(candidate) || isMargin(candidate, ruling) ||
    (isTable && candidate.isRuled && crossing(candidate).length > 1)
  );
  return { printed, isTable: isTable && !isSquaredPaper([...ruling]) };
}
