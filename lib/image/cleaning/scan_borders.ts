/**
 * Erases dark borders of a scan.
 *
 * @module
 */
import { type Components, connectRuns, findRuns, maskOf } from "../components.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";
import { touchesEdge } from "./shadows.ts";

/** Maximum depth of a border of a scan, as a fraction of the image. */
const MAX_BORDER_FRACTION = 0.25;
/** Minimum dark fraction of the rows or columns of a border. */
const MIN_BORDER_COVERAGE = 0.9;

/**
 * Erases dark borders of a scan: rows or columns at an edge that are dark along nearly all of their
 * length. Keeps them if the rest cannot be a signature.
 *
 * @param marks All marks of an image of `height * width` pixels.
 * @param minDepth Minimum depth of a border in pixels; thinner ones are lines.
 * @returns The marks without the borders; the same object if there are none.
 */
export function eraseBorders(
  marks: Components,
  height: number,
  width: number,
  minDepth: number,
): Components {
  if (!reachesAcross(marks, height, width)) return marks;
  const mask = maskOf(marks, height, width);
  let erased = false;
  for (const vertical of [false, true]) {
    const [lines, length] = vertical ? [width, height] : [height, width];
    const [lineStep, step] = vertical ? [1, width] : [width, 1];
    for (const backwards of [false, true]) {
      const lineAt = (depth: number) => (backwards ? lines - 1 - depth : depth) * lineStep;
      const isDark = (depth: number) => {
        let ink = 0;
        for (let i = 0; i < length; i++) ink += mask[lineAt(depth) + i * step]!;
        return ink >= MIN_BORDER_COVERAGE * length;
      };
      let depth = 0;
      while (depth < MAX_BORDER_FRACTION * lines && isDark(depth)) depth++;
      if (depth < minDepth) continue;
      // The blurred side of the border is gray.
      const end = Math.min(lines, depth + 2 + Math.ceil(0.01 * lines));
      for (let d = 0; d < end; d++) {
        for (let i = 0; i < length; i++) mask[lineAt(d) + i * step] = 0;
      }
      erased = true;
    }
  }
  if (!erased) return marks;
  const rest = connectRuns(findRuns(mask, height, width, 1, 1), height, width);
  return canBeSignature(measureInk(rest), Math.max(height, width)) ? rest : marks;
}

/** Whether a mark reaches an edge and is nearly as long as the image, like every border. */
function reachesAcross(marks: Components, height: number, width: number): boolean {
  const { count, top, left, bottom, right } = marks;
  for (let c = 0; c < count; c++) {
    const isLong = bottom[c]! - top[c]! >= MIN_BORDER_COVERAGE * height ||
      right[c]! - left[c]! >= MIN_BORDER_COVERAGE * width;
    if (isLong && touchesEdge(marks, c, height, width)) return true;
  }
  return false;
}
