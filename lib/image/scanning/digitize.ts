/**
 * From a page to the bytes of a scanner.
 *
 * @module
 */
import type { ScannedImage } from "../ink_image.ts";
import type { ScanPage } from "./scan_page.ts";

/** Minimum difference of the channels of a pixel that has a colour, in levels. */
const MIN_CHROMA = 28;
/** Minimum fraction of such pixels in an image that has colours. */
const MIN_CHROMA_FRACTION = 1 / 2000;

/**
 * Digitizes a page: noise, rounding to bytes, luminance.
 *
 * @param page The page.
 * @param noise Standard deviation of the noise, in levels.
 * @param binary Whether each pixel becomes black or white.
 * @returns The image; it has colours if enough pixels have.
 */
export function digitize(
  { height, width, levels, random }: ScanPage,
  noise: number,
  binary: boolean,
): ScannedImage {
  const data = new Uint8Array(height * width);
  const color = new Uint8Array(levels.length);
  let chroma = 0;
  for (let i = 0; i < data.length; i++) {
    const grain = noise === 0 ? 0 : random.normal(0, noise);
    const red = toByte(levels[3 * i]! + grain);
    const green = toByte(levels[3 * i + 1]! + grain);
    const blue = toByte(levels[3 * i + 2]! + grain);
    color[3 * i] = red;
    color[3 * i + 1] = green;
    color[3 * i + 2] = blue;
    const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
    data[i] = binary ? (luminance < 128 ? 0 : 255) : Math.round(luminance);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) >= MIN_CHROMA) chroma++;
  }
  const hasColor = !binary && chroma >= data.length * MIN_CHROMA_FRACTION;
  return hasColor ? { height, width, data, color } : { height, width, data };
}

function toByte(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)));
}
