/**
 * Which straight lines of an image are printed: by their length and direction, by the ink around them,
 * and by the lines that they cross.
 *
 * @module
 */
import { type Components, selectComponents } from "../components.ts";
import { extentOf, type InkSide, insideOf } from "./ink_beside_lines.ts";
import { endAtCorner, formCorner, type ImageLine, middleAt } from "./image_line.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";
import { findRuling, isSquaredPaper } from "./ruled_paper.ts";

/** Minimum length of a single line: in pixels, and as a fraction of the side of the image. */
export const MIN_LINE_LENGTH = 100;
const MIN_HORIZONTAL_FRACTION = 0.35;
const MIN_VERTICAL_FRACTION = 0.8;

/** Length beyond which a line is printed without further checks: longer than any underline. */
const SURE_FRACTION = 0.6;

/** Maximum slope of a single line: the tangent of its angle. */
const MAX_LEVEL_SLOPE = 0.04;

/** Minimum fraction of the other ink on one side of a side of a frame. */
const MIN_INSIDE = 0.97;

/** Minimum number of ruled lines that a margin crosses. */
const MIN_MARGIN_LINES = 3;

/** Maximum deviation of a margin from a right angle to ruled lines, and from their thickness in pixels. */
const [MAX_MARGIN_SKEW, MAX_MARGIN_STEP] = [0.03, 1];

/** Maximum difference of the angles of two sides of one frame, in a photo taken at an angle. */
const MAX_TURN_ERROR = 0.03;

/** Minimum number of lines of a table, along each axis. */
const MIN_TABLE_LINES = 3;

/** Rows and columns of an image. */
interface Size {
  readonly height: number;
  readonly width: number;
}

/** The printed ones of the straight lines of an image. */
export interface ChosenLines {
  /** The lines. */
  readonly printed: readonly ImageLine[];
  /** Whether they are those of a table with several cells. */
  readonly isTable: boolean;
}

/** The lines of an image, and how they lie to each other and to the ink. */
interface LineLayout {
  /** Length of the longer side of the image, in pixels. */
  readonly longSide: number;
  /** The horizontal lines. */
  readonly horizontal: readonly ImageLine[];
  /** The vertical lines. */
  readonly vertical: readonly ImageLine[];
  /** Lines of ruled or squared paper. */
  readonly ruling: ReadonlySet<ImageLine>;
  /** For each line with the other ink on one side, that side. */
  readonly insides: ReadonlyMap<ImageLine, InkSide>;
}

/** Whether a line can be printed, whatever the ink around it. Rules out most straight strokes. */
export function mayBePrinted(
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
    formCorner(candidate, other, Math.max(height, width))
  );
}

/**
 * Chooses the printed lines.
 *
 * @param candidates Straight lines of the image.
 * @param known Printed lines that were erased before.
 * @param rest The ink without the candidates.
 * @param size Size of the image.
 */
export function choosePrinted(
  candidates: readonly ImageLine[],
  known: readonly ImageLine[],
  rest: Components,
  size: Size,
): ChosenLines {
  const layout = layOut([...candidates, ...known], rest, size);
  const { ruling, insides } = layout;
  const isTable = formTable(layout);
  const cutSides = findCutSides(candidates.filter((line) => insides.has(line)), size);
  const printed = candidates.filter((candidate) =>
    isPrintedAlone(candidate, rest, size) || isSide(candidate, layout) ||
    ruling.has(candidate) || cutSides.has(candidate) || isMargin(candidate, ruling) ||
    (isTable && isOfTable(candidate, layout))
  );
  return { printed, isTable: isTable && !isSquaredPaper([...ruling]) };
}

function layOut(lines: readonly ImageLine[], rest: Components, size: Size): LineLayout {
  const longSide = Math.max(size.height, size.width);
  // Dust beside the lines of an empty form is on any side.
  const isInk = canBeSignature(measureInk(rest), longSide);
  const ink = isInk ? rest : selectComponents(rest, new Uint8Array(rest.count));
  return {
    longSide,
    horizontal: lines.filter(({ vertical }) => !vertical),
    vertical: lines.filter(({ vertical }) => vertical),
    ruling: new Set([...findRuling(lines, false), ...findRuling(lines, true)]),
    insides: new Map(
      lines.map((line) => [line, insideOf(line, ink, size.width)] as const)
        .filter(([, { fraction }]) => fraction >= MIN_INSIDE),
    ),
  };
}

/** Whether a single line is printed, given the marks around it. */
function isPrintedAlone(candidate: ImageLine, rest: Components, size: Size): boolean {
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

/** The lines that form a corner or a crossing with a line. */
function linesAcross(candidate: ImageLine, layout: LineLayout): ImageLine[] {
  const { horizontal, vertical, longSide } = layout;
  const across = candidate.vertical ? horizontal : vertical;
  return across.filter((other) => formCorner(candidate, other, longSide));
}

/** Whether a line crosses several others, as the lines of a table do. */
function isOfTable(line: ImageLine, layout: LineLayout): boolean {
  return line.isRuled && linesAcross(line, layout).length > 1;
}

/** Whether there are enough lines of a table along both axes. */
function formTable(layout: LineLayout): boolean {
  return [layout.horizontal, layout.vertical].every((lines) =>
    lines.filter((line) => isOfTable(line, layout)).length >= MIN_TABLE_LINES
  );
}

/**
 * Whether a line is a side of a frame. A stroke may stand on a printed line, or cross lines of the paper;
 * a side ends at a corner, or meets two others with the ink between them, or is cut by the image.
 */
function isSide(candidate: ImageLine, layout: LineLayout): boolean {
  const { ruling, insides, longSide } = layout;
  if (!insides.has(candidate)) return false;
  if ([...ruling].some(({ vertical }) => vertical !== candidate.vertical)) return false;
  const met = linesAcross(candidate, layout).filter((other) => insides.has(other));
  const isBetween = new Set(met.map((other) => insides.get(other)!.isBeyond)).size === 2;
  return isBetween ||
    met.some((other) =>
      endAtCorner(candidate, other, longSide) ||
      Math.min(candidate.fraction, other.fraction) >= MIN_VERTICAL_FRACTION
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
function findCutSides(lines: readonly ImageLine[], size: Size): ReadonlySet<ImageLine> {
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
function endsAtEdges({ line, vertical }: ImageLine, { height, width }: Size): boolean {
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
