/**
 * What a decoder makes of a file, and the gray and coloured image that the rest of the project sees.
 *
 * @module
 */

import type { ScannedImage } from "../ink_image.ts";
import { luminance, overWhite } from "./luminance.ts";

/** The pixels of a file as they are stored in it, at eight bits per sample. */
export interface Pixels {
  /** Stored rows. */
  readonly height: number;
  /** Stored columns. */
  readonly width: number;
  /** 1 gray, 2 gray and opacity, 3 RGB, 4 RGB and opacity; the opacity is not multiplied in. */
  readonly channels: 1 | 2 | 3 | 4;
  /** `[height, width, channels]`. */
  readonly data: Uint8Array;
  /** EXIF or TIFF orientation, 1 to 8; upright if left out. */
  readonly orientation?: number;
}

/** A pixel whose greatest and least channel differ by less may be gray in a JPEG file. */
const MIN_CHROMA = 28;
/** An image with a smaller fraction of coloured pixels has no colour: a pen stroke is more. */
const MIN_COLOR_FRACTION = 1 / 2000;

/**
 * Composites pixels over white.
 *
 * Colour is kept only where the image has some: a gray scan stored as RGB has none.
 *
 * @returns Luminance and, of a coloured image, RGB; not turned upright.
 */
export function overWhitePaper({ height, width, channels, data }: Pixels): ScannedImage {
  if (channels === 1) return { height, width, data };
  if (channels === 2) return { height, width, data: toGray(data) };
  const rgb = channels === 3 ? data : toRgb(data);
  const { gray, colored } = luminanceOf(rgb);
  const hasColor = colored >= Math.max(1, MIN_COLOR_FRACTION * gray.length);
  return { height, width, data: gray, ...(hasColor ? { color: rgb } : {}) };
}

/** Gray over white. */
function toGray(data: Uint8Array): Uint8Array {
  const gray = new Uint8Array(data.length / 2);
  for (let i = 0; i < gray.length; i++) gray[i] = overWhite(data[2 * i]!, data[2 * i + 1]!);
  return gray;
}

/** RGB over white, moved together in place. */
function toRgb(data: Uint8Array): Uint8Array {
  let to = 0;
  for (let from = 0; from < data.length; from += 4, to += 3) {
    const [red, green, blue, alpha] = [
      data[from]!,
      data[from + 1]!,
      data[from + 2]!,
      data[from + 3]!,
    ];
    const isOpaque = alpha === 255;
    data[to] = isOpaque ? red : overWhite(red, alpha);
    data[to + 1] = isOpaque ? green : overWhite(green, alpha);
    data[to + 2] = isOpaque ? blue : overWhite(blue, alpha);
  }
  return data.subarray(0, to);
}

/** The luminance of each pixel, and how many have a colour. */
function luminanceOf(rgb: Uint8Array): { gray: Uint8Array; colored: number } {
  const gray = new Uint8Array(rgb.length / 3);
  let colored = 0;
  for (let i = 0, j = 0; i < gray.length; i++, j += 3) {
    const [red, green, blue] = [rgb[j]!, rgb[j + 1]!, rgb[j + 2]!];
    gray[i] = luminance(red, green, blue);
    const most = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    const least = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
    if (most - least >= MIN_CHROMA) colored++;
  }
  return { gray, colored };
}
