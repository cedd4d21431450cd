/**
 * Recognizes images that may hold several signatures: ink on two lines to sign on, or in two parts apart
 * from each other that are both as large as a signature.
 *
 * @module
 */
import type { Box, Components } from "../components.ts";
import { type ImageLine, middleAt } from "./image_line.ts";

/** Minimum fraction of the ink in the smaller part. */
const MIN_INK = 0.2;
/** Minimum ratio of the heights of the parts, and of their widths. */
const MIN_SIZE_RATIO = 0.35;
/** Minimum ratio of width to height of each part; characters and letters are narrower. */
const MIN_ASPECT = 1.4;
/** Minimum gap between parts above each other, as a fraction of the height of the lower one of them. */
const MIN_GAP_BELOW = 0.1;
/** Minimum gap between parts beside each other, as fractions of the larger width and height. */
const [MIN_GAP_BESIDE, MIN_GAP_HEIGHTS] = [0.2, 0.6];
/** Maximum difference of the levels of two lines beside each other, as a fraction of their length. */
const MAX_LEVEL_SHIFT = 0.1;
/** Minimum width of the ink on a line, as a fraction of its length. */
const MIN_INK_ON_LINE = 0.3;

/**
 * Whether marks may be several signatures.
 *
 * @param marks The marks that are left of an image, without specks.
 * @param lines Its printed lines.
 */
export function mayHoldSeveral(marks: Components, lines: readonly ImageLine[]): boolean {
  return areLinesSigned(marks, lines) || isSplit(marks, false) || isSplit(marks, true);
}

/** Whether there is ink on two lines beside each other. */
function areLinesSigned(marks: Components, lines: readonly ImageLine[]): boolean {
  const level = lines.filter(({ vertical }) => !vertical).map(({ line }) => line);
  return level.some((left) =>
    level.some((right) => {
      const length = Math.min(left.to - left.from, right.to - right.from);
      const middle = (left.to + right.from) / 2;
      return left.to < right.from &&
        Math.abs(middleAt(left, middle) - middleAt(right, middle)) <= MAX_LEVEL_SHIFT * length &&
        [left, right].every(({ from, to }) =>
          inkAlong(marks, from, to) >= MIN_INK_ON_LINE * (to - from)
        );
    })
  );
}

/** Width of the marks whose middles lie between two columns. */
function inkAlong({ count, left, right }: Components, from: number, to: number): number {
  let [first, last] = [Infinity, -Infinity];
  for (let c = 0; c < count; c++) {
    const middle = (left[c]! + right[c]!) / 2;
    if (middle < from || middle > to) continue;
    first = Math.min(first, left[c]!);
    last = Math.max(last, right[c]!);
  }
  return last - first;
}

/** Whether an empty band across the image parts the marks into two that are as large as signatures. */
function isSplit(marks: Components, beside: boolean): boolean {
  const { count, top, left, bottom, right } = marks;
  const [start, end] = beside ? [left, right] : [top, bottom];
  const order = Array.from({ length: count }, (_, c) => c).sort((a, b) => start[a]! - start[b]!);
  let reach = -Infinity;
  return order.some((c, i) => {
    const gap = start[c]! - reach;
    reach = Math.max(reach, end[c]!);
    return i > 0 && gap > 0 && areTwo(marks, order.slice(0, i), order.slice(i), gap, beside);
  });
}

function areTwo(
  marks: Components,
  first: readonly number[],
  second: readonly number[],
  gap: number,
  beside: boolean,
): boolean {
  const parts = [measure(marks, first), measure(marks, second)];
  const sizes = parts.map(({ box }) => [box.right - box.left, box.bottom - box.top] as const);
  const [widths, heights] = [sizes.map(([width]) => width), sizes.map(([, height]) => height)];
  const ink = parts.map(({ area }) => area);
  const isLike = (values: number[], ratio: number) =>
    Math.min(...values) >= ratio * Math.max(...values);
  const isApart = beside
    ? gap >= Math.max(MIN_GAP_BESIDE * Math.max(...widths), MIN_GAP_HEIGHTS * Math.max(...heights))
    : gap >= MIN_GAP_BELOW * Math.min(...heights);
  return isApart && Math.min(...ink) >= MIN_INK * (ink[0]! + ink[1]!) &&
    isLike(widths, MIN_SIZE_RATIO) && isLike(heights, MIN_SIZE_RATIO) &&
    sizes.every(([width, height]) => width >= MIN_ASPECT * height);
}

function measure(marks: Components, some: readonly number[]): { area: number; box: Box } {
  const box = { top: Infinity, left: Infinity, bottom: -Infinity, right: -Infinity };
  let area = 0;
  for (const c of some) {
    area += marks.area[c]!;
    box.top = Math.min(box.top, marks.top[c]!);
    box.left = Math.min(box.left, marks.left[c]!);
    box.bottom = Math.max(box.bottom, marks.bottom[c]!);
    box.right = Math.max(box.right, marks.right[c]!);
  }
  return { area, box };
}
