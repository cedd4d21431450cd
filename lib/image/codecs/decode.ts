/**
 * Image files to gray pixels and, where there is any, colour.
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

/** Limits of {@linkcode decodeImage}. */
export interface DecodeOptions {
  /** The largest image that is decoded, in millions of pixels. */
  readonly maxMegapixels?: number;
}

/** Camera and scanner images stay below this. */
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
 * Decodes a PNG, JPEG, BMP, TIFF, GIF or WebP file to luminance (ITU-R Rec. 601) over white, and its colour.
 *
 * The size is read from the header first, and nothing is allocated for an image that is larger
 * than allowed. Photos are turned upright. Of an animation the first image is taken, of a TIFF file
 * with several the first of full size that is not blank.
 *
 * @param bytes The file's content.
 * @param options How large the image may be, 64 megapixels if not given.
 * @returns The pixels, `[height, width]` as {@linkcode readImageHeader} gives them; with `color` where
 * at least one pixel in 2000 has one.
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
        `at most ${maxMegapixels} megapixels are wanted`,
    );
  }
  try {
    const pixels = await DECODERS[format](bytes, maxMegapixels * 1e6);
    const image = orient(overWhitePaper(pixels), pixels.orientation ?? 1);
    // Of a TIFF file with several images, a later one may be of another size.
    if (format !== "tiff" && (image.height !== height || image.width !== width)) {
      throw new SyntaxError(
        `it has ${image.width} x ${image.height} pixels, its header says ${width} x ${height}`,
      );
    }
    return image;
  } catch (error) {
    throw decodingError(format, error);
  }
}
