/**
 * Decodes image files to luminance and, if present, colour.
 *
 * @module
 */

import { decodeBmp } from "./decode_bmp.ts";
import { decodeGif } from "./decode_gif.ts";
import { decodeJpeg } from "./decode_jpeg.ts";
import { decodePng } from "./decode_png.ts";
import { decodeTiff } from "./decode_tiff.ts";
import { decodeWebp } from "./decode_webp.ts";
import { decodingError, type ImageFormat, readImageHeader } from "./header.ts";
import type { ScannedImage } from "../ink_image.ts";
import { orient } from "./orient.ts";
import { overWhitePaper, type Pixels } from "./pixels.ts";

/** File name endings of the formats that can be decoded, in lower case. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  ".png",
  ".apng",
  ".jpg",
  ".jpeg",
  ".jpe",
  ".jfif",
  ".bmp",
  ".dib",
  ".tif",
  ".tiff",
  ".gif",
  ".webp",
];

/** Options of {@linkcode decodeImage}. */
export interface DecodeOptions {
  /** Maximum size of an image, in millions of pixels. */
  readonly maxMegapixels?: number;
}

/** Images of cameras and scanners are smaller. */
const DEFAULT_MAX_MEGAPIXELS = 64;

const DECODERS: Readonly<
  Record<ImageFormat, (bytes: Uint8Array, maxPixels: number) => Pixels | Promise<Pixels>>
> = {
  png: decodePng,
  jpeg: (bytes) => decodeJpeg(bytes),
  bmp: decodeBmp,
  tiff: decodeTiff,
  gif: decodeGif,
  webp: decodeWebp,
};

/**
 * Decodes a PNG, JPEG, BMP, TIFF, GIF or WebP file to luminance (ITU-R Rec. 601) over white, and
 * its colour.
 *
 * Reads the size from the header first, and allocates nothing for an image that is larger than
 * allowed. Applies the orientation of photos. Of an animation, decodes the first image, or if later
 * ones only add ink to it, the one with the most ink. Of a TIFF file with several pages, decodes the
 * first full-size one that is not blank, or if all are blank, the largest other one that is not.
 *
 * @param bytes The file's content.
 * @param options Maximum size; 64 megapixels by default.
 * @returns The pixels, `[height, width]` as returned by {@linkcode readImageHeader}; with `color`
 * if at least one pixel in 2000 is coloured.
 * @throws {RangeError} If the image is larger than allowed.
 * @throws {ImageFormatError} If the file is of another format, damaged or cut off.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * // A bitmap of 24 bits: one red pixel.
 * const header = [66, 77, 30, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 1, 0, 1, 0, 1, 0, 24, 0];
 * const bitmap = Uint8Array.from([...header, 0, 0, 255, 0]);
 * const { data, color } = await decodeImage(bitmap);
 * assert.deepEqual([data, color], [Uint8Array.of(76), Uint8Array.of(255, 0, 0)]);
 * ```
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<ScannedImage> {
  const { maxMegapixels = DEFAULT_MAX_MEGAPIXELS } = options;
  const { format, height, width } = readImageHeader(bytes);
  if (!(height * width <= maxMegapixels * 1e6)) {
    throw new RangeError(
      `Cannot decode image: it has ${width} x ${height} pixels, ` +
        `expected at most ${maxMegapixels} megapixels`,
    );
  }
  try {
    const pixels = await DECODERS[format](bytes, maxMegapixels * 1e6);
    const image = orient(overWhitePaper(pixels), pixels.orientation ?? 1);
    // A later page of a TIFF file may have another size.
    if (format !== "tiff" && (image.height !== height || image.width !== width)) {
      throw new SyntaxError(
        `it has ${image.width} x ${image.height} pixels, its header says ${width} x ${height}`,
      );
    }
    return pixels.hasMorePages === true ? { ...image, hasMorePages: true } : image;
  } catch (error) {
    throw decodingError(format, error);
  }
}
