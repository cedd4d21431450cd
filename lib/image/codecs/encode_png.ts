/**
 * The bytes of PNG files (ISO/IEC 15948).
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import { zlib } from "./zlib.ts";

/** An image of one to four 8-bit samples per pixel. */
export interface Samples {
  /** Pixels per column. */
  readonly height: number;
  /** Pixels per row. */
  readonly width: number;
  /** 1 is gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  /** Row-major, `height * width * channels` bytes. */
  readonly data: Uint8Array;
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
/** PNG colour type by number of channels. */
const COLOR_TYPES: readonly number[] = [0, 0, 4, 2, 6];

/**
 * Encodes an image as PNG, 8 bits per sample.
 *
 * @param samples At least one pixel.
 * @param dpi Pixels per inch, above 0; not recorded if left out.
 * @returns The bytes of the file; the same image gives the same bytes.
 * @throws {RangeError} If `dpi` is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const png = encodePng({ height: 1, width: 2, channels: 1, data: Uint8Array.of(0, 255) });
 * assert.equal(new TextDecoder("latin1").decode(png.subarray(1, 4)), "PNG");
 * ```
 */
export function encodePng(samples: Samples, dpi?: number): Uint8Array<ArrayBuffer> {
  const { height, width, channels } = samples;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = COLOR_TYPES[channels]!;
  return concatenate([
    SIGNATURE,
    chunk("IHDR", header),
    ...(dpi === undefined ? [] : [chunk("pHYs", physicalSize(dpi))]),
    chunk("IDAT", zlib.deflate(joinRows(samples))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Pixels per metre in both directions. */
function physicalSize(dpi: number): Uint8Array {
  const perMetre = Math.round(dpi / 0.0254);
  if (!(perMetre >= 1 && perMetre <= 0x7fffffff)) {
    throw new RangeError(`Cannot encode a PNG: dpi is ${dpi}, expected a number above 0`);
  }
  const content = new Uint8Array(9);
  const view = new DataView(content.buffer);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  content[8] = 1;
  return content;
}

/** Prefixes each row with its filter type: none, which compresses line drawings best. */
function joinRows({ height, width, channels, data }: Samples): Uint8Array {
  const rowBytes = width * channels;
  const rows = new Uint8Array(height * (1 + rowBytes));
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * rowBytes, (y + 1) * rowBytes), y * (1 + rowBytes) + 1);
  }
  return rows;
}

/**
 * Encodes a gray image as PNG with 16 levels of gray, 4 bits per pixel: half the size of
 * {@linkcode encodePng}, for previews of ink.
 *
 * @param image At least one pixel.
 * @returns The bytes of the file; the same image gives the same bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { decodeImage } from "./decode.ts";
 * const png = encodePreviewPng({ height: 1, width: 3, data: Uint8Array.of(0, 130, 255) });
 * assert.deepEqual([...(await decodeImage(png)).data], [0, 136, 255]);
 * ```
 */
export function encodePreviewPng(image: GrayImage): Uint8Array<ArrayBuffer> {
  const { height, width, data } = image;
  const rowBytes = 1 + Math.ceil(width / 2);
  const rows = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = Math.round(data[y * width + x]! / 17);
      rows[y * rowBytes + 1 + (x >> 1)]! |= x % 2 === 0 ? level << 4 : level;
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 4;
  header[9] = COLOR_TYPES[1]!;
  return concatenate([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", zlib.deflate(rows)),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const result = new Uint8Array(12 + content.length);
  const view = new DataView(result.buffer);
  view.setUint32(0, content.length);
  new TextEncoder().encodeInto(type, result.subarray(4, 8));
  result.set(content, 8);
  view.setUint32(8 + content.length, zlib.crc32(result.subarray(4, 8 + content.length)));
  return result;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    result.set(part, end);
    end += part.length;
  }
  return result;
}
