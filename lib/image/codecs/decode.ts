/**
 * Image files to gray pixels and, where there is any, colour.
 *
 * @module
 */

import { decodeBmp } from "./decode_bmp.ts";
import { decodeJpeg } from "./decode_jpeg.ts";
import { decodePng } from "./decode_png.ts";
import { decodeTiff } from "./decode_tiff.ts";
import { decodingError, type ImageFormat, readImageHeader } from "./header.ts";
import type { ScannedImage } from "../ink_image.ts";
import { orient } from "./orient.ts";
import { overWhitePaper, type Pixels } from "./pixels.ts";

/** File name endings of the formats that can be decoded, in lower case. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  ".png",
  ".jpg",
  ".jpeg",
  ".bmp",
  ".tif",
  ".tiff",
];

/** Limits of {@linkcode decodeImage}. */
export interface DecodeOptions {
  /** The largest image that is decoded, in millions of pixels. */
  readonly maxMegapixels?: number;
}

/** Camera and scanner images stay below this. */
const DEFAULT_MAX_MEGAPIXELS = 64;

const DECODERS: Readonly<
  Record<ImageFormat, (bytes: Uint8Array) => Pixels | Promise<Pixels>>
> = { png: decodePng, jpeg: decodeJpeg, bmp: decodeBmp, tiff: decodeTiff };

/**
 * Decodes a PNG, JPEG, BMP or TIFF file to luminance (ITU-R Rec. 601) over white, and its colour.
 *
 * The size is read from the header first, and nothing is allocated for an image that is larger
 * than allowed. Photos are turned upright; of a file with several images the first is taken.
 *
 * @param bytes The file's content.
 * @param options How large the image may be, 64 megapixels if not given.
 * @returns The pixels, `[height, width]` as {@linkcode readImageHeader} gives them; with `color` where
 * at least one pixel in 2000 has one.
 * @throws {RangeError} If the image is larger than allowed.
 * @throws {SyntaxError} If the file is of another format, damaged or cut off.
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
    const pixels = await DECODERS[format](bytes);
    const image = orient(overWhitePaper(pixels), pixels.orientation ?? 1);
    if (image.height !== height || image.width !== width) {
      throw new SyntaxError(
        `it has ${image.width} x ${image.height} pixels, its header says ${width} x ${height}`,
      );
    }
    return image;
  } catch (error) {
    throw decodingError(format, error);
  }
}
