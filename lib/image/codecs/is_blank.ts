/**
 * Detects blank pages, and tells ink from paper.
 *
 * @module
 */

import { luminance, overWhite } from "./luminance.ts";
import type { Pixels } from "./pixels.ts";

/** Minimum contrast of ink to the paper; less is noise. */
const MIN_CONTRAST = 48;
/** Minimum fraction of ink pixels; less is dust, smaller than any signature on a page. */
const MIN_INK_FRACTION = 1 / 5000;

/**
 * Whether an image has one gray value and one opacity, except for noise and a few specks.
 *
 * @param pixels A decoded image.
 */
export function isBlank(pixels: Pixels): boolean {
  const { grays, opacities } = countValues(pixels);
  return isEven(grays) && isEven(opacities);
}

/**
 * Finds the pixels that stand out from the most frequent gray value or opacity.
 *
 * @param pixels A decoded image.
 * @returns `[height * width]`, 1 for ink and 0 for paper.
 */
export function findInkMask(pixels: Pixels): Uint8Array {
  const { grays, opacities } = countValues(pixels);
  const [paper, opacity] = [mostFrequent(grays), mostFrequent(opacities)];
  const mask = new Uint8Array(pixels.height * pixels.width);
  forEachValue(pixels, (gray, alpha, i) => {
    const isInk = Math.abs(gray - paper) >= MIN_CONTRAST ||
      Math.abs(alpha - opacity) >= MIN_CONTRAST;
    mask[i] = isInk ? 1 : 0;
  });
  return mask;
}

/** Calls `visit` with the gray over white and the opacity of each pixel. */
function forEachValue(
  { channels, data }: Pixels,
  visit: (gray: number, alpha: number, index: number) => void,
): void {
  for (let i = 0, index = 0; i < data.length; i += channels, index++) {
    const gray = channels < 3 ? data[i]! : luminance(data[i]!, data[i + 1]!, data[i + 2]!);
    const alpha = channels % 2 === 0 ? data[i + channels - 1]! : 255;
    visit(overWhite(gray, alpha), alpha, index);
  }
}

/** The number of pixels of each gray value and of each opacity. */
function countValues(pixels: Pixels): { grays: Uint32Array; opacities: Uint32Array } {
  const grays = new Uint32Array(256);
  const opacities = new Uint32Array(256);
  forEachValue(pixels, (gray, alpha) => {
    grays[gray]!++;
    opacities[alpha]!++;
  });
  return { grays, opacities };
}

function mostFrequent(counts: Uint32Array): number {
  return counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
}

/** Whether nearly all values are close to the most frequent one. */
function isEven(counts: Uint32Array): boolean {
  const paper = mostFrequent(counts);
  let [all, ink] = [0, 0];
  counts.forEach((count, value) => {
    all += count;
    if (Math.abs(value - paper) >= MIN_CONTRAST) ink += count;
  });
  return ink < MIN_INK_FRACTION * all;
}
