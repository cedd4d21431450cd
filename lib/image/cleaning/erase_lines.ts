/**
 * Erases straight lines from a mask, except strokes that cross them.
 *
 * @module
 */
import { type Box, connectRuns, findRuns } from "../components.ts";
import { endAtCorner, formCorner, type ImageLine, intersect, middleAt } from "./image_line.ts";
import type { MaskSlices } from "./mask_slices.ts";
import type { StraightLine } from "./straight_lines.ts";

/** Maximum gap that a line continues behind, as a fraction of its length. */
const MAX_EXTENSION_GAP = 0.12;

/**
 * Erases the runs of a line from a mask, except those of strokes that cross it. Continues beyond
 * the ends of the line while there are such runs.
 */
export function eraseLine(
  { line, vertical }: ImageLine,
  slices: MaskSlices,
  mask: Uint8Array,
): void {
  const width = vertical ? slices.breadth : slices.length;
  const [along, across] = vertical ? [width, 1] : [1, width];
  const { middle, thickness, from, to } = line;
  const reach = Math.max(2, 0.5 * thickness);
  /** Returns the increase of the gap at this slice: crossing strokes do not count as a gap. */
  const eraseAt = (x: number): number => {
    // The curve does not extrapolate beyond the ends.
    const inside = Math.min(Math.max(x, from), to);
    const slope = middle[1] + 2 * (inside - from) * middle[2];
    const at = middleAt(line, inside) + slope * (x - inside);
    let gap = 1;
    for (let r = slices.offset[x]!; r < slices.offset[x + 1]!; r++) {
      const [start, end] = [slices.start[r]!, slices.end[r]!];
      const off = Math.abs((start + end - 1) / 2 - at);
      if (start - 1 <= at && at <= end) gap = Math.min(gap, 0.2);
      if (off > reach || end - start > 1.4 * thickness + 2) continue;
      gap = -Infinity;
      for (let y = start; y < end; y++) mask[x * along + y * across] = 0;
    }
    return gap;
  };
  for (let x = from; x < to; x++) eraseAt(x);
  const maxGap = Math.max(8, MAX_EXTENSION_GAP * (to - from));
  for (const step of [-1, 1]) {
    for (let x = step < 0 ? from - 1 : to, gap = 0; gap < maxGap; x += step) {
      if (x < 0 || x >= slices.length) break;
      gap = Math.max(0, gap + eraseAt(x));
    }
  }
}

/**
 * Erases the corners of a frame, where neither side is a thin line along its axis. Where lines cross,
 * a stroke may cross them too: see {@linkcode eraseBetweenLines}.
 */
export function eraseCorners(
  lines: readonly ImageLine[],
  mask: Uint8Array,
  height: number,
  width: number,
): void {
  for (const h of lines.filter(({ vertical }) => !vertical)) {
    for (const v of lines.filter(({ vertical }) => vertical)) {
      const longSide = Math.max(height, width);
      if (!formCorner(h, v, longSide) || !endAtCorner(h, v, longSide)) continue;
      const [x, y] = intersect(h.line, v.line);
      const reach = Math.max(h.line.thickness, v.line.thickness) + 3;
      const left = Math.max(0, Math.round(x) - reach);
      const right = Math.min(width, Math.round(x) + reach + 1);
      for (let row = Math.max(0, Math.round(y) - reach); row <= y + reach && row < height; row++) {
        if (left < right) mask.fill(0, row * width + left, row * width + right);
      }
    }
  }
}

/**
 * Erases what is left of lines where they meet: marks at a crossing, and the rounded corners of a
 * frame, which lie between the ends of two sides and the point where the sides would meet.
 */
export function eraseBetweenLines(
  lines: readonly ImageLine[],
  mask: Uint8Array,
  height: number,
  width: number,
): void {
  const boxes: (Box & { readonly maxArea: number })[] = [];
  for (const h of lines.filter(({ vertical }) => !vertical)) {
    for (const v of lines.filter(({ vertical }) => vertical)) {
      if (!formCorner(h, v, Math.max(height, width))) continue;
      const [x, y] = intersect(h.line, v.line);
      const isCorner = endAtCorner(h, v, Math.max(height, width));
      const [left, right] = isCorner ? between(x, h.line) : [x, x];
      const [top, bottom] = isCorner ? between(y, v.line) : [y, y];
      const thickness = Math.max(h.line.thickness, v.line.thickness);
      const reach = isCorner ? thickness + 3 : Math.ceil(thickness / 2) + 2;
      boxes.push({
        // A dot of the pen on a crossing is larger than the crossing.
        maxArea: isCorner ? Infinity : (thickness + 2) ** 2,
        top: top - reach,
        left: left - reach,
        bottom: bottom + reach,
        right: right + reach,
      });
    }
  }
  if (boxes.length === 0) return;
  const marks = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  const isRest = Array.from(
    { length: marks.count },
    (_, c) =>
      boxes.some(({ top, left, bottom, right, maxArea }) =>
        marks.area[c]! <= maxArea && marks.top[c]! >= top && marks.left[c]! >= left &&
        marks.bottom[c]! <= bottom &&
        marks.right[c]! <= right
      ),
  );
  for (let run = 0; run < marks.runStart.length; run++) {
    if (!isRest[marks.runComponent[run]!]) continue;
    mask.fill(0, marks.runStart[run]!, marks.runEnd[run]!);
  }
}

/** From a position along a line to the nearer end of the line. */
function between(position: number, { from, to }: StraightLine): [low: number, high: number] {
  const end = Math.abs(position - from) < Math.abs(position - to) ? from : to;
  return [Math.min(position, end), Math.max(position, end)];
}
