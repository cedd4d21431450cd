/**
 * Thins ink to lines of one pixel.
 *
 * @module
 */

/**
 * The skeleton of a mask: its middle lines, one pixel wide, with the same pieces and holes.
 *
 * Parallel thinning in two alternating passes (Guo and Hall, "Parallel thinning with two-subiteration
 * algorithms", 1989), then what is left of staircases is removed pixel by pixel, so that every pixel
 * with more than two neighbours is where lines meet.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @returns `height * width` bytes: 1 on the skeleton. Lines touch at corners too.
 * @throws {RangeError} If the mask is not of that size.
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
): Uint8Array<ArrayBuffer> {
  if (mask.length !== height * width) {
    throw new RangeError(
      `Cannot find a skeleton: the mask has ${mask.length} pixels, ${height} x ${width} are wanted`,
    );
  }
  const stride = width + 2;
  const padded = new Uint8Array((height + 2) * stride);
  for (let y = 0; y < height; y++) {
    padded.set(mask.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  }
  thin(padded, stride);
  const result = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const from = (y + 1) * stride + 1;
    result.set(padded.subarray(from, from + width), y * width);
  }
  return result;
}

/** Thins a mask with empty borders in place, until no rule applies any more. */
function thin(mask: Uint8Array, stride: number): void {
  const [first, second, last] = thinningRules();
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
    for (const i of ink) if (last[neighbourCode(mask, stride, i)] === 1) mask[i] = 0;
    ink = ink.filter((i) => mask[i] === 1);
  }
}

/** The eight neighbours as bits, clockwise from the one above. */
function neighbourCode(mask: Uint8Array, stride: number, i: number): number {
  return mask[i - stride]! | mask[i - stride + 1]! << 1 | mask[i + 1]! << 2 |
    mask[i + stride + 1]! << 3 | mask[i + stride]! << 4 | mask[i + stride - 1]! << 5 |
    mask[i - 1]! << 6 | mask[i - stride - 1]! << 7;
}

/** Which neighbourhoods let their pixel go: in the first, in the second and in the last pass. */
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
