/**
 * Finds empty boxes to sign: a row of frames of one size that nothing touches.
 *
 * @module
 */
import type { Components } from "../components.ts";
import { measureInk } from "./ink_extent.ts";

/** Minimum side of a box, as a fraction of the largest mark; smaller ones may be letters. */
const MIN_SIDE_FRACTION = 0.1;
/** The same in pixels. */
const MIN_SIDE = 24;
/** Maximum distance of the sides from the box of the mark, as a fraction of its longer side. */
const MAX_DEPTH = 0.04;
/** The same in pixels: thin sides, and those that slant a little. */
const MIN_MAX_DEPTH = 3;
/** Maximum difference of the sizes and positions of boxes in a row: as a fraction, and in pixels. */
const [MAX_ERROR, MAX_ERROR_PIXELS] = [0.06, 2];
/** Minimum fraction of the ink of a frame on its sides, and minimum fraction of each side. */
const [MIN_ON_SIDES, MIN_SIDE_COVERAGE] = [0.98, 0.9];

/**
 * Finds empty boxes: marks whose ink lies along the four sides of a rectangle and covers each, in a row
 * of such marks. A round loop leaves its box at the corners, and a letter that is a square has no equal.
 *
 * @param marks The marks of an image with `width` columns.
 * @returns One byte per mark, 1 for boxes; `undefined` if there are none.
 */
export function findEmptyBoxes(marks: Components, width: number): Uint8Array | undefined {
  const { count, top, left, bottom, right, area, runStart, runEnd, runComponent } = marks;
  const minSide = Math.max(MIN_SIDE, MIN_SIDE_FRACTION * measureInk(marks).diagonal);
  const isLarge = Array.from(
    { length: count },
    (_, c) => Math.min(bottom[c]! - top[c]!, right[c]! - left[c]!) >= minSide,
  );
  if (!isLarge.includes(true)) return undefined;
  const sides = isLarge.map((large, c) =>
    large ? new BoxSides(bottom[c]! - top[c]!, right[c]! - left[c]!) : undefined
  );
  for (let run = 0; run < runStart.length; run++) {
    const c = runComponent[run]!;
    const y = Math.floor(runStart[run]! / width);
    sides[c]?.add(
      y - top[c]!,
      runStart[run]! - y * width - left[c]!,
      runEnd[run]! - y * width - left[c]!,
    );
  }
  const boxes = marksWhere(count, (c) => sides[c]?.isBox(area[c]!) === true);
  const alike = boxes.filter((c) =>
    boxes.some((other) => other !== c && areAlike(marks, c, other))
  );
  if (alike.length === 0) return undefined;
  const found = new Uint8Array(count);
  for (const c of alike) found[c] = 1;
  return found;
}

function marksWhere(count: number, isWanted: (mark: number) => boolean): number[] {
  return Array.from({ length: count }, (_, c) => c).filter(isWanted);
}

/** Whether two boxes have one size and stand in a row or in a column. */
function areAlike({ top, left, bottom, right }: Components, a: number, b: number): boolean {
  const [h, w] = [bottom[a]! - top[a]!, right[a]! - left[a]!];
  const isNear = (p: number, q: number, size: number) =>
    Math.abs(p - q) <= Math.max(MAX_ERROR_PIXELS, MAX_ERROR * size);
  return isNear(bottom[b]! - top[b]!, h, h) && isNear(right[b]! - left[b]!, w, w) &&
    (isNear(top[b]!, top[a]!, h) || isNear(left[b]!, left[a]!, w));
}

/** The ink of one mark along the sides of its box. */
class BoxSides {
  readonly #height: number;
  readonly #width: number;
  readonly #depth: number;
  /** Which rows of the left and right side, and which columns of the upper and lower one, hold ink. */
  readonly #rows: readonly [Uint8Array, Uint8Array];
  readonly #columns: readonly [Uint8Array, Uint8Array];
  #onSides = 0;

  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
    this.#depth = Math.max(MIN_MAX_DEPTH, Math.round(MAX_DEPTH * Math.max(height, width)));
    this.#rows = [new Uint8Array(height), new Uint8Array(height)];
    this.#columns = [new Uint8Array(width), new Uint8Array(width)];
  }

  /** Adds a run of ink, in pixels of the box. */
  add(y: number, from: number, to: number): void {
    const [height, width, depth] = [this.#height, this.#width, this.#depth];
    const isUpper = y < depth;
    const isLower = y >= height - depth;
    if (isUpper) this.#columns[0].fill(1, from, to);
    if (isLower) this.#columns[1].fill(1, from, to);
    if (from < depth) this.#rows[0][y] = 1;
    if (to > width - depth) this.#rows[1][y] = 1;
    const left = Math.max(0, Math.min(to, depth) - from);
    const right = Math.max(0, to - Math.max(from, width - depth));
    this.#onSides += isUpper || isLower ? to - from : Math.min(to - from, left + right);
  }

  /** Whether the ink of a mark of this area is a box. */
  isBox(area: number): boolean {
    const isCovered = (side: Uint8Array) =>
      side.reduce((sum, ink) => sum + ink, 0) >= MIN_SIDE_COVERAGE * side.length;
    return this.#onSides >= MIN_ON_SIDES * area &&
      [...this.#rows, ...this.#columns].every(isCovered);
  }
}
