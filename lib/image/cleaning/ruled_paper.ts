/**
 * Finds the lines of ruled paper, level or askew, and those that strokes hide.
 *
 * @module
 */
import type { ImageLine } from "./image_line.ts";

/** Minimum number of parallel lines of ruled paper. */
const MIN_RULING = 3;
/** The same where the lines are askew: underlines and hatching are at most three. */
const MIN_SLANTED_RULING = 4;
/** Minimum length of a line that is not hidden, as a fraction of the image. */
const MIN_FRACTION = 0.8;
/** Maximum difference of the slopes of lines on one paper, in a photo taken at an angle. */
const MAX_SLOPE_RANGE = 0.03;
/** The same for the pieces of lines that strokes hide, which are between two others. */
const MAX_PIECE_SLOPE = 0.006;
/** Maximum difference of the thickness of two lines, in pixels. */
const MAX_THICKNESS_ERROR = 1;
/** Maximum difference of the sides of a square, as a fraction, in a photo taken at an angle. */
const MAX_SQUARE_ERROR = 0.12;
/** Minimum distance of ruled lines in pixels, and its tolerance as a fraction. */
const MIN_RULING_STEP = 8;
const MAX_RULING_ERROR = 0.12;

/** The lines of a family that cross the image, in ascending order. */
function wholeLines(lines: readonly ImageLine[], isVertical: boolean): ImageLine[] {
  return lines.filter(({ vertical, isRuled, fraction }) =>
    vertical === isVertical && isRuled && fraction >= MIN_FRACTION
  ).sort((a, b) => a.line.middle[0] - b.line.middle[0]);
}

function slopeOf({ line }: ImageLine): number {
  return line.middle[1];
}

/**
 * Finds lines of ruled paper among the straight lines along one axis: four or more that cross the
 * image in parallel, at any angle, and the parts of others that are parallel to them.
 *
 * @param lines Straight lines.
 * @param isVertical Which axis.
 */
export function findRuling(lines: readonly ImageLine[], isVertical: boolean): ImageLine[] {
  const whole = wholeLines(lines, isVertical);
  if (whole.length < MIN_SLANTED_RULING) return [];
  const median = whole.map(slopeOf).sort((a, b) => a - b)[whole.length >> 1]!;
  const family = whole.filter((line) => Math.abs(slopeOf(line) - median) <= MAX_SLOPE_RANGE);
  if (family.length < MIN_SLANTED_RULING) return [];
  const isPart = (line: ImageLine) =>
    family.some((other) =>
      Math.abs(slopeOf(line) - slopeOf(other)) <= MAX_PIECE_SLOPE &&
      Math.abs(line.line.thickness - other.line.thickness) <= MAX_THICKNESS_ERROR
    );
  return lines.filter((line) =>
    family.includes(line) || (line.vertical === isVertical && line.isRuled && isPart(line))
  );
}

/**
 * Whether lines along both axes are those of squared paper, not of a table: as far apart along one
 * axis as along the other.
 *
 * @param ruling The lines of ruled paper.
 */
export function isSquaredPaper(ruling: readonly ImageLine[]): boolean {
  const [across, down] = [medianStep(ruling, false), medianStep(ruling, true)];
  return across > 0 && Math.abs(across - down) <= MAX_SQUARE_ERROR * Math.max(across, down);
}

/** The median distance of the lines along one axis that cross the image; 0 if there are too few. */
function medianStep(lines: readonly ImageLine[], isVertical: boolean): number {
  const at = wholeLines(lines, isVertical)
    .map(({ line: { middle, from } }) => middle[0] - middle[1] * from);
  if (at.length < MIN_SLANTED_RULING) return 0;
  const steps = at.slice(1).map((value, i) => value - at[i]!).sort((a, b) => a - b);
  return steps[steps.length >> 1]!;
}

/**
 * Finds the lines of ruled paper that strokes hide, and those that the corners of the image cut: three
 * or more parallel lines determine the positions of the others.
 *
 * @param printed Printed lines.
 * @param isVertical Which axis.
 * @param breadth Size of the image across the lines.
 */
export function completeRuling(
  printed: readonly ImageLine[],
  isVertical: boolean,
  breadth: number,
): ImageLine[] {
  const family = wholeLines(printed, isVertical).filter((line) => !isCut(line, breadth));
  if (family.length < MIN_RULING) return [];
  const at = family.map(({ line: { middle, from } }) => middle[0] - middle[1] * from);
  const steps = at.slice(1).map((value, i) => value - at[i]!);
  const step = measureStep(steps);
  if (step === undefined || step < MIN_RULING_STEP) return [];
  const missing: ImageLine[] = [];
  steps.forEach((value, i) => {
    const count = Math.round(value / step);
    for (let k = 1; k < count; k++) missing.push(moveLine(family[i]!, value * k / count));
  });
  return [
    ...missing,
    ...linesBeyond(family[0]!, -step, breadth),
    ...linesBeyond(family[family.length - 1]!, step, breadth),
  ];
}

/** Whether a line is cut lengthwise by the edge of the image: then its middle is not known. */
function isCut({ line: { middle, thickness } }: ImageLine, breadth: number): boolean {
  return middle[0] < thickness / 2 + 1 || middle[0] > breadth - thickness / 2 - 2;
}

/**
 * The distance of neighbouring ruled lines, given those of lines between which some are hidden.
 * Undefined if these are not all multiples of one distance.
 */
function measureStep(distances: readonly number[]): number | undefined {
  let [total, count] = [0, 0];
  // The more lines are hidden, the more exactly the distance has to be known.
  for (const distance of [...distances].sort((a, b) => a - b)) {
    const multiple = count === 0 ? 1 : distance * count / total;
    if (Math.abs(multiple - Math.round(multiple)) >= MAX_RULING_ERROR) return undefined;
    total += distance;
    count += Math.round(multiple);
  }
  return total / count;
}

function moveLine(model: ImageLine, distance: number): ImageLine {
  const [a, b, c] = model.line.middle;
  return { ...model, line: { ...model.line, middle: [a + distance, b, c] } };
}

/** The lines beyond the last one that lie in the image at one of their ends. */
function linesBeyond(last: ImageLine, step: number, breadth: number): ImageLine[] {
  const beyond: ImageLine[] = [];
  const { middle: [start, slope], from, to } = last.line;
  const isInside = (position: number) => position >= 0 && position < breadth;
  for (let k = 1;; k++) {
    const first = start + k * step;
    if (!isInside(first) && !isInside(first + slope * (to - from))) return beyond;
    beyond.push(moveLine(last, k * step));
  }
}
