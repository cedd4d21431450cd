/**
 * PNG (ISO/IEC 15948): every colour type, bit depth and transparency, interlaced or not.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { ByteReader } from "./byte_reader.ts";
import { inflate } from "./inflate.ts";
import type { GrayImage } from "../ink_image.ts";
import { luminance, overWhite } from "./luminance.ts";
import { unfilter } from "./unfilter.ts";

/** What the IHDR chunk says. */
export interface PngHeader {
  readonly height: number;
  readonly width: number;
  /** Bits per sample. */
  readonly depth: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  readonly colorType: number;
  readonly interlaced: boolean;
}

/** The chunks that matter for the pixels. */
interface PngChunks {
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly data: readonly Uint8Array[];
}

/** Every `columnStep`-th pixel of every `rowStep`-th row, a picture of its own in the file. */
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

/** Chunk types whose content decides the pixels, and whose checksum is therefore verified. */
const PIXEL_CHUNKS: readonly string[] = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/**
 * Reads the first chunk of a PNG file.
 *
 * @throws {SyntaxError} If it is not a valid IHDR chunk.
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
  };
}

/**
 * Decodes a PNG file to luminance over white.
 *
 * Gamma and colour profiles are ignored; of an animated PNG the still image is decoded.
 *
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function decodePng(bytes: Uint8Array): GrayImage {
  const header = readPngHeader(bytes);
  const { height, width } = header;
  const bitsPerPixel = SAMPLES[header.colorType]! * header.depth;
  const passes = (header.interlaced ? ADAM7 : WHOLE_IMAGE).map((pass) => ({
    ...pass,
    height: Math.max(0, Math.ceil((height - pass.row) / pass.rowStep)),
    rowBytes: Math.ceil(Math.ceil((width - pass.column) / pass.columnStep) * bitsPerPixel / 8),
  })).filter((pass) => pass.height > 0 && pass.rowBytes > 0);
  const chunks = readChunks(bytes);
  const size = passes.reduce((sum, pass) => sum + pass.height * (1 + pass.rowBytes), 0);
  const raw = inflate(chunks.data, size);

  // Rows of plain gray bytes move to their places within the raw data.
  const inPlace = isPlainGray(header, chunks);
  const data = inPlace ? raw.subarray(0, height * width) : new Uint8Array(height * width);
  const putRow = inPlace ? rowMover(raw) : rowConverter(header, chunks, raw, data);
  let start = 0;
  for (const pass of passes) {
    unfilter(raw, start, pass.height, pass.rowBytes, Math.max(1, bitsPerPixel >> 3));
    for (let i = 0; i < pass.height; i++) {
      const row = (pass.row + i * pass.rowStep) * width;
      putRow(start + 1, row + pass.column, row + width, pass.columnStep);
      start += 1 + pass.rowBytes;
    }
  }
  return { height, width, data };
}

/** Collects the chunks, up to the end mark. */
function readChunks(bytes: Uint8Array): PngChunks {
  const reader = new ByteReader(bytes, false);
  const data: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let type = "";
  for (let offset = 8; type !== "IEND";) {
    const length = reader.uint32(offset);
    type = reader.text(offset + 4, 4);
    const content = reader.range(offset + 8, length);
    const checksum = reader.uint32(offset + 8 + length);
    if (PIXEL_CHUNKS.includes(type)) {
      if (crc32(reader.range(offset + 4, 4 + length)) !== checksum) {
        throw new SyntaxError(`the checksum of its ${type} chunk is wrong`);
      }
    } else if (/^[A-Z]/.test(type)) {
      throw new SyntaxError(`it needs the unknown chunk ${JSON.stringify(type)}`);
    }
    if (type === "PLTE") palette = content;
    if (type === "tRNS") transparency = content;
    if (type === "IDAT") data.push(content);
    offset += 12 + length;
  }
  return { palette, transparency, data };
}

/** Writes the row at `from` of the raw data to `data[to], data[to + step], ...` below `end`. */
type PutRow = (from: number, to: number, end: number, step: number) => void;

function isPlainGray({ colorType, depth, interlaced }: PngHeader, chunks: PngChunks): boolean {
  return colorType === 0 && depth === 8 && !interlaced && chunks.transparency === undefined;
}

function rowMover(raw: Uint8Array): PutRow {
  return (from, to, end) => void raw.copyWithin(to, from, from + end - to);
}

function rowConverter(
  header: PngHeader,
  chunks: PngChunks,
  raw: Uint8Array,
  data: Uint8Array,
): PutRow {
  const { depth, colorType } = header;
  if (colorType === 3) return lookUpRow(paletteGrays(chunks), depth, raw, data);
  if (colorType === 0 && depth <= 8) {
    return lookUpRow(sampleGrays(depth, chunks.transparency), depth, raw, data);
  }
  return colorRow(header, chunks.transparency, raw, data);
}

/** The gray of each possible sample of a gray image; the transparent one, if any, is white. */
function sampleGrays(depth: number, transparency: Uint8Array | undefined): Int16Array {
  const max = (1 << depth) - 1;
  const grays = Int16Array.from({ length: max + 1 }, (_, sample) => sample * 255 / max);
  if (transparency === undefined) return grays;
  const key = transparentKey(transparency, 1)[0]!;
  if (key <= max) grays[key] = 255;
  return grays;
}

/** The gray of each palette entry over white; -1 where the palette has no such entry. */
function paletteGrays({ palette, transparency }: PngChunks): Int16Array {
  if (palette === undefined || palette.length === 0 || palette.length % 3 !== 0) {
    throw new SyntaxError("its palette is missing or incomplete");
  }
  return Int16Array.from({ length: 256 }, (_, i) => {
    if (i * 3 >= palette.length) return -1;
    const gray = luminance(palette[i * 3]!, palette[i * 3 + 1]!, palette[i * 3 + 2]!);
    return overWhite(gray, transparency?.[i] ?? 255);
  });
}

/** The sample values of the one colour that a tRNS chunk makes transparent. */
function transparentKey(transparency: Uint8Array, samples: number): number[] {
  const reader = new ByteReader(transparency, false);
  return Array.from({ length: samples }, (_, i) => reader.uint16(i * 2));
}

/** Converts rows of samples of at most 8 bits by table. */
function lookUpRow(grays: Int16Array, depth: number, raw: Uint8Array, data: Uint8Array): PutRow {
  const mask = (1 << depth) - 1;
  return (from, to, end, step) => {
    let missing = 0;
    for (let bit = 0; to < end; to += step, bit += depth) {
      const gray = grays[raw[from + (bit >> 3)]! >> 8 - depth - (bit & 7) & mask]!;
      missing |= gray;
      data[to] = gray;
    }
    if (missing < 0) throw new SyntaxError("a pixel has a colour that its palette lacks");
  };
}

/** Converts rows of more than one sample per pixel, or of 16-bit samples. */
function colorRow(
  { depth, colorType }: PngHeader,
  transparency: Uint8Array | undefined,
  raw: Uint8Array,
  data: Uint8Array,
): PutRow {
  const colors = colorType === 0 || colorType === 4 ? 1 : 3;
  const hasAlpha = colorType >= 4;
  const bytes = depth / 8;
  const key = !hasAlpha && transparency !== undefined
    ? transparentKey(transparency, colors)
    : undefined;
  const sample = (at: number): number => bytes === 1 ? raw[at]! : raw[at]! << 8 | raw[at + 1]!;
  const scale = bytes === 1 ? 1 : 257;
  const opaque = 255 * scale;
  return (from, to, end, step) => {
    for (; to < end; to += step) {
      const first = sample(from);
      const green = colors === 1 ? first : sample(from + bytes);
      const blue = colors === 1 ? first : sample(from + 2 * bytes);
      from += colors * bytes;
      let gray = bytes === 1
        ? luminance(first, green, blue)
        : Math.round((0.299 * first + 0.587 * green + 0.114 * blue) / scale);
      if (hasAlpha) {
        const alpha = sample(from);
        if (alpha !== opaque) gray = overWhite(gray, alpha / scale);
        from += bytes;
      } else if (
        key !== undefined && first === key[0] && (colors === 1 || green === key[1]) &&
        (colors === 1 || blue === key[2])
      ) {
        gray = 255;
      }
      data[to] = gray;
    }
  };
}
