/**
 * Finds dashed and dotted lines: small marks of one size at equal distances in a straight row.
 *
 * @module
 */
import type { Components } from "../components.ts";
import type { ImageLine } from "./image_line.ts";

/** Minimum number of dashes in a line; a signature has fewer equal dots in a row. */
const MIN_DASHES = 8;
/** Minimum length of a line, as a fraction of the side of the image that it runs along. */
const MIN_LENGTH_FRACTION = 0.2;
/** Maximum length of a dash, as a fraction of the side of the image that it runs along. */
const MAX_DASH_FRACTION = 0.06;
/** Maximum difference of the sizes of dashes: as a fraction, and in pixels. */
const MAX_SIZE_ERROR = 0.25;
const MAX_SIZE_PIXELS = 2;
/** Maximum distance of a dash from its position, as a fraction of the step, and in pixels. */
const MAX_STEP_ERROR = 0.12;
const MAX_STEP_PIXELS = 1.5;
/** Maximum distance of a dash from the line, in pixels. */
const MAX_OFFSET = 1.5;
/** Maximum slope of a line, the tangent of its angle. */
const MAX_SLOPE = 0.05;
/** Maximum number of steps between dashes: a signature hides some of them. */
const MAX_HIDDEN = 24;
/** Maximum fraction of the dashes that are missing where no other mark hides them. */
const MAX_MISSING = 0.1;

/** A dashed line, and its dashes. */
export interface DashedLine extends ImageLine {
  /** Numbers of the marks that are its dashes. */
  readonly marks: readonly number[];
}

/** A mark, seen along an axis. */
interface Dash {
  readonly mark: number;
  /** Its middle along the axis and across it. */
  readonly at: number;
  readonly across: number;
  /** Its length along the axis and across it. */
  readonly length: number;
  readonly thickness: number;
}

/**
 * Finds dashed lines.
 *
 * @param marks The marks of an image of `height * width` pixels.
 * @param maxThickness Maximum thickness of a line in pixels.
 */
export function findDashedLines(
  marks: Components,
  height: number,
  width: number,
  maxThickness: number,
): DashedLine[] {
  return [false, true].flatMap((vertical) => {
    const side = vertical ? height : width;
    const dashes = dashesAlong(marks, vertical)
      .filter(({ length, thickness }) =>
        thickness <= maxThickness && length <= MAX_DASH_FRACTION * side
      );
    const used = new Set<number>();
    const lines: DashedLine[] = [];
    for (const first of dashes) {
      if (used.has(first.mark)) continue;
      const row = followRow(first, dashes.filter(({ mark }) => !used.has(mark)));
      if (row === undefined) continue;
      const [from, to] = [row[0]!, row.at(-1)!];
      if (to.at - from.at < MIN_LENGTH_FRACTION * side) continue;
      if (countMissing(row, marks, vertical) > MAX_MISSING * row.length) continue;
      for (const { mark } of row) used.add(mark);
      lines.push({ ...lineThrough(row, vertical, side), marks: row.map(({ mark }) => mark) });
    }
    return lines;
  });
}

function dashesAlong(marks: Components, vertical: boolean): Dash[] {
  const { count, top, left, bottom, right } = marks;
  const [from, to, low, high] = vertical ? [top, bottom, left, right] : [left, right, top, bottom];
  return Array.from({ length: count }, (_, mark) => ({
    mark,
    at: (from[mark]! + to[mark]!) / 2,
    across: (low[mark]! + high[mark]!) / 2,
    length: to[mark]! - from[mark]!,
    thickness: high[mark]! - low[mark]!,
  })).sort((a, b) => a.at - b.at);
}

/** The dashes of the line that starts with two neighbours; undefined if there are too few. */
function followRow(first: Dash, dashes: readonly Dash[]): Dash[] | undefined {
  const isEqual = ({ length, thickness }: Dash) =>
    Math.abs(length - first.length) <= Math.max(MAX_SIZE_PIXELS, MAX_SIZE_ERROR * first.length) &&
    Math.abs(thickness - first.thickness) <= MAX_SIZE_PIXELS;
  const later = dashes.filter((dash) => dash.at > first.at && isEqual(dash));
  const second = later.find(({ at, across }) =>
    Math.abs(across - first.across) <= MAX_OFFSET + MAX_SLOPE * (at - first.at)
  );
  if (second === undefined) return undefined;
  const row = [first, second];
  let step = second.at - first.at;
  if (step <= first.length) return undefined;
  let steps = 1;
  for (const dash of later) {
    const last = row.at(-1)!;
    if (dash.at <= last.at) continue;
    const count = Math.round((dash.at - last.at) / step);
    if (count > MAX_HIDDEN) break;
    const slope = row.length < 4 ? 0 : (last.across - first.across) / (last.at - first.at);
    const drift = row.length < 4 ? MAX_SLOPE * (dash.at - last.at) : 0;
    const error = Math.abs(dash.across - last.across - slope * (dash.at - last.at));
    if (count === 0 || error > MAX_OFFSET + drift) continue;
    if (
      Math.abs(dash.at - last.at - count * step) > Math.max(MAX_STEP_PIXELS, MAX_STEP_ERROR * step)
    ) continue;
    row.push(dash);
    steps += count;
    step = (dash.at - first.at) / steps;
  }
  return row.length >= MIN_DASHES && isStraight(row) ? row : undefined;
}

/** Whether all dashes lie on the line between the ends, and it is nearly level. */
function isStraight(row: readonly Dash[]): boolean {
  const [first, last] = [row[0]!, row.at(-1)!];
  const slope = (last.across - first.across) / (last.at - first.at);
  return Math.abs(slope) <= MAX_SLOPE &&
    row.every(({ at, across }) =>
      Math.abs(across - first.across - slope * (at - first.at)) <= MAX_OFFSET
    );
}

/** Number of dashes that are missing from a row though no other mark lies there. */
function countMissing(row: readonly Dash[], marks: Components, vertical: boolean): number {
  const { count, top, left, bottom, right } = marks;
  const gaps = row.slice(1).map(({ at }, i) => at - row[i]!.at);
  const step = Math.min(...gaps);
  const own = new Set(row.map(({ mark }) => mark));
  const isHidden = (at: number, across: number) => {
    const [y, x] = vertical ? [at, across] : [across, at];
    for (let c = 0; c < count; c++) {
      if (own.has(c)) continue;
      if (y >= top[c]! && y <= bottom[c]! && x >= left[c]! && x <= right[c]!) return true;
    }
    return false;
  };
  let missing = 0;
  gaps.forEach((gap, i) => {
    const { at, across } = row[i]!;
    const steps = Math.round(gap / step);
    for (let k = 1; k < steps; k++) if (!isHidden(at + k * gap / steps, across)) missing++;
  });
  return missing;
}

function lineThrough(row: readonly Dash[], vertical: boolean, side: number): ImageLine {
  const [first, last] = [row[0]!, row.at(-1)!];
  const from = Math.round(first.at - first.length / 2);
  const to = Math.round(last.at + last.length / 2);
  const slope = (last.across - first.across) / (last.at - first.at);
  const line = {
    from,
    to,
    middle: [first.across - slope * (first.at - from), slope, 0] as const,
    thickness: first.thickness,
    residual: 0,
    sagitta: 0,
    support: 1,
    evenness: 1,
    gaps: 0,
  };
  return { line, vertical, fraction: (to - from) / side, isRuled: true };
}
