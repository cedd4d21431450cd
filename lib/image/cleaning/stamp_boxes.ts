/**
 * Finds rectangles among the ink: the frame of a stamp in the colour of the pen, turned as a hand sets it
 * down. Four strokes of a signature do not meet in four right angles.
 *
 * @module
 */
import { type Components, findRuns, maskOf } from "../components.ts";
import { intersect } from "./image_line.ts";
import { columnSlices, type MaskSlices, rowSlices } from "./mask_slices.ts";
import { findStraightLines, type StraightLine } from "./straight_lines.ts";

/** Minimum length of a side: in pixels, and as a fraction of the long side of the image. */
const [MIN_SIDE, MIN_SIDE_FRACTION] = [20, 0.04];
/** Maximum deviation of a side from a straight line: in pixels, and bend as a fraction of its length. */
const [MAX_RESIDUAL, MAX_BEND] = [0.5, 0.004];
/** The same in pixels: pixel steps measure as a bend. */
const MIN_MAX_BEND = 0.75;
/** Minimum fraction of a side that no stroke hides, and maximum fraction without ink. */
const [MIN_SUPPORT, MAX_GAPS] = [0.55, 0.12];
/** Maximum difference of the slopes of two sides from those of a rectangle. */
const MAX_SKEW = 0.025;
/** Maximum distance of the end of a side from its corner: in pixels, and as a fraction of its length. */
const [MAX_CORNER_GAP, MAX_CORNER_FRACTION] = [4, 0.05];
/** Minimum number of corners. */
const MIN_CORNERS = 3;
/** Maximum number of lines along one axis; more are a pattern, in which any rectangle is found. */
const MAX_LINES = 24;

/**
 * Whether four straight lines of the ink form a rectangle.
 *
 * @param marks The marks of an image of `height * width` pixels.
 * @param maxThickness Maximum thickness of a side in pixels.
 */
export function holdsBox(
  marks: Components,
  height: number,
  width: number,
  maxThickness: number,
): boolean {
  const runs = findRuns(maskOf(marks, height, width), height, width, 1, 1);
  const minSide = Math.max(MIN_SIDE, MIN_SIDE_FRACTION * Math.max(height, width));
  const sidesOf = (slices: MaskSlices) =>
    findStraightLines(slices, minSide, maxThickness).filter(isSide);
  const horizontal = sidesOf(columnSlices(runs, height, width));
  if (horizontal.length < 2 || horizontal.length > MAX_LINES) return false;
  const vertical = sidesOf(rowSlices(runs, height, width));
  if (vertical.length < 2 || vertical.length > MAX_LINES) return false;
  return horizontal.some((upper, i) =>
    horizontal.slice(i + 1).some((lower) => isClosed(upper, lower, vertical))
  );
}

function isSide(line: StraightLine): boolean {
  const length = line.to - line.from;
  return line.residual <= MAX_RESIDUAL &&
    line.sagitta <= Math.max(MAX_BEND * length, MIN_MAX_BEND) &&
    line.support >= MIN_SUPPORT && line.gaps <= MAX_GAPS;
}

/**
 * Whether two of the vertical lines make two horizontal ones a rectangle. A stroke may hide one of its
 * corners.
 */
function isClosed(
  upper: StraightLine,
  lower: StraightLine,
  vertical: readonly StraightLine[],
): boolean {
  if (Math.abs(slopeOf(upper) - slopeOf(lower)) > MAX_SKEW) return false;
  const corners = vertical.map((side) => Number(meet(upper, side)) + Number(meet(lower, side)));
  return vertical.some((left, i) =>
    vertical.slice(i + 1).some((right, k) =>
      corners[i]! + corners[i + 1 + k]! >= MIN_CORNERS &&
      Math.abs(left.middle[0] - right.middle[0]) >= MIN_SIDE &&
      Math.abs(slopeOf(left) - slopeOf(right)) <= MAX_SKEW
    )
  );
}

/** Slope of a line in its middle. */
function slopeOf({ middle, from, to }: StraightLine): number {
  return middle[1] + middle[2] * (to - from);
}

/** Whether a horizontal and a vertical line end where they meet, at a right angle. */
function meet(horizontal: StraightLine, vertical: StraightLine): boolean {
  if (Math.abs(slopeOf(horizontal) + slopeOf(vertical)) > MAX_SKEW) return false;
  const [x, y] = intersect(horizontal, vertical);
  return endsAt(horizontal, x) && endsAt(vertical, y);
}

function endsAt({ from, to, thickness }: StraightLine, position: number): boolean {
  const reach = MAX_CORNER_GAP + thickness + MAX_CORNER_FRACTION * (to - from);
  return Math.min(Math.abs(position - from), Math.abs(position - to)) <= reach;
}
