// The patterns are of bytes, control characters among them.
// deno-lint-ignore-file no-control-regex
/**
 * What an image file says about itself before its pixels.
 *
 * @module
 */

import { readBmpHeader } from "./decode_bmp.ts";
import { readJpegHeader } from "./decode_jpeg.ts";
import { readPngHeader } from "./decode_png.ts";
import { readTiffHeader } from "./decode_tiff.ts";

/** A file format that can be decoded. */
export type ImageFormat = "png" | "jpeg" | "bmp" | "tiff";

/** Format and size of an image file. */
export interface ImageHeader {
  /** Told by the content, never by a file name. */
  readonly format: ImageFormat;
  /** Rows of the upright image: EXIF and TIFF orientation is taken into account. */
  readonly height: number;
  /** Columns of the upright image. */
  readonly width: number;
}

/** First bytes, as text of one character per byte, of the formats that are read. */
const FORMATS: readonly (readonly [RegExp, ImageFormat])[] = [
  [/^\x89PNG\r\n\x1a\n/, "png"],
  [/^\xff\xd8\xff/, "jpeg"],
  [/^BM[^]{8}/, "bmp"],
  [/^(?:II[*+]\0|MM\0[*+])/, "tiff"],
];

/** First bytes of what is often found where an image is expected. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^$/, "an empty file"],
  [/^GIF8/, "a GIF image"],
  [/^RIFF[^]{4}WEBP/, "a WebP image"],
  [/^[^]{4}ftyp(?:heic|heix|hevc|mif1|msf1)/, "a HEIC image"],
  [/^[^]{4}ftypavi[fs]/, "an AVIF image"],
  [/^[^]{4}ftyp/, "a video"],
  [/^(?:\xff\x0a|[^]{4}JXL )/, "a JPEG XL image"],
  [/^(?:\xff\x4f\xff\x51|[^]{4}jP {2})/, "a JPEG 2000 image"],
  [/^%PDF/, "a PDF document"],
  [/^8BPS/, "a Photoshop document"],
  [/^\0\0[\x01\x02]\0/, "an icon"],
  [/^P[1-7]\s/, "a Netpbm image"],
  [/^PK[\x03\x05]/, "a ZIP archive"],
  [/^\x1f\x8b/, "a gzip archive"],
  [/^\s*<svg/i, "an SVG drawing"],
  [/^(?:\xef\xbb\xbf)?\s*<\?xml[^]*<svg/i, "an SVG drawing"],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)/i, "an HTML page"],
  [/^(?:\xef\xbb\xbf)?\s*<\?xml/i, "an XML document"],
  [/^[\t\n\r\x20-\x7e]+$/, "a text file"],
];

/** How many bytes are looked at to recognise a format. */
const RECOGNISED_BYTES = 256;

/** The formats' names as people write them. */
const NAMES: Readonly<Record<ImageFormat, string>> = {
  png: "PNG",
  jpeg: "JPEG",
  bmp: "BMP",
  tiff: "TIFF",
};

/**
 * Reads format and size from the first bytes of an image file, without decoding it.
 *
 * @param bytes The file's content.
 * @returns Format and size in pixels, both at least 1.
 * @throws {SyntaxError} If it is no PNG, JPEG, BMP or TIFF file, or its header is damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const page = new TextEncoder().encode("<!DOCTYPE html><title>404</title>");
 * assert.throws(() => readImageHeader(page), /it is an HTML page, .* is wanted/);
 * ```
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const start = String.fromCharCode(...bytes.subarray(0, RECOGNISED_BYTES));
  const format = FORMATS.find(([pattern]) => pattern.test(start))?.[1];
  if (format === undefined) {
    const other = OTHERS.find(([pattern]) => pattern.test(start))?.[1] ?? "of an unknown format";
    throw new SyntaxError(
      `Cannot read image header: it is ${other}, a PNG, JPEG, BMP or TIFF image is wanted`,
    );
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
    case "png":
      return readPngHeader(bytes);
    case "jpeg":
      return readJpegHeader(bytes);
    case "bmp":
      return readBmpHeader(bytes);
    case "tiff":
      return readTiffHeader(bytes);
  }
}

/**
 * The error for a damaged file: what was to be decoded, and why it cannot be.
 *
 * @param format The file's format.
 * @param cause What was thrown while reading it.
 */
export function decodingError(format: ImageFormat, cause: unknown): SyntaxError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SyntaxError(`Cannot decode ${NAMES[format]} image: ${reason}`, { cause });
}
