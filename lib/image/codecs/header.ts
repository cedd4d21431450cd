/**
 * What an image file says about itself before its pixels.
 *
 * @module
 */

import { ImageFormatError } from "../../errors.ts";
import { readBmpHeader } from "./decode_bmp.ts";
import { readGifHeader } from "./decode_gif.ts";
import { readJpegHeader } from "./decode_jpeg.ts";
import { readPngHeader } from "./decode_png.ts";
import { readTiffHeader } from "./decode_tiff.ts";
import { readWebpHeader } from "./decode_webp.ts";
import { describeForeign } from "./foreign_formats.ts";
import { swapsAxes } from "./orient.ts";
import { type ImageFormat, recognizeFormat, WANTED_FORMATS } from "./recognize_format.ts";

export type { ImageFormat };

/** Format and size of an image file. */
export interface ImageHeader {
  /** Told by the content, never by a file name. */
  readonly format: ImageFormat;
  /** Rows of the upright image: EXIF and TIFF orientation is taken into account. */
  readonly height: number;
  /** Columns of the upright image. */
  readonly width: number;
}

/** The formats' names as people write them. */
const NAMES: Readonly<Record<ImageFormat, string>> = {
  png: "PNG",
  jpeg: "JPEG",
  bmp: "BMP",
  tiff: "TIFF",
  gif: "GIF",
  webp: "WebP",
};

/**
 * Reads format and size from the first bytes of an image file, without decoding it.
 *
 * @param bytes The file's content.
 * @returns Format and size in pixels, both at least 1.
 * @throws {ImageFormatError} If it is no PNG, JPEG, BMP, TIFF, GIF or WebP file, or its header is damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const page = new TextEncoder().encode("<!DOCTYPE html><title>404</title>");
 * assert.throws(() => readImageHeader(page), /it is an HTML page, .* is wanted/);
 * ```
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const { format, foreign } = recognizeFormat(bytes);
  if (format === undefined) {
    const found = foreign === undefined ? "it is of an unknown format" : describeForeign(foreign);
    const wanted = foreign?.advice === undefined ? `, ${WANTED_FORMATS} is wanted` : "";
    const state = `${found}${wanted}`;
    throw new ImageFormatError(`Cannot read image header: ${state}`, { found: state });
  }
  try {
    const { height, width } = readSize(format, bytes);
    if (!(height > 0 && width > 0)) {
      throw new SyntaxError(`it has ${width} x ${height} pixels, at least one is wanted`);
    }
    return { format, height, width };
  } catch (error) {
    throw decodingError(format, error);
  }
}

function readSize(
  format: ImageFormat,
  bytes: Uint8Array,
): { readonly height: number; readonly width: number } {
  switch (format) {
    case "png": {
      const { height, width, orientation } = readPngHeader(bytes);
      return swapsAxes(orientation) ? { height: width, width: height } : { height, width };
    }
    case "jpeg":
      return readJpegHeader(bytes);
    case "bmp":
      return readBmpHeader(bytes);
    case "tiff":
      return readTiffHeader(bytes);
    case "gif":
      return readGifHeader(bytes);
    case "webp":
      return readWebpHeader(bytes);
  }
}

/**
 * The error for a damaged file: what was to be decoded, and why it cannot be.
 *
 * @param format The file's format.
 * @param cause What was thrown while reading it.
 */
export function decodingError(format: ImageFormat, cause: unknown): ImageFormatError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ImageFormatError(`Cannot decode ${NAMES[format]} image: ${reason}`, { cause });
}
