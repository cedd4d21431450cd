/**
 * PNG (ISO/IEC 15948): every colour type, bit depth and transparency, interlaced or not, and animated.
 *
 * @module
 */
import { ByteReader } from "./byte_reader.ts";
import { chooseFrame } from "./choose_frame.ts";
import { inflate } from "./inflate.ts";
import { isBlank } from "./is_blank.ts";
import type { Pixels } from "./pixels.ts";
import { type PngChunks, readChunks } from "./png_chunks.ts";
import { placeFrames, type Size } from "./png_frames.ts";
import { readOrientation } from "./tiff_directory.ts";
import { unfilter } from "./unfilter.ts";

/** Content of the IHDR chunk. */
export interface PngHeader {
  readonly height: number;
  readonly width: number;
  /** Bits per sample. */
  readonly depth: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  readonly colorType: number;
  readonly interlaced: boolean;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
}

/** Every `columnStep`-th pixel of every `rowStep`-th row, a pass of an interlaced file. */
interface Pass {
  readonly row: number;
  readonly rowStep: number;
  readonly column: number;
  readonly columnStep: number;
}

const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const WHOLE_IMAGE: readonly Pass[] = [{ row: 0, rowStep: 1, column: 0, columnStep: 1 }];

const ADAM7: readonly Pass[] = [
  { row: 0, rowStep: 8, column: 0, columnStep: 8 },
  { row: 0, rowStep: 8, column: 4, columnStep: 8 },
  { row: 4, rowStep: 8, column: 0, columnStep: 4 },
  { row: 0, rowStep: 4, column: 2, columnStep: 4 },
  { row: 2, rowStep: 4, column: 0, columnStep: 2 },
  { row: 0, rowStep: 2, column: 1, columnStep: 2 },
  { row: 1, rowStep: 2, column: 0, columnStep: 1 },
];

/**
 * Reads the first chunk of a PNG file, and its orientation.
 *
 * @throws {SyntaxError} If the first chunk is not a valid IHDR chunk.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const reader = new ByteReader(bytes, false);
  if (reader.uint32(8) !== 13 || reader.text(12, 4) !== "IHDR") {
    throw new SyntaxError("the file does not start with a header chunk");
  }
  const [depth, colorType, interlace] = [reader.uint8(24), reader.uint8(25), reader.uint8(28)];
  if (DEPTHS[colorType]?.includes(depth) !== true) {
    throw new SyntaxError(`colour type ${colorType} with ${depth} bits per sample does not exist`);
  }
  if (reader.uint8(26) !== 0 || reader.uint8(27) !== 0 || interlace > 1) {
    throw new SyntaxError("its compression, filter or interlace method is unknown");
  }
  return {
    height: reader.uint32(20),
    width: reader.uint32(16),
    depth,
    colorType,
    interlaced: interlace === 1,
    orientation: findOrientation(reader),
  };
}

/** Reads the orientation of the eXIf chunk, which may come before or after the pixels. */
function findOrientation(reader: ByteReader): number {
  const end = reader.bytes.length;
  for (let offset = 8; offset + 12 <= end;) {
    const length = reader.uint32(offset);
    if (reader.text(offset + 4, 4) === "eXIf" && offset + 12 + length <= end) {
      return readOrientation(reader.range(offset + 8, length));
    }
    offset += 12 + length;
  }
  return 1;
}

/**
 * Decodes a PNG file; of an animated one, the image that {@linkcode chooseFrame} chooses.
 *
 * Gamma and colour profiles are ignored.
 *
 * @param bytes The file.
 * @param maxPixels Maximum number of pixels of an image.
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function decodePng(bytes: Uint8Array, maxPixels: number): Pixels {
  const header = readPngHeader(bytes);
  const chunks = readChunks(bytes);
  const still = decodeRows(header, chunks);
  const { frames, isStillFrame } = chunks;
  if (frames.length === 0 || (!isStillFrame && !isBlank(still))) return still;
  const decodeFrame = (size: Size, data: readonly Uint8Array[]) =>
    decodeRows({ ...header, ...size }, { ...chunks, data });
  const images = placeFrames(still, chunks, decodeFrame);
  return { ...chooseFrame(images, header, maxPixels), orientation: header.orientation };
}

/** Inflates the data of an image and converts its rows to pixels. */
function decodeRows(header: PngHeader, chunks: PngChunks): Pixels {
  const { height, width } = header;
  const bitsPerPixel = SAMPLES[header.colorType]! * header.depth;
  const passes = (header.interlaced ? ADAM7 : WHOLE_IMAGE).map((pass) => ({
    ...pass,
    height: Math.max(0, Math.ceil((height - pass.row) / pass.rowStep)),
    rowBytes: Math.ceil(Math.ceil((width - pass.column) / pass.columnStep) * bitsPerPixel / 8),
  })).filter((pass) => pass.height > 0 && pass.rowBytes > 0);
  const size = passes.reduce((sum, pass) => sum + pass.height * (1 + pass.rowBytes), 0);
  const raw = inflate(chunks.data, size);

  const { channels, inPlace, makeRowWriter } = chooseConversion(header, chunks);
  const length = height * width * channels;
  // Rows that need no conversion move to their places within the raw data.
  const data = inPlace ? raw.subarray(0, length) : new Uint8Array(length);
  const putRow = makeRowWriter(raw, data);
  let start = 0;
  for (const pass of passes) {
    unfilter(raw, start, pass.height, pass.rowBytes, Math.max(1, bitsPerPixel >> 3));
    for (let i = 0; i < pass.height; i++) {
      const row = (pass.row + i * pass.rowStep) * width;
      putRow(
        start + 1,
        (row + pass.column) * channels,
        (row + width) * channels,
        pass.columnStep * channels,
      );
      start += 1 + pass.rowBytes;
    }
  }
  return { height, width, channels, data, orientation: header.orientation };
}

/** Stores the row at `from` of the raw data in `data[to], data[to + step], ...` below `end`. */
type PutRow = (from: number, to: number, end: number, step: number) => void;

/** Conversion of raw rows to pixels. */
interface Conversion {
  readonly channels: Pixels["channels"];
  /** Whether the pixels overwrite the raw data. */
  readonly inPlace: boolean;
  readonly makeRowWriter: (raw: Uint8Array, data: Uint8Array) => PutRow;
}

function chooseConversion(header: PngHeader, chunks: PngChunks): Conversion {
  const { depth, colorType, interlaced } = header;
  const { transparency } = chunks;
  if (colorType === 3 || (colorType === 0 && depth <= 8 && transparency !== undefined)) {
    const table = colorType === 3 ? paletteTable(chunks) : keyedTable(depth, transparency!);
    return lookUp(table, depth);
  }
  if (depth < 8) return lookUp(grayTable(depth), depth);
  const channels = SAMPLES[colorType]! as Pixels["channels"];
  if (depth === 8 && transparency === undefined) {
    return interlaced
      ? { channels, inPlace: false, makeRowWriter: (raw, data) => copyRow(channels, raw, data) }
      : { channels, inPlace: true, makeRowWriter: moveRow };
  }
  if (transparency === undefined || colorType >= 4) {
    return {
      channels,
      inPlace: false,
      makeRowWriter: (raw, data) => reduceRow(channels, raw, data),
    };
  }
  const key = transparentKey(transparency, channels);
  return {
    channels: channels === 1 ? 2 : 4,
    inPlace: false,
    makeRowWriter: (raw, data) => keyedRow(channels, depth / 8, key, raw, data),
  };
}

/** The pixel of each possible sample, `channels` values each; -1 if there is none. */
interface PixelTable {
  readonly channels: Pixels["channels"];
  readonly values: Int16Array;
}

/** The gray of each possible sample of a gray image. */
function grayTable(depth: number): PixelTable {
  const max = (1 << depth) - 1;
  const values = Int16Array.from({ length: max + 1 }, (_, sample) => sample * 255 / max);
  return { channels: 1, values };
}

/** Gray and opacity of each possible sample, one of which is transparent. */
function keyedTable(depth: number, transparency: Uint8Array): PixelTable {
  const key = transparentKey(transparency, 1)[0]!;
  const grays = grayTable(depth).values;
  const pairs = [...grays].flatMap((gray, sample) => [gray, sample === key ? 0 : 255]);
  return { channels: 2, values: Int16Array.from(pairs) };
}

/** The entries of the palette, with the number of channels that they need. */
function paletteTable({ palette, transparency }: PngChunks): PixelTable {
  if (palette === undefined || palette.length === 0 || palette.length % 3 !== 0) {
    throw new SyntaxError("its palette is missing or incomplete");
  }
  const count = Math.min(256, palette.length / 3);
  const isGray = palette.every((value, i) => value === palette[i - i % 3]);
  const hasAlpha = transparency?.some((alpha) => alpha < 255) === true;
  const channels = (isGray ? 1 : 3) + (hasAlpha ? 1 : 0) as Pixels["channels"];
  const values = new Int16Array(256 * channels).fill(-1);
  for (let i = 0; i < count; i++) {
    const color = palette.subarray(3 * i, 3 * i + (isGray ? 1 : 3));
    values.set(hasAlpha ? [...color, transparency[i] ?? 255] : color, i * channels);
  }
  return { channels, values };
}

/** The sample values of the transparent colour of a tRNS chunk. */
function transparentKey(transparency: Uint8Array, samples: number): number[] {
  const reader = new ByteReader(transparency, false);
  return Array.from({ length: samples }, (_, i) => reader.uint16(i * 2));
}

/** Converts samples of at most 8 bits by table. */
function lookUp({ channels, values }: PixelTable, depth: number): Conversion {
  const mask = (1 << depth) - 1;
  const makeRowWriter = (raw: Uint8Array, data: Uint8Array): PutRow => (from, to, end, step) => {
    let missing = 0;
    for (let bit = 0; to < end; to += step, bit += depth) {
      const sample = raw[from + (bit >> 3)]! >> 8 - depth - (bit & 7) & mask;
      for (let c = 0; c < channels; c++) {
        const value = values[sample * channels + c]!;
        missing |= value;
        data[to + c] = value;
      }
    }
    if (missing < 0) throw new SyntaxError("a pixel has a colour that its palette lacks");
  };
  return { channels, inPlace: false, makeRowWriter };
}

/** Moves whole rows of bytes. */
function moveRow(raw: Uint8Array): PutRow {
  return (from, to, end) => void raw.copyWithin(to, from, from + end - to);
}

/** Copies pixels of `channels` bytes to their positions in a pass. */
function copyRow(channels: number, raw: Uint8Array, data: Uint8Array): PutRow {
  return (from, to, end, step) => {
    for (; to < end; to += step) {
      for (let c = 0; c < channels; c++) data[to + c] = raw[from++]!;
    }
  };
}

/** Rounds 16-bit samples to 8 bits. */
function reduceRow(channels: number, raw: Uint8Array, data: Uint8Array): PutRow {
  return (from, to, end, step) => {
    for (; to < end; to += step) {
      for (let c = 0; c < channels; c++, from += 2) data[to + c] = reduce(raw, from);
    }
  };
}

function reduce(raw: Uint8Array, at: number): number {
  return Math.round((raw[at]! << 8 | raw[at + 1]!) / 257);
}

/** Adds an opacity: 0 for the transparent colour. */
function keyedRow(
  channels: number,
  bytes: number,
  key: readonly number[],
  raw: Uint8Array,
  data: Uint8Array,
): PutRow {
  return (from, to, end, step) => {
    for (; to < end; to += step) {
      let isKey = true;
      for (let c = 0; c < channels; c++, from += bytes) {
        const sample = bytes === 1 ? raw[from]! : raw[from]! << 8 | raw[from + 1]!;
        isKey &&= sample === key[c];
        data[to + c] = bytes === 1 ? sample : reduce(raw, from);
      }
      data[to + channels] = isKey ? 0 : 255;
    }
  };
}
