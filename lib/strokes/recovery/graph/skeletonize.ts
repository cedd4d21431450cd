/**
 * Morphological thinning.
 *
 * @module
 */

import { addBorder, removeBorder } from "./mask_border.ts";

/**
 * The skeleton of a mask: its centre lines, one pixel wide, of the same topology.
 *
 * Parallel thinning in two subiterations (Guo and Hall, "Parallel thinning with two-subiteration
 * algorithms", 1989), then sequential removal of staircases, so that every pixel with more than two
 * neighbours belongs to a junction.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @param height Rows.
 * @param width Columns.
 * @returns `height * width` bytes: 1 on the skeleton, which is 8-connected.
 * @throws {RangeError} If the mask does not have `height * width` pixels.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const bar = Uint8Array.from({ length: 5 * 9 }, (_, i) => i >= 9 && i < 36 ? 1 : 0);
 * const skeleton = skeletonize(bar, 5, 9);
 * const rows = skeleton.reduce((set, value, i) => value ? set.add(Math.floor(i / 9)) : set, new Set());
 * assert.deepEqual([...rows], [2]);
 * ```
 */
export function skeletonize(
  mask: Uint8Array,
  height: number,
  width: number,
): Uint8Array {
  if (mask.length !== height * width) {
    throw new RangeError(
      `Cannot skeletonize: the mask has ${mask.length} pixels, expected ${height} x ${width}`,
    );
  }
  const bordered = addBorder(mask, height, width);
  thin(bordered, width + 2);
  return removeBorder(bordered, height, width);
}

/** Thins a mask with an empty border in place, until no rule applies. */
function thin(mask: Uint8Array, stride: number): void {
  const [first, second, staircase] = THINNING_RULES;
  let ink: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) ink.push(i);
  for (let before = Infinity; ink.length < before;) {
    before = ink.length;
    for (const rule of [first, second]) {
      const doomed = ink.filter((i) => rule[neighbourCode(mask, stride, i)] === 1);
      for (const i of doomed) mask[i] = 0;
      ink = ink.filter((i) => mask[i] === 1);
    }
    if (ink.length < before) continue;
    for (const i of ink) if (staircase[neighbourCode(mask, stride, i)] === 1) mask[i] = 0;
    ink = ink.filter((i) => mask[i] === 1);
  }
}

/** The eight neighbours as bits, clockwise from the one above: `p[0]` to `p[7]`. */
function neighbourCode(mask: Uint8Array, stride: number, i: number): number {
  return mask[i - stride]! | mask[i - stride + 1]! << 1 | mask[i + 1]! << 2 |
    mask[i + stride + 1]! << 3 | mask[i + stride]! << 4 | mask[i + stride - 1]! << 5 |
    mask[i - 1]! << 6 | mask[i - stride - 1]! << 7;
}

/**
 * The neighbourhoods whose pixel is removed: in the first and in the second subiteration, and as part
 * of a staircase.
 *
 * In the terms of Guo and Hall, `pieces` is the crossing number C, and `min(pairs1, pairs2)` is N; a
 * pixel is removed if C = 1, 2 <= N <= 3 and the condition of the subiteration holds.
 */
function thinningRules(): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const rules = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)] as const;
  for (let code = 0; code < 256; code++) {
    const p = Array.from({ length: 8 }, (_, bit) => (code >> bit & 1) === 1);
    const at = (k: number) => p[k & 7]!;
    let pieces = 0;
    let pairs1 = 0;
    let pairs2 = 0;
    for (let k = 0; k < 8; k += 2) {
      if (!at(k) && (at(k + 1) || at(k + 2))) pieces++;
      if (at(k - 1) || at(k)) pairs1++;
      if (at(k) || at(k + 1)) pairs2++;
    }
    if (pieces !== 1) continue;
    const pairs = Math.min(pairs1, pairs2);
    if (pairs >= 2 && pairs <= 3) {
      rules[0][code] = (at(0) || at(1) || !at(3)) && at(2) ? 0 : 1;
      rules[1][code] = (at(4) || at(5) || !at(7)) && at(6) ? 0 : 1;
    }
    rules[2][code] = p.filter(Boolean).length >= 2 ? 1 : 0;
  }
  return rules;
}

/** Indexed by {@linkcode neighbourCode}: 1 where the pixel is removed. */
const THINNING_RULES = thinningRules();
