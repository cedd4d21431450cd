/**
 * Windows and OS/2 bitmaps of 1, 4, 8, 16, 24 and 32 bits, with run-length coding and bit fields.
 *
 * @module
 */

import { ByteReader } from "./byte_reader.ts";
import type { Pixels } from "./pixels.ts";

/** Header of a bitmap. */
export interface BmpHeader {
  readonly height: number;
  readonly width: number;
  /** Whether rows are stored from top to bottom. */
  readonly topDown: boolean;
  readonly bitsPerPixel: number;
  readonly compression: number;
  /** Bytes of the header after the 14 bytes of the file header. */
  readonly headerBytes: number;
  /** Offset of the pixels in the file. */
  readonly pixels: number;
}

const COMPRESSION = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 };

/** Header sizes of OS/2 1 and 2 (short and whole), Windows 3, and its versions 2 to 5. */
const HEADER_SIZES: readonly number[] = [12, 16, 64, 40, 52, 56, 108, 124];

/**
 * Reads the header of a bitmap.
 *
 * @throws {SyntaxError} If it is damaged or of an unsupported kind.
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const reader = new ByteReader(withFileHeader(bytes), true);
  const headerBytes = reader.uint32(14);
  if (!HEADER_SIZES.includes(headerBytes)) {
    throw new SyntaxError(`its header has ${headerBytes} bytes, expected one of ${HEADER_SIZES}`);
  }
  const old = headerBytes === 12;
  const height = old ? reader.uint16(20) : reader.int32(22);
  const header: BmpHeader = {
    height: Math.abs(height),
    width: old ? reader.uint16(18) : reader.int32(18),
    topDown: height < 0,
    bitsPerPixel: reader.uint16(old ? 24 : 28),
    compression: headerBytes < 40 ? COMPRESSION.none : reader.uint32(30),
    headerBytes,
    pixels: reader.uint32(10),
  };
  const depths = {
    [COMPRESSION.none]: [1, 2, 4, 8, 16, 24, 32],
    [COMPRESSION.rle8]: [8],
    [COMPRESSION.rle4]: [4],
    [COMPRESSION.bitFields]: [16, 32],
    [COMPRESSION.alphaBitFields]: [16, 32],
  }[header.compression];
  // OS/2 2 gives these numbers to other methods.
  if (headerBytes === 64 && header.compression > COMPRESSION.rle4) {
    throw new SyntaxError(`its OS/2 compression ${header.compression} is not supported`);
  }
  if (depths === undefined || !depths.includes(header.bitsPerPixel)) {
    throw new SyntaxError(
      `${header.bitsPerPixel} bits per pixel with compression ${header.compression} is not supported`,
    );
  }
  return header;
}

/** Adds the file header if it is missing, as in `.dib` files and bitmaps in memory. */
function withFileHeader(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 66 && bytes[1] === 77) return bytes;
  const reader = new ByteReader(bytes, true);
  const [headerBytes, bits, compression] = [reader.uint32(0), reader.uint16(14), reader.uint32(16)];
  const colors = reader.uint32(32) || (bits <= 8 ? 1 << bits : 0);
  const masks = headerBytes > 40
    ? 0
    : compression === COMPRESSION.bitFields
    ? 3
    : compression === COMPRESSION.alphaBitFields
    ? 4
    : 0;
  const file = new Uint8Array(14 + bytes.length);
  file.set([66, 77]);
  const view = new DataView(file.buffer);
  view.setUint32(10, Math.min(14 + headerBytes + 4 * (masks + colors), 0xffffffff), true);
  file.set(bytes, 14);
  return file;
}

/**
 * Decodes a bitmap.
 *
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const file = withFileHeader(bytes);
  const header = readBmpHeader(file);
  const { height, width, bitsPerPixel } = header;
  const reader = new ByteReader(file, true);
  const isRunLength = [COMPRESSION.rle8, COMPRESSION.rle4].includes(header.compression);
  const rowBytes = Math.ceil(width * bitsPerPixel / 32) * 4;
  // The padding after the last pixel may be missing.
  const needed = (height - 1) * rowBytes + Math.ceil(width * bitsPerPixel / 8);
  if (!isRunLength) reader.range(header.pixels, needed);
  return bitsPerPixel <= 8
    ? decodeIndexed(reader, header, isRunLength, rowBytes)
    : decodeColors(reader, header, rowBytes);
}

/** Decodes pixels that are indices into a palette. */
function decodeIndexed(
  reader: ByteReader,
  header: BmpHeader,
  isRunLength: boolean,
  rowBytes: number,
): Pixels {
  const { height, width, bitsPerPixel, topDown } = header;
  const { bytes } = reader;
  const { channels, entries } = readPalette(reader, header);
  const data = new Uint8Array(height * width * channels);
  const put = (index: number, at: number): void => {
    const entry = index * channels;
    if (entry >= entries.length) {
      throw new SyntaxError("a pixel has a colour that its palette lacks");
    }
    for (let c = 0; c < channels; c++) data[at * channels + c] = entries[entry + c]!;
  };
  const rowStart = (row: number): number => (topDown ? row : height - 1 - row) * width;
  if (isRunLength) {
    // Pixels that no run covers have the first colour.
    for (let at = 0; at < height * width; at++) put(0, at);
    readRuns(reader, header, (row, column, index) => put(index, rowStart(row) + column));
    return { height, width, channels, data };
  }
  const mask = (1 << bitsPerPixel) - 1;
  for (let row = 0; row < height; row++) {
    const from = header.pixels + row * rowBytes;
    const to = rowStart(row);
    for (let x = 0; x < width; x++) {
      const bit = x * bitsPerPixel;
      put(bytes[from + (bit >> 3)]! >> 8 - bitsPerPixel - (bit & 7) & mask, to + x);
    }
  }
  return { height, width, channels, data };
}

/** The entries of the palette: gray values, or red, green and blue. */
function readPalette(
  reader: ByteReader,
  header: BmpHeader,
): { readonly channels: 1 | 3; readonly entries: Uint8Array } {
  const old = header.headerBytes === 12;
  const start = 14 + header.headerBytes;
  const entryBytes = old ? 3 : 4;
  const all = 1 << header.bitsPerPixel;
  const used = header.headerBytes < 40 ? 0 : reader.uint32(46);
  // Some old files declare a longer palette than they have: it ends where the pixels start.
  const room = Math.floor((header.pixels - start) / entryBytes);
  const count = Math.min(used === 0 ? all : used, all, room);
  if (count < 1) throw new SyntaxError("its palette is missing");
  const colors = Array.from({ length: count }, (_, i) => {
    const [blue, green, red] = reader.range(start + i * entryBytes, 3);
    return [red!, green!, blue!];
  });
  const isGray = colors.every(([red, green, blue]) => red === green && green === blue);
  return isGray
    ? { channels: 1, entries: Uint8Array.from(colors, ([gray]) => gray!) }
    : { channels: 3, entries: Uint8Array.from(colors.flat()) };
}

/** Undoes run-length coding: calls `put` with row (in the file's order), column and palette index. */
function readRuns(
  reader: ByteReader,
  header: BmpHeader,
  put: (row: number, column: number, index: number) => void,
): void {
  const { height, width } = header;
  const nibbles = header.bitsPerPixel === 4;
  let [row, column, at] = [0, 0, header.pixels];
  const putChecked = (index: number): void => {
    if (row >= height || column >= width) {
      throw new SyntaxError("its run-length data leaves the image");
    }
    put(row, column++, index);
  };
  const nibble = (byte: number, i: number): number => i % 2 === 0 ? byte >> 4 : byte & 15;
  // Some encoders leave out the end mark.
  while (row < height && !(row === height - 1 && column === width && at === reader.bytes.length)) {
    const [count, value] = [reader.uint8(at), reader.uint8(at + 1)];
    at += 2;
    if (count > 0) {
      for (let i = 0; i < count; i++) putChecked(nibbles ? nibble(value, i) : value);
    } else if (value === 0) [row, column] = [row + 1, 0];
    else if (value === 1) return;
    else if (value === 2) {
      column += reader.uint8(at);
      row += reader.uint8(at + 1);
      at += 2;
    } else {
      const length = nibbles ? Math.ceil(value / 2) : value;
      const literal = reader.range(at, length);
      for (let i = 0; i < value; i++) {
        putChecked(nibbles ? nibble(literal[i >> 1]!, i) : literal[i]!);
      }
      at += length + length % 2;
    }
  }
}

/** Decodes pixels of 16, 24 or 32 bits. */
function decodeColors(reader: ByteReader, header: BmpHeader, rowBytes: number): Pixels {
  const { height, width, topDown } = header;
  const { channels, convertRow } = chooseConversion(reader, header);
  const data = new Uint8Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    const to = (topDown ? row : height - 1 - row) * width * channels;
    convertRow(header.pixels + row * rowBytes, data.subarray(to, to + width * channels));
  }
  // Many encoders store an opacity of zero everywhere and mean an opaque image.
  if (channels === 4 && data.every((value, i) => i % 4 < 3 || value === 0)) {
    for (let i = 3; i < data.length; i += 4) data[i] = 255;
  }
  return { height, width, channels, data };
}

/** Chooses the conversion of a row of 16, 24 or 32 bits per pixel to bytes. */
function chooseConversion(reader: ByteReader, header: BmpHeader): {
  readonly channels: 3 | 4;
  readonly convertRow: (from: number, row: Uint8Array) => void;
} {
  const { bytes } = reader;
  if (header.bitsPerPixel === 24) {
    const convertRow = (from: number, row: Uint8Array) => {
      for (let i = 0; i < row.length; i += 3, from += 3) {
        row[i] = bytes[from + 2]!;
        row[i + 1] = bytes[from + 1]!;
        row[i + 2] = bytes[from]!;
      }
    };
    return { channels: 3, convertRow };
  }
  const is16 = header.bitsPerPixel === 16;
  const read = (at: number): number => is16 ? reader.uint16(at) : reader.uint32(at);
  const samples = readMasks(reader, header).map(channel);
  const channels = samples.length as 3 | 4;
  const convertRow = (from: number, row: Uint8Array) => {
    for (let i = 0; i < row.length; i += channels, from += is16 ? 2 : 4) {
      const pixel = read(from);
      for (let c = 0; c < channels; c++) row[i + c] = samples[c]!(pixel);
    }
  };
  return { channels, convertRow };
}

/** Reads the bit masks of red, green, blue and, if present, opacity. */
function readMasks(reader: ByteReader, header: BmpHeader): number[] {
  const { compression, headerBytes } = header;
  const hasFields = compression === COMPRESSION.bitFields ||
    compression === COMPRESSION.alphaBitFields;
  if (!hasFields) {
    return header.bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
  }
  const hasAlpha = headerBytes >= 56 || compression === COMPRESSION.alphaBitFields;
  const masks = [54, 58, 62].map((at) => reader.uint32(at));
  const alpha = hasAlpha ? reader.uint32(66) : 0;
  return alpha === 0 ? masks : [...masks, alpha];
}

/** Creates a function that extracts one channel of a pixel, scaled to `[0, 255]`. */
function channel(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  if (max === 255) return (pixel) => pixel >>> shift & 255;
  return (pixel) => Math.round(((pixel & mask) >>> shift) * 255 / max);
}
