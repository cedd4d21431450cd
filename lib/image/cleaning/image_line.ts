/**
 * Straight lines of an image, and how they meet.
 *
 * @module
 */
import type { StraightLine } from "./straight_lines.ts";

/** Maximum deviation of the sides of a frame from a right angle, in a photo taken at an angle. */
const MAX_SKEW = 0.3;
/** Maximum distance of the ends of two sides from their corner, as a fraction of the long side. */
const MAX_CORNER_GAP = 0.05;

/** A straight line of an image. */
export interface ImageLine {
  /** The line along its axis. */
  readonly line: StraightLine;
  /** Whether it runs along the columns of the image. */
  readonly vertical: boolean;
  /** Its length as a fraction of the side that it runs along. */
  readonly fraction: number;
  /** Whether it is straighter than any handwritten line. */
  readonly isRuled: boolean;
}

/** Position of a line across its axis, at a position along it. */
export function middleAt({ middle: [a, b, c], from }: StraightLine, position: number): number {
  const u = position - from;
  return a + u * (b + u * c);
}

/** Intersection of a horizontal and a vertical line: column and row. */
export function intersect(
  horizontal: StraightLine,
  vertical: StraightLine,
): [x: number, y: number] {
  let [x, y] = [vertical.middle[0], horizontal.middle[0]];
  for (let round = 0; round < 5; round++) {
    y = middleAt(horizontal, x);
    x = middleAt(vertical, y);
  }
  return [x, y];
}

/** A horizontal and a vertical line, the horizontal one first. */
function byAxis(a: ImageLine, b: ImageLine): [horizontal: StraightLine, vertical: StraightLine] {
  return a.vertical ? [b.line, a.line] : [a.line, b.line];
}

/**
 * Whether a horizontal and a vertical line, in either order, can be sides of one frame: they meet, at an
 * angle that a photo makes of a right one.
 */
export function formCorner(a: ImageLine, b: ImageLine, longSide: number): boolean {
  const [h, v] = byAxis(a, b);
  if (Math.abs(h.middle[1] + v.middle[1]) > MAX_SKEW) return false;
  const [x, y] = intersect(h, v);
  const reach = MAX_CORNER_GAP * longSide;
  return x > h.from - reach && x < h.to + reach && y > v.from - reach && y < v.to + reach;
}

/** Whether two lines that form a corner both end there, as the sides of a single frame do. */
export function endAtCorner(a: ImageLine, b: ImageLine, longSide: number): boolean {
  const [h, v] = byAxis(a, b);
  const [x, y] = intersect(h, v);
  const reach = MAX_CORNER_GAP * longSide;
  const endsAt = ({ from, to }: StraightLine, position: number) =>
    position < from + reach || position > to - reach;
  return endsAt(h, x) && endsAt(v, y);
}
