// The patterns are of bytes, control characters among them.
// deno-lint-ignore-file no-control-regex
/**
 * Formats told by the first bytes of a file.
 *
 * @module
 */

import { findForeignFormat, type ForeignFormat } from "./foreign_formats.ts";

/** A file format that can be decoded. */
export type ImageFormat = "png" | "jpeg" | "bmp" | "tiff" | "gif" | "webp";

/** First bytes, as text of one character per byte, of the formats that are read. */
const FORMATS: readonly (readonly [RegExp, ImageFormat])[] = [
  [/^\x89PNG\r\n\x1a\n/, "png"],
  [/^\xff\xd8\xff/, "jpeg"],
  [/^BM[^]{8}/, "bmp"],
  // Without a file header: its own size, width, height, one plane, bits, and a compression.
  [
    /^[\x28\x34\x38\x6c\x7c]\0{3}[^]{8}\x01\0[\x01\x04\x08\x10\x18\x20]\0[\0-\x06]\0{3}/,
    "bmp",
  ],
  [/^(?:II[*+]\0|MM\0[*+])/, "tiff"],
  [/^GIF8[79]a/, "gif"],
  [/^RIFF[^]{4}WEBP/, "webp"],
];

/** How many bytes are looked at to recognize a format. */
export const RECOGNIZED_BYTES = 512;

/** What is wanted, in words. */
export const WANTED_FORMATS = "a PNG, JPEG, BMP, TIFF, GIF or WebP image";

/** What the first bytes of a file tell. */
export interface RecognizedFormat {
  /** How to decode it; `undefined` if it cannot be. */
  readonly format?: ImageFormat;
  /** What it is instead, where that is known. */
  readonly foreign?: ForeignFormat;
}

/**
 * Tells the format of a file by its content.
 *
 * @param bytes The file's content, or its first {@linkcode RECOGNIZED_BYTES}.
 */
export function recognizeFormat(bytes: Uint8Array): RecognizedFormat {
  const start = String.fromCharCode(...bytes.subarray(0, RECOGNIZED_BYTES));
  const format = FORMATS.find(([pattern]) => pattern.test(start))?.[1];
  if (format !== undefined) return { format };
  const foreign = findForeignFormat(start);
  return foreign === undefined ? {} : { foreign };
}
