/**
 * Detects blank pages.
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
export function isBlank({ channels, data }: Pixels): boolean {
  const grays = new Uint32Array(256);
  const opacities = new Uint32Array(256);
  for (let i = 0; i < data.length; i += channels) {
    const gray = channels < 3 ? data[i]! : luminance(data[i]!, data[i + 1]!, data[i + 2]!);
    const alpha = channels % 2 === 0 ? data[i + channels - 1]! : 255;
    grays[overWhite(gray, alpha)]!++;
    opacities[alpha]!++;
  }
  return isEven(grays) && isEven(opacities);
}

/** Whether nearly all values are close to the most frequent one. */
function isEven(counts: Uint32Array): boolean {
  const paper = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  let [all, ink] = [0, 0];
  counts.forEach((count, value) => {
    all += count;
    if (Math.abs(value - paper) >= MIN_CONTRAST) ink += count;
  });
  return ink < MIN_INK_FRACTION * all;
}
