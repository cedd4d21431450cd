/**
 * JPEG (ITU-T T.81), baseline and progressive: gray, YCbCr, RGB, and Adobe's CMYK and YCCK.
 *
 * @module
 */

import { decode } from "jpeg-js";
import { ByteReader } from "./byte_reader.ts";
import { swapsAxes } from "./orient.ts";
import type { Pixels } from "./pixels.ts";
import { readOrientation } from "./tiff_directory.ts";

/** What a JPEG file says before its pixels. */
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
}

/** Markers of the frame types that are decoded: baseline, extended and progressive Huffman. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];

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

/** A progressive image has about ten scans; each costs a pass over all pixels. */
const MAX_SCANS = 100;

/**
 * Reads a JPEG file up to its frame header.
 *
 * @throws {SyntaxError} If the frame header is missing, damaged or of an unsupported kind.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let orientation = 1;
  let adobeTransform: number | undefined;
  const reader = new ByteReader(bytes, false);
  for (const { marker, start, length } of segments(reader)) {
    if (FOREIGN_FRAMES.includes(marker)) {
      throw new SyntaxError(
        "it is a lossless, hierarchical or arithmetic-coded JPEG, baseline or progressive is wanted",
      );
    }
    if (marker === 0xe1 && length > 14 && reader.text(start, 6) === "Exif\0\0") {
      orientation = readOrientation(reader.range(start + 6, length - 6));
    }
    if (marker === 0xee && length >= 12 && reader.text(start, 5) === "Adobe") {
      adobeTransform = reader.uint8(start + 11);
    }
    if (marker === 0xda) break;
    // An Adobe or EXIF segment after the frame header would be missed, but writers put them first.
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
    throw new SyntaxError(`it has ${reader.uint8(start)} bits per sample, 8 are wanted`);
  }
  if (![1, 3, 4].includes(components)) {
    throw new SyntaxError(`it has ${components} components, 1, 3 or 4 are wanted`);
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
  };
}

/** A marker and the content of its segment. */
interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly length: number;
}

/**
 * The segments of a JPEG file from its start to its end mark, stepping over the scans' data.
 * The file must have an end mark: one without is cut off.
 */
function* segments(reader: ByteReader): Generator<Segment> {
  const { bytes } = reader;
  let offset = 2;
  while (true) {
    offset = bytes.indexOf(0xff, offset);
    if (offset < 0) break;
    const marker = bytes[offset + 1];
    if (marker === undefined) break;
    if (marker === 0xd9) return;
    // 0xff00 is a data byte, 0xffff is padding, the others have no content.
    if (marker === 0xff) offset += 1;
    else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) offset += 2;
    else {
      const length = reader.uint16(offset + 2);
      if (length < 2) throw new SyntaxError("a segment has no length");
      reader.range(offset + 2, length);
      yield { marker, start: offset + 4, length: length - 2 };
      offset += 2 + length;
    }
  }
  throw new SyntaxError("the file is cut off: it has no end mark");
}

/**
 * Decodes a JPEG file to gray or RGB.
 *
 * @param bytes The file.
 * @param options `colors`: what three components are, when something outside of the file says it.
 * @throws {SyntaxError} If the file is damaged, cut off or of an unsupported kind.
 */
export function decodeJpeg(
  bytes: Uint8Array,
  options: { readonly colors?: "RGB" | "YCbCr" } = {},
): Pixels {
  const header = readJpegHeader(bytes);
  const { orientation } = header;
  checkScans(bytes);
  const { width, height, data: rgb } = decodeChecked(bytes, header, options.colors);
  const [rows, columns] = swapsAxes(orientation)
    ? [header.width, header.height]
    : [header.height, header.width];
  if (height !== rows || width !== columns) {
    throw new SyntaxError(
      `it has ${width} x ${height} pixels, ${columns} x ${rows} were announced`,
    );
  }
  if (header.components > 1) return { height, width, channels: 3, data: rgb, orientation };
  const data = new Uint8Array(height * width);
  for (let i = 0; i < data.length; i++) data[i] = rgb[3 * i]!;
  return { height, width, channels: 1, data, orientation };
}

/** Refuses files with an absurd number of scans, or with more than one frame. */
function checkScans(bytes: Uint8Array): void {
  let [scans, frames] = [0, 0];
  for (const { marker } of segments(new ByteReader(bytes, false))) {
    if (marker === 0xda) scans++;
    if (FRAMES.includes(marker)) frames++;
  }
  if (scans === 0 || scans > MAX_SCANS || frames !== 1) {
    throw new SyntaxError(`it has ${frames} frames and ${scans} scans`);
  }
}

/** Runs the decoder with limits that follow from the announced size, and clear errors. */
function decodeChecked(
  bytes: Uint8Array,
  header: JpegHeader,
  colors: "RGB" | "YCbCr" | undefined,
): { readonly height: number; readonly width: number; readonly data: Uint8Array } {
  const pixels = header.height * header.width;
  // Every block of 8 x 8 pixels costs at least one bit.
  if (pixels > bytes.length * 512) {
    throw new SyntaxError(`${bytes.length} bytes cannot hold ${pixels} pixels`);
  }
  try {
    return decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      ...(colors !== undefined || header.components === 3
        ? { colorTransform: colors === undefined ? !header.isRgb : colors === "YCbCr" }
        : {}),
      tolerantDecoding: true,
      maxResolutionInMP: (pixels + 1) / 1e6,
      maxMemoryUsageInMB: 64 + 64 * pixels / 1e6,
    });
  } catch (error) {
    // The decoder does not check its tables and components: damage shows as a TypeError.
    const reason = error instanceof TypeError ? "its structure is damaged" : String(error);
    throw new SyntaxError(reason.replace(/^Error: /, ""), { cause: error });
  }
}
