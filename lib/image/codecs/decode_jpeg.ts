/**
 * JPEG (ITU-T T.81), baseline and progressive: gray, YCbCr, RGB, and Adobe's CMYK and YCCK.
 *
 * The decoder is ImageScript's. This module bounds the cost of a file before decoding, and reads
 * the orientation, which the decoder ignores.
 *
 * @module
 */

import { ByteReader } from "./byte_reader.ts";
import { swapsAxes } from "./orient.ts";
import { checkScans } from "./jpeg_scans.ts";
import { FRAMES, readSegments, START_OF_SCAN } from "./jpeg_segments.ts";
import { decodeWithoutEnd } from "./jpeg_without_end.ts";
import type { Pixels } from "./pixels.ts";
import { JPEG_CODE } from "./wasm_codecs.ts";
import { bytesAt, WasmDecoder } from "./wasm_decoder.ts";
import { readOrientation } from "./tiff_directory.ts";

/** Header of a JPEG file. */
export interface JpegHeader {
  /** Rows of the upright image. */
  readonly height: number;
  /** Columns of the upright image. */
  readonly width: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** 1 gray, 3 colour, 4 CMYK. */
  readonly components: number;
  /** Whether three components are red, green and blue, not YCbCr. */
  readonly isRgb: boolean;
  /** Whether it has an Adobe segment. */
  readonly isAdobe: boolean;
}

/** Markers of frames of other kinds: lossless, hierarchical, arithmetic. */
const FOREIGN_FRAMES: readonly number[] = [
  0xc3,
  0xc5,
  0xc6,
  0xc7,
  0xc9,
  0xca,
  0xcb,
  0xcd,
  0xce,
  0xcf,
];

/**
 * Reads a JPEG file up to its frame header.
 *
 * @throws {SyntaxError} If the frame header is missing, damaged or of an unsupported kind.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let orientation = 1;
  let adobeTransform: number | undefined;
  const reader = new ByteReader(bytes, false);
  for (const { marker, start, length } of readSegments(reader)) {
    if (FOREIGN_FRAMES.includes(marker)) {
      throw new SyntaxError(
        "it is a lossless, hierarchical or arithmetic-coded JPEG, expected a baseline or progressive one",
      );
    }
    if (marker === 0xe1 && length > 14 && reader.text(start, 6) === "Exif\0\0") {
      orientation = readOrientation(reader.range(start + 6, length - 6));
    }
    if (marker === 0xee && length >= 12 && reader.text(start, 5) === "Adobe") {
      adobeTransform = reader.uint8(start + 11);
    }
    if (marker === START_OF_SCAN) break;
    // Encoders put Adobe and EXIF segments before the frame header.
    if (FRAMES.includes(marker)) {
      return { orientation, ...readFrame(reader, start, orientation, adobeTransform) };
    }
  }
  throw new SyntaxError("the file has no frame header before its first scan");
}

function readFrame(
  reader: ByteReader,
  start: number,
  orientation: number,
  adobeTransform: number | undefined,
): Omit<JpegHeader, "orientation"> {
  const [rows, columns] = [reader.uint16(start + 1), reader.uint16(start + 3)];
  const components = reader.uint8(start + 5);
  if (reader.uint8(start) !== 8) {
    throw new SyntaxError(`it has ${reader.uint8(start)} bits per sample, expected 8`);
  }
  if (![1, 3, 4].includes(components)) {
    throw new SyntaxError(`it has ${components} components, expected 1, 3 or 4`);
  }
  const ids = Array.from({ length: components }, (_, i) => {
    const sampling = reader.uint8(start + 7 + 3 * i);
    if (![1, 2, 3, 4].includes(sampling >> 4) || ![1, 2, 3, 4].includes(sampling & 15)) {
      throw new SyntaxError("its sampling factors are not in 1 to 4");
    }
    return reader.uint8(start + 6 + 3 * i);
  });
  const isRgb = adobeTransform === 0 ||
    (adobeTransform === undefined && String.fromCharCode(...ids) === "RGB");
  const [height, width] = swapsAxes(orientation) ? [columns, rows] : [rows, columns];
  return {
    height,
    width,
    components,
    isRgb: components === 3 && isRgb,
    isAdobe: adobeTransform !== undefined,
  };
}

/** Exports of the decoder: `decode` returns the address of an image, which the others take. */
interface JpegExports {
  readonly memory: WebAssembly.Memory;
  walloc(length: number): number;
  wlen(): number;
  /** Takes ownership of the bytes; returns 0 if they cannot be decoded. */
  decode(address: number, length: number, width: number, height: number): number;
  decode_width(image: number): number;
  decode_height(image: number): number;
  /** 0 gray, 1 RGB, 2 CMYK. */
  decode_format(image: number): number;
  /** Returns the address of the pixels and sets `wlen()` to their number of bytes. */
  decode_buffer(image: number): number;
  decode_free(image: number): void;
}

const DECODER = new WasmDecoder<JpegExports>(JPEG_CODE);

/** An APP14 segment that declares the components as RGB or CMYK. */
const ADOBE_SEGMENT = [0xff, 0xee, 0, 14, 65, 100, 111, 98, 101, 0, 100, 0, 0, 0, 0, 0];

/**
 * Decodes a JPEG file to gray or RGB.
 *
 * @param bytes The file.
 * @param options `colors`: color space of three components, if known from outside of the file.
 * @throws {SyntaxError} If the file is damaged, cut off or of an unsupported kind.
 */
export function decodeJpeg(
  bytes: Uint8Array,
  options: { readonly colors?: "RGB" | "YCbCr" } = {},
): Pixels {
  const header = readJpegHeader(bytes);
  const { orientation, components } = header;
  const pixels = header.height * header.width;
  const hasEnd = checkScans(bytes);
  // Every block of 8 x 8 pixels costs at least one bit.
  if (pixels > bytes.length * 512) {
    throw new SyntaxError(`${bytes.length} bytes cannot hold ${pixels} pixels`);
  }
  const isRgb = options.colors === undefined ? header.isRgb : options.colors === "RGB";
  const file = (isRgb && components === 3) || (components === 4 && !header.isAdobe)
    ? withAdobeSegment(bytes)
    : bytes;
  const { width, height, channels, data } = hasEnd
    ? runDecoder(file, header.isAdobe)
    : decodeWithoutEnd(file, (ended) => runDecoder(ended, header.isAdobe));
  const [rows, columns] = swapsAxes(orientation)
    ? [header.width, header.height]
    : [header.height, header.width];
  if (height !== rows || width !== columns) {
    throw new SyntaxError(
      `it has ${width} x ${height} pixels, its header says ${columns} x ${rows}`,
    );
  }
  return { height, width, channels, data, orientation };
}

/**
 * Adds an Adobe segment: without it the decoder assumes YCbCr for three components and refuses
 * four.
 */
function withAdobeSegment(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length + ADOBE_SEGMENT.length);
  result.set(bytes.subarray(0, 2));
  result.set(ADOBE_SEGMENT, 2);
  result.set(bytes.subarray(2), 2 + ADOBE_SEGMENT.length);
  return result;
}

function runDecoder(bytes: Uint8Array, isAdobe: boolean): Pixels {
  return DECODER.run((exports) => {
    const address = exports.walloc(bytes.length);
    bytesAt(exports, address, bytes.length).set(bytes);
    const image = exports.decode(address, bytes.length, 0, 0);
    if (image === 0) throw new SyntaxError("its compressed data is damaged");
    const [height, width] = [exports.decode_height(image), exports.decode_width(image)];
    const format = exports.decode_format(image);
    const start = exports.decode_buffer(image);
    const stored = bytesAt(exports, start, exports.wlen());
    const samples = [1, 3, 4][format];
    if (samples === undefined || stored.length !== height * width * samples) {
      throw new SyntaxError("its structure is damaged");
    }
    const data = samples === 4 ? fromCmyk(stored, isAdobe) : stored.slice();
    exports.decode_free(image);
    return { height, width, channels: samples === 1 ? 1 : 3, data };
  });
}

/**
 * Converts CMYK to RGB.
 *
 * The decoder inverts the values of all files, as Adobe stores 255 for no ink.
 */
function fromCmyk(cmyk: Uint8Array, isAdobe: boolean): Uint8Array {
  const noInk = isAdobe ? 0 : 255;
  const rgb = new Uint8Array(cmyk.length / 4 * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 1 - Math.abs(cmyk[from + 3]! - noInk) / 255;
    for (let c = 0; c < 3; c++) {
      rgb[to + c] = Math.round((255 - Math.abs(cmyk[from + c]! - noInk)) * light);
    }
  }
  return rgb;
}
