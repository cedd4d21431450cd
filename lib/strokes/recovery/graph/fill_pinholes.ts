/**
 * Fills pinholes in ink.
 *
 * @module
 */
import { findComponents } from "../../../image/components.ts";

/** Maximum area of a pinhole, as a fraction of the square of the stroke width. */
const MAX_AREA_FRACTION = 0.15;

/**
 * Fills pinholes in ink, each of which would make a ring of the skeleton.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1; changed in place.
 * @param height Rows.
 * @param width Columns.
 * @returns The number of pixels that became ink.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const blob = new Uint8Array(9 * 9).fill(1);
 * blob[40] = 0;
 * assert.equal(fillPinholes(blob, 9, 9), 1);
 * ```
 */
export function fillPinholes(mask: Uint8Array, height: number, width: number): number {
  const limit = MAX_AREA_FRACTION * meanInkWidth(mask, height, width) ** 2;
  if (limit < 1) return 0;
  const paper = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) paper[i] = 1 - mask[i]!;
  const { area, runStart, runEnd, runComponent } = findComponents(paper, height, width);
  let filled = 0;
  runComponent.forEach((component, run) => {
    if (area[component]! > limit) return;
    mask.fill(1, runStart[run], runEnd[run]);
    filled += runEnd[run]! - runStart[run]!;
  });
  return filled;
}

/** Mean width of ink that is much longer than wide: twice its area over the length of its outline. */
function meanInkWidth(mask: Uint8Array, height: number, width: number): number {
  let area = 0;
  let steps = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (mask[i] === 0) continue;
      area++;
      if (x === 0 || mask[i - 1] === 0) steps++;
      if (x === width - 1 || mask[i + 1] === 0) steps++;
      if (y === 0 || mask[i - width] === 0) steps++;
      if (y === height - 1 || mask[i + width] === 0) steps++;
    }
  }
  // Counted in pixel edges, an outline of all directions is 4 / pi of its length.
  return steps > 0 ? 2 * area / (steps * Math.PI / 4) : 0;
}
