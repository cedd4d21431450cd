/**
 * Finds punched holes and the rings of a binding.
 *
 * @module
 */
import type { Components } from "../components.ts";
import { measureInk } from "./ink_extent.ts";

/** Maximum distance of a binding from an edge, as a fraction of the image across that edge. */
const MAX_EDGE_DISTANCE = 0.12;
/** Minimum diameter of a hole, in stroke widths; dots of a pen are smaller. */
const MIN_HOLE_WIDTHS = 2.2;
/** Minimum fraction of its box that a disc fills; pi / 4 without blur. */
const MIN_DISC_FILL = 0.66;
/** Maximum ratio of the sides of its box. */
const MAX_DISC_ASPECT = 1.25;
/** Minimum distance of two holes, as a fraction of the edge: 80 mm on a page of 210 by 297. */
const MIN_HOLE_DISTANCE = 0.2;
/** Minimum number of holes in a row. */
const MIN_HOLES = 2;
/** Minimum number of rings in a row. */
const MIN_RINGS = 6;
/** Minimum size of a mark that is no dust, in pixels. */
const MIN_SIZE = 4;
/** Maximum difference of the sizes of holes or rings, as a fraction. */
const MAX_SIZE_ERROR = 0.3;
/** Maximum difference of the distances between rings, as a fraction. */
const MAX_STEP_ERROR = 0.15;
/** Maximum slope of a row, the tangent of its angle. */
const MAX_SLOPE = 0.1;
/** Maximum distance of a mark from the line of the row, as a fraction of its size. */
const MAX_OFFSET = 0.2;

/** A mark near an edge. */
interface EdgeMark {
  /** Number of the mark. */
  readonly mark: number;
  /** Its middle along the edge. */
  readonly at: number;
  /** Its length along the edge. */
  readonly size: number;
  /** Its end that is further from the edge; the other one may be outside of the image. */
  readonly depth: number;
}

/**
 * Finds rows of marks along an edge that a binding makes: two or more punched holes of one size,
 * which are round, solid and much thicker than strokes; or six or more marks of one size at equal
 * distances, with whatever else is in their strip.
 *
 * @param marks The marks of an image of `height * width` pixels.
 * @returns One byte per mark, 1 for those of a binding; `undefined` if there are none.
 */
export function findBindingMarks(
  marks: Components,
  height: number,
  width: number,
): Uint8Array | undefined {
  const found = new Uint8Array(marks.count);
  const minDiameter = MIN_HOLE_WIDTHS * strokeWidthOf(marks);
  for (const vertical of [true, false]) {
    for (const isStart of [true, false]) {
      const row = marksAtEdge(marks, vertical, isStart, vertical ? width : height);
      const holes = row.filter(({ mark }) => isHole(marks, mark, minDiameter));
      if (isRow(holes, MIN_HOLES) && isApart(holes, vertical ? height : width)) {
        for (const { mark } of holes) found[mark] = 1;
      }
      const sizes = row.map(({ size }) => size).sort((a, b) => a - b);
      const typical = sizes[sizes.length >> 1]!;
      const rings = row.filter(({ size }) => Math.abs(size / typical - 1) <= MAX_SIZE_ERROR);
      if (!isRow(rings, MIN_RINGS) || !isEven(rings)) continue;
      const depth = Math.max(...rings.map((ring) => ring.depth));
      for (const mark of row) if (mark.depth <= depth) found[mark.mark] = 1;
    }
  }
  return found.includes(1) ? found : undefined;
}

/** The marks near an edge, along it, without dust. */
function marksAtEdge(
  { count, top, left, bottom, right }: Components,
  vertical: boolean,
  isStart: boolean,
  size: number,
): EdgeMark[] {
  const [near, far, from, to] = vertical ? [left, right, top, bottom] : [top, bottom, left, right];
  const row: EdgeMark[] = [];
  for (let c = 0; c < count; c++) {
    const depth = isStart ? far[c]! : size - near[c]!;
    const length = to[c]! - from[c]!;
    if (depth > MAX_EDGE_DISTANCE * size || length < MIN_SIZE) continue;
    row.push({ mark: c, at: (from[c]! + to[c]!) / 2, size: length, depth });
  }
  return row.sort((a, b) => a.at - b.at);
}

/** Whether a mark is round and solid, and has a minimum diameter, in pixels. */
function isHole(marks: Components, mark: number, minDiameter: number): boolean {
  const h = marks.bottom[mark]! - marks.top[mark]!;
  const w = marks.right[mark]! - marks.left[mark]!;
  const isRound = Math.max(h, w) <= MAX_DISC_ASPECT * Math.min(h, w);
  return isRound && marks.area[mark]! >= MIN_DISC_FILL * h * w &&
    Math.min(h, w) >= minDiameter;
}

/** The stroke width of the mark with the largest box, which is no hole. */
function strokeWidthOf(marks: Components): number {
  let largest = 0;
  const boxOf = (c: number) =>
    (marks.bottom[c]! - marks.top[c]!) * (marks.right[c]! - marks.left[c]!);
  for (let c = 1; c < marks.count; c++) if (boxOf(c) > boxOf(largest)) largest = c;
  const only = Uint8Array.from({ length: marks.count }, (_, c) => c === largest ? 1 : 0);
  return measureInk(marks, only).strokeWidth;
}

/** Whether marks of one size stand in a straight row. */
function isRow(row: readonly EdgeMark[], minCount: number): boolean {
  if (row.length < minCount) return false;
  const sizes = row.map(({ size }) => size);
  if (Math.min(...sizes) < (1 - MAX_SIZE_ERROR) * Math.max(...sizes)) return false;
  const [first, last] = [row[0]!, row[row.length - 1]!];
  const slope = (last.depth - first.depth) / Math.max(1, last.at - first.at);
  return Math.abs(slope) <= MAX_SLOPE &&
    row.every(({ at, depth }) =>
      Math.abs(depth - first.depth - slope * (at - first.at)) <=
        Math.max(1.5, MAX_OFFSET * first.size)
    );
}

/** Whether holes are as far apart as a punch makes them. */
function isApart(row: readonly EdgeMark[], length: number): boolean {
  return row.slice(1).every(({ at }, i) => at - row[i]!.at > MIN_HOLE_DISTANCE * length);
}

function isEven(row: readonly EdgeMark[]): boolean {
  const steps = row.slice(1).map(({ at }, i) => at - row[i]!.at).sort((a, b) => a - b);
  const step = steps[steps.length >> 1]!;
  return steps.every((value) => Math.abs(value - step) <= Math.max(1, MAX_STEP_ERROR * step));
}
