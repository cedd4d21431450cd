/**
 * Finds short rows of type at any slant, such as the words of a stamp or a date: characters of one or two
 * heights that stand on a straight line more exactly than handwriting does.
 *
 * @module
 */
import type { Components } from "../components.ts";
import { countOnLevel, countOnTops, medianHeight } from "./type_levels.ts";

/** Minimum number of characters. */
const MIN_CHARACTERS = 5;
/** Minimum height of a character in pixels: exactness of smaller ones cannot be told. */
const MIN_HEIGHT = 7;
/** Maximum width of a character, in multiples of its height. */
const MAX_WIDTH = 1.6;
/** Maximum ratio of the heights of characters in a row. */
const MAX_HEIGHT_RATIO = 1.6;
/** Maximum gap between characters, and shift of their middles across the row, in heights. */
const [MAX_GAP, MAX_SHIFT] = [1.2, 0.75];
/** Maximum slope of a row: the tangent of its angle. */
const MAX_SLOPE = 0.6;
/** Maximum distance of a character from the lines of the row: as a fraction of its height, and pixels. */
const [TOLERANCE, MIN_TOLERANCE] = [0.035, 0.75];
/** Minimum fraction of the characters on the baseline, and of the tops at one of two heights. */
const [MIN_ON_BASELINE, MIN_ON_TOPS] = [0.8, 0.8];

/**
 * Finds short rows of type.
 *
 * @param marks The marks of an image with `width` columns.
 * @param width Number of columns.
 * @returns The indices of the marks of each row.
 */
export function findTypeRows(marks: Components, width: number): number[][] {
  const { count, top, left, bottom, right } = marks;
  const order = Array.from({ length: count }, (_, c) => c)
    .filter((c) => {
      const h = bottom[c]! - top[c]!;
      return h >= MIN_HEIGHT && right[c]! - left[c]! <= MAX_WIDTH * h;
    })
    .sort((a, b) => left[a]! - left[b]!);
  const isUsed = new Uint8Array(count);
  const chains: number[][] = [];
  for (const seed of order) {
    if (isUsed[seed] === 1) continue;
    const chain = chainFrom(seed, order, isUsed, marks);
    if (chain.length >= MIN_CHARACTERS) chains.push(chain);
  }
  if (chains.length === 0) return [];
  const runsOf = groupRuns(marks);
  return chains.filter((chain) => isType(chain, marks, runsOf, width));
}

/** Follows characters to the right, each to the nearest one of its height. Marks them as used. */
function chainFrom(
  seed: number,
  order: readonly number[],
  isUsed: Uint8Array,
  { top, left, bottom, right }: Components,
): number[] {
  const chain = [seed];
  const height = (c: number) => bottom[c]! - top[c]!;
  const follows = (last: number, c: number) => {
    const size = Math.max(height(last), height(c));
    return isUsed[c] === 0 && c !== last && left[c]! + right[c]! > left[last]! + right[last]! &&
      left[c]! - right[last]! <= MAX_GAP * size &&
      Math.abs(top[c]! + bottom[c]! - top[last]! - bottom[last]!) / 2 <= MAX_SHIFT * size &&
      size <= MAX_HEIGHT_RATIO * Math.min(height(last), height(c));
  };
  for (let last: number | undefined = seed; last !== undefined;) {
    isUsed[last] = 1;
    const from: number = last;
    last = order.find((c) => left[c]! >= left[from]! && follows(from, c));
    if (last !== undefined) chain.push(last);
  }
  return chain;
}

/** Indices of the runs of each mark. */
function groupRuns({ count, runComponent }: Components): number[][] {
  const runs: number[][] = Array.from({ length: count }, () => []);
  runComponent.forEach((c, run) => runs[c]!.push(run));
  return runs;
}

/** Whether characters stand exactly on a line, and end at one of two heights above it. */
function isType(
  chain: readonly number[],
  marks: Components,
  runsOf: readonly (readonly number[])[],
  width: number,
): boolean {
  const { top, left, bottom, right } = marks;
  const [first, last] = [chain[0]!, chain[chain.length - 1]!];
  const length = (left[last]! + right[last]! - left[first]! - right[first]!) / 2;
  const rough = (top[last]! + bottom[last]! - top[first]! - bottom[first]!) / 2 / length;
  const height = medianHeight(chain, marks);
  const tolerance = Math.max(MIN_TOLERANCE, TOLERANCE * height);
  // The rough slope is wrong by at most the difference of two heights.
  const steps = Math.ceil(0.4 * height / tolerance);
  for (let step = -steps; step <= steps; step++) {
    const slope = rough + step * tolerance / length;
    if (Math.abs(slope) > MAX_SLOPE) continue;
    const extents = chain.map((c) => shearedExtent(runsOf[c]!, marks, width, slope));
    const onBaseline = countOnLevel(extents.map(([, low]) => low), tolerance);
    if (onBaseline < MIN_ON_BASELINE * chain.length) continue;
    const onTops = countOnTops(extents.map(([high]) => high), tolerance);
    if (onTops >= MIN_ON_TOPS * chain.length) return true;
  }
  return false;
}

/** Upper and lower end of a mark after a shear that makes lines of a slope level. */
function shearedExtent(
  runs: readonly number[],
  { runStart, runEnd }: Components,
  width: number,
  slope: number,
): [top: number, bottom: number] {
  let [top, bottom] = [Infinity, -Infinity];
  for (const run of runs) {
    const y = Math.floor(runStart[run]! / width);
    const [from, to] = [runStart[run]! - y * width, runEnd[run]! - 1 - y * width];
    top = Math.min(top, y - slope * (slope > 0 ? to : from));
    bottom = Math.max(bottom, y + 1 - slope * (slope > 0 ? from : to));
  }
  return [top, bottom];
}
