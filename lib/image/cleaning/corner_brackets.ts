/**
 * Finds brackets that mark the corners of a field.
 *
 * @module
 */
import { boundComponents, type Components } from "../components.ts";

/** Minimum number of corners with a bracket. */
const MIN_BRACKETS = 3;
/** Minimum length of an arm of a bracket, in multiples of its thickness. */
const MIN_ARM = 4;
/** Minimum fraction of the ink of a bracket on its arms, and of the length of each arm with ink. */
const MIN_ON_ARMS = 0.97;
const MIN_ARM_COVERAGE = 0.9;
/** Maximum distance of a bracket from its corner of the field, as a fraction of the long side. */
const MAX_DISTANCE = 0.03;

/**
 * Finds brackets: marks of two thin straight arms at a right angle, in at least three corners of the
 * box of all marks.
 *
 * @param marks The marks of an image of `height * width` pixels.
 * @param maxThickness Maximum thickness of an arm in pixels.
 * @returns One byte per mark, 1 for brackets; `undefined` if there are none.
 */
export function findCornerBrackets(
  marks: Components,
  height: number,
  width: number,
  maxThickness: number,
): Uint8Array | undefined {
  const box = boundComponents(marks);
  if (box === undefined) return undefined;
  const reach = MAX_DISTANCE * Math.max(height, width);
  const found = new Uint8Array(marks.count);
  let corners = 0;
  for (const isTop of [true, false]) {
    for (const isLeft of [true, false]) {
      const bracket = Array.from({ length: marks.count }, (_, c) => c).find((c) => {
        const dy = isTop ? marks.top[c]! - box.top : box.bottom - marks.bottom[c]!;
        const dx = isLeft ? marks.left[c]! - box.left : box.right - marks.right[c]!;
        return dy <= reach && dx <= reach &&
          isBracket(marks, c, width, isTop, isLeft, maxThickness);
      });
      if (bracket === undefined) continue;
      found[bracket] = 1;
      corners++;
    }
  }
  return corners >= MIN_BRACKETS ? found : undefined;
}

function isBracket(
  { top, left, bottom, right, area, runStart, runEnd, runComponent }: Components,
  mark: number,
  width: number,
  isTop: boolean,
  isLeft: boolean,
  maxThickness: number,
): boolean {
  const [h, w] = [bottom[mark]! - top[mark]!, right[mark]! - left[mark]!];
  // Of two arms of this thickness.
  const thickness = Math.ceil(area[mark]! / (h + w)) + 1;
  if (thickness > maxThickness + 1 || Math.min(h, w) < MIN_ARM * thickness) return false;
  let onArms = 0;
  const [rows, columns] = [new Uint8Array(h), new Uint8Array(w)];
  for (let run = 0; run < runStart.length; run++) {
    if (runComponent[run] !== mark) continue;
    const y = Math.floor(runStart[run]! / width);
    const depth = isTop ? y - top[mark]! : bottom[mark]! - 1 - y;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      const x = i - y * width;
      const across = isLeft ? x - left[mark]! : right[mark]! - 1 - x;
      if (across < thickness) rows[depth] = 1;
      if (depth < thickness) columns[across] = 1;
      if (across < thickness || depth < thickness) onArms++;
    }
  }
  const covered = (arm: Uint8Array) => arm.reduce((sum, value) => sum + value, 0) / arm.length;
  return onArms >= MIN_ON_ARMS * area[mark]! && covered(rows) >= MIN_ARM_COVERAGE &&
    covered(columns) >= MIN_ARM_COVERAGE;
}
