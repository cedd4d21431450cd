/**
 * Converts colour and opacity to luminance.
 *
 * @module
 */

/**
 * Luminance of a colour by ITU-R Rec. 601: `0.299 R + 0.587 G + 0.114 B`, rounded.
 *
 * @param red In `[0, 255]`, like the others.
 * @param green In `[0, 255]`.
 * @param blue In `[0, 255]`.
 * @returns A whole number in `[0, 255]`.
 */
export function luminance(red: number, green: number, blue: number): number {
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >>> 16;
}

/**
 * Composites a gray value over white.
 *
 * @param gray In `[0, 255]`.
 * @param alpha Opacity in `[0, 255]`.
 * @returns A whole number in `[0, 255]`.
 */
export function overWhite(gray: number, alpha: number): number {
  return 255 - Math.round((255 - gray) * alpha / 255);
}
