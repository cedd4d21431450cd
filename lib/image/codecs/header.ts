/**
 * Reads the headers of image files.
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
import { EXPECTED_FORMATS, type ImageFormat, recognizeFormat } from "./recognize_format.ts";

export type { ImageFormat };

/** Format and size of an image file. */
export interface ImageHeader {
  /** Determined by the content, not by the file name. */
  readonly format: ImageFormat;
  /** Rows of the upright image: EXIF and TIFF orientation is taken into account. */
  readonly height: number;
  /** Columns of the upright image. */
  readonly width: number;
}

/** Names of the formats in messages. */
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
 * @throws {ImageFormatError} If it is no PNG, JPEG, BMP, TIFF, GIF or WebP file, or its header is
 * damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const page = new TextEncoder().encode("<!DOCTYPE html><title>404</title>");
 * assert.throws(() => readImageHeader(page), /it is an HTML page, expected a PNG/);
 * ```
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const { format, foreign } = recognizeFormat(bytes);
  if (format === undefined) {
    const found = foreign === undefined ? "it is of an unknown format" : describeForeign(foreign);
    const expected = foreign?.advice === undefined ? `, expected ${EXPECTED_FORMATS}` : "";
    const state = `${found}${expected}`;
    throw new ImageFormatError(`Cannot read image header: ${state}`, { found: state });
  }
  try {
    const { height, width } = readSize(format, bytes);
    if (!(height > 0 && width > 0)) {
      throw new SyntaxError(`it has ${width} x ${height} pixels, expected at least one`);
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
 * Creates the error for a damaged file.
 *
 * @param format The file's format.
 * @param cause The error that was thrown while reading it.
 */
export function decodingError(format: ImageFormat, cause: unknown): ImageFormatError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ImageFormatError(`Cannot decode ${NAMES[format]} image: ${reason}`, { cause });
}
