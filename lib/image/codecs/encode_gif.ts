/**
 * Encodes animated GIF files.
 *
 * @module
 */
// @ts-types="@types/omggif"
import { GifWriter } from "omggif";
import type { Color } from "../color_image.ts";

/** A part of an image that replaces what was there, and how long the result is shown. */
export interface GifFrame {
  /** First row. */
  readonly top: number;
  /** First column. */
  readonly left: number;
  /** Number of rows, from 1. */
  readonly height: number;
  /** Number of columns, from 1. */
  readonly width: number;
  /** Row-major, `height * width` indices into the palette. */
  readonly data: Uint8Array;
  /** Hundredths of a second for which it is shown. */
  readonly delay: number;
}

/** Options of {@linkcode encodeGif}. */
export interface GifOptions {
  /** Number of rows of the whole image. */
  readonly height: number;
  /** Number of columns of the whole image. */
  readonly width: number;
  /** 2, 4, 8, ... or 256 colours. */
  readonly palette: readonly Color[];
  /** Index of the colour that stands for no colour; every pixel has one if left out. */
  readonly transparentIndex?: number | undefined;
  /** Shows the frames again and again; once if left out. */
  readonly loop?: boolean | undefined;
}

/** Largest size that a GIF file can have. */
const MAX_SIZE = 65535;
/** Keeps the image for the next frame to change. */
const KEEP = 1;

/**
 * Encodes an animated GIF file.
 *
 * @param frames At least one; the first should cover the whole image.
 * @param options Size, palette and repetition.
 * @returns The bytes of the file; the same frames give the same bytes.
 * @throws {RangeError} If there is no frame, or the size is no positive integer up to 65,535.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const frame = { top: 0, left: 0, height: 1, width: 2, data: Uint8Array.of(0, 1), delay: 4 };
 * const palette = [[255, 255, 255], [0, 0, 0]] as const;
 * const gif = encodeGif([frame], { height: 1, width: 2, palette });
 * assert.equal(new TextDecoder().decode(gif.subarray(0, 6)), "GIF89a");
 * ```
 */
export function encodeGif(frames: readonly GifFrame[], options: GifOptions): Uint8Array {
  const { height, width, palette, transparentIndex, loop } = options;
  const isSize = (value: number) => Number.isSafeInteger(value) && value > 0 && value <= MAX_SIZE;
  if (frames.length === 0 || !isSize(height) || !isSize(width)) {
    throw new RangeError(
      `Cannot encode a GIF of ${height} x ${width} with ${frames.length} frames: ` +
        `expected sizes from 1 to ${MAX_SIZE} and at least one frame`,
    );
  }
  // Codes have at most 12 bits per pixel, in blocks with a byte of length.
  const capacity = 1024 + frames.reduce((sum, { data }) => sum + 64 + 2 * data.length, 0);
  const bytes = new Uint8Array(capacity);
  const colors = palette.map(([red, green, blue]) => red << 16 | green << 8 | blue);
  const writer = new GifWriter(bytes as Uint8Array & number[], width, height, {
    palette: colors,
    ...(loop ? { loop: 0 } : {}),
  });
  for (const { top, left, height: rows, width: columns, data, delay } of frames) {
    writer.addFrame(left, top, columns, rows, data as Uint8Array & number[], {
      delay,
      disposal: KEEP,
      ...(transparentIndex === undefined ? {} : { transparent: transparentIndex }),
    });
  }
  return bytes.slice(0, writer.end());
}
