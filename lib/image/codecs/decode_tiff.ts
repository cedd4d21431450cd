/**
 * TIFF 6.0 and BigTIFF: black and white, gray, palette, RGB and CMYK, in strips or tiles, uncompressed or with
 * LZW, Deflate, PackBits, JPEG or fax compression.
 *
 * @module
 */

import { decodeCcitt } from "./decode_ccitt.ts";
import { decodeJpeg, readJpegHeader } from "./decode_jpeg.ts";
import { isBlank } from "./is_blank.ts";
import { inflate } from "./inflate.ts";
import { swapsAxes } from "./orient.ts";
import type { Pixels } from "./pixels.ts";
import { unpackBits, unpackLzw } from "./tiff_compression.ts";
import { TAG, TiffDirectory } from "./tiff_directory.ts";
import { PHOTOMETRIC, readTiffLayout, type TiffLayout } from "./tiff_layout.ts";
import { chooseConversion } from "./tiff_samples.ts";
import { isWide, scaleWide, unpackWide } from "./tiff_wide_samples.ts";

/** Maximum number of excess rows of the last strip with JPEG compression. */
const MAX_JPEG_EXCESS = 64;
/** Minimum size of a page, as a fraction of the largest one; smaller ones are thumbnails. */
const MIN_PAGE_FRACTION = 0.25;
/**
 * Maximum number of pixels decoded in search of a page with ink, in multiples of the size limit.
 */
const MAX_SEARCHED_IMAGES = 2;

/**
 * Reads the size of the first full-size image of a TIFF file.
 *
 * @returns The size of the upright image.
 * @throws {SyntaxError} If the first directory is damaged.
 */
export function readTiffHeader(bytes: Uint8Array): { height: number; width: number } {
  return pageSize(findPages(bytes).whole[0]);
}

function pageSize(directory: TiffDirectory): { height: number; width: number } {
  const [rows, columns] = [directory.required(TAG.height), directory.required(TAG.width)];
  const turned = swapsAxes(directory.value(TAG.orientation, 1));
  return turned ? { height: columns, width: rows } : { height: rows, width: columns };
}

/** The images of a file. */
interface TiffPages {
  /** Those of full size, in file order. */
  readonly whole: readonly [TiffDirectory, ...TiffDirectory[]];
  /** Small ones, from the largest to the smallest: thumbnails, or small scans. */
  readonly small: readonly TiffDirectory[];
}

/** Finds the images without masks. */
function findPages(bytes: Uint8Array): TiffPages {
  const [first, ...others] = TiffDirectory.readAll(bytes);
  if (others.length === 0) return { whole: [first], small: [] };
  const pages = [first, ...others].flatMap((directory) => {
    try {
      const { height, width } = pageSize(directory);
      // Bit 2 is a mask. A reduced resolution is bit 0 or, in the older tag, the value 2.
      const type = directory.value(TAG.newSubfileType, 0);
      const isReduced = (type & 1) !== 0 || directory.value(TAG.subfileType, 1) === 2;
      return (type & 4) !== 0 ? [] : [{ directory, isReduced, size: height * width }];
    } catch {
      return [];
    }
  });
  const full = pages.some(({ isReduced }) => !isReduced)
    ? pages.filter((page) => !page.isReduced)
    : pages;
  const largest = full.reduce((most, { size }) => Math.max(most, size), 0);
  const whole = full.filter(({ size }) => size >= MIN_PAGE_FRACTION * largest);
  const small = pages.filter((page) => !whole.includes(page)).sort((a, b) => b.size - a.size);
  const [start = first, ...rest] = whole.map(({ directory }) => directory);
  return { whole: [start, ...rest], small: small.map(({ directory }) => directory) };
}

/**
 * Decodes the first full-size image of a TIFF file that is not blank. If all are blank, the largest
 * small one that is not; else the first full-size one.
 *
 * @param bytes The file.
 * @param maxPixels Later images with more pixels are skipped.
 * @throws {SyntaxError} If the file is damaged, cut off or of an unsupported kind.
 */
export function decodeTiff(bytes: Uint8Array, maxPixels: number): Pixels {
  const { whole: [first, ...others], small } = findPages(bytes);
  const pixels = decodePage(first);
  if (others.length === 0 && small.length === 0) return pixels;
  const search = { maxPixels, left: MAX_SEARCHED_IMAGES * maxPixels };
  const further = inkedPages(others, search);
  const page = isBlank(pixels) ? further.next().value : pixels;
  if (page === undefined) return inkedPages(small, search).next().value ?? pixels;
  return { ...page, hasMorePages: further.next().done !== true };
}

/** Decodes images in order, and yields those that are not blank. */
function* inkedPages(
  directories: readonly TiffDirectory[],
  search: { readonly maxPixels: number; left: number },
): Generator<Pixels, undefined> {
  for (const directory of directories) {
    const { height, width } = pageSize(directory);
    if (height * width > search.maxPixels) continue;
    search.left -= height * width;
    if (search.left < 0) return;
    try {
      const page = decodePage(directory);
      if (!isBlank(page)) yield page;
    } catch {
      continue; // a damaged page; another one may serve
    }
  }
}

function decodePage(directory: TiffDirectory): Pixels {
  const layout = readTiffLayout(directory);
  const { height, width, blockHeight, blockWidth } = layout;
  const planes = layout.planar ? layout.samples : 1;
  const across = Math.ceil(width / blockWidth);
  const perPlane = across * Math.ceil(height / blockHeight);
  const blocks = readBlocks(directory, layout, perPlane * planes);
  const wide = isWide(layout);
  const { channels, convert } = chooseConversion(
    wide ? { ...layout, depth: 16 } : layout,
    directory,
  );
  const data = new Uint8Array(height * width * channels);
  // The last strip ends with the image; tiles are always complete.
  const rowsOf = (i: number) =>
    layout.tiled
      ? blockHeight
      : Math.min(blockHeight, height - Math.floor(i / across) * blockHeight);
  const decode = (i: number) => decodeSamples(blocks, i, perPlane, rowsOf(i), layout, directory);
  const scaled = wide
    ? scaleWide(Array.from({ length: perPlane }, (_, i) => decode(i) as Float32Array))
    : undefined;
  for (let i = 0; i < perPlane; i++) {
    const [top, left] = [Math.floor(i / across) * blockHeight, (i % across) * blockWidth];
    const rows = rowsOf(i);
    const block = layout.compression === 7
      ? decodeJpegBlock(blocks[i]!, layout, rows, directory)
      : convert(scaled?.[i] ?? decode(i) as Uint8Array | Uint16Array);
    const columns = Math.min(blockWidth, width - left);
    for (let y = 0; y < Math.min(rows, height - top); y++) {
      const from = y * blockWidth * channels;
      const row = block.subarray(from, from + columns * channels);
      data.set(row, ((top + y) * width + left) * channels);
    }
  }
  return { height, width, channels, data, orientation: directory.value(TAG.orientation, 1) };
}

/** The compressed bytes of every strip or tile. */
function readBlocks(directory: TiffDirectory, layout: TiffLayout, count: number): Uint8Array[] {
  const { tiled } = layout;
  const offsets = directory.values(tiled ? TAG.tileOffsets : TAG.stripOffsets) ?? [];
  const lengths = directory.values(tiled ? TAG.tileByteCounts : TAG.stripByteCounts) ?? [];
  const { reader } = directory;
  // Old encoders omit the length of a single strip: it extends to the end of the file.
  if (lengths.length === 0 && count === 1) lengths.push(reader.bytes.length - (offsets[0] ?? 0));
  if (offsets.length < count || lengths.length < count) {
    throw new SyntaxError(
      `it has ${offsets.length} strips or tiles with ${lengths.length} lengths, expected ${count}`,
    );
  }
  const reversed = directory.value(TAG.fillOrder, 1) === 2;
  return Array.from({ length: count }, (_, i) => {
    const block = reader.range(offsets[i]!, lengths[i]!);
    return reversed ? block.map(reverseBits) : block;
  });
}

function reverseBits(byte: number): number {
  byte = (byte & 0x55) << 1 | byte >> 1 & 0x55;
  byte = (byte & 0x33) << 2 | byte >> 2 & 0x33;
  return (byte & 0x0f) << 4 | byte >> 4;
}

/** The samples of a strip or tile: of up to 8 bits, of up to 16 bits, or wide. */
type Samples = Uint8Array | Uint16Array | Float32Array;

function createSamples(layout: TiffLayout, length: number): Samples {
  if (isWide(layout)) return new Float32Array(length);
  return layout.depth > 8 ? new Uint16Array(length) : new Uint8Array(length);
}

/** Decodes the samples of block `i`, `[rows, blockWidth, samples]`. */
function decodeSamples(
  blocks: readonly Uint8Array[],
  i: number,
  perPlane: number,
  rows: number,
  layout: TiffLayout,
  directory: TiffDirectory,
): Samples {
  if (!layout.planar) {
    return unpack(
      decompress(blocks[i]!, rows, layout.samples, layout, directory),
      rows,
      layout.samples,
      layout,
      directory.reader.littleEndian,
    );
  }
  const pixels = rows * layout.blockWidth;
  const all = createSamples(layout, pixels * layout.samples);
  for (let plane = 0; plane < layout.samples; plane++) {
    const packed = decompress(blocks[plane * perPlane + i]!, rows, 1, layout, directory);
    const values = unpack(packed, rows, 1, layout, directory.reader.littleEndian);
    for (let p = 0; p < pixels; p++) all[p * layout.samples + plane] = values[p]!;
  }
  return all;
}

/** Undoes the compression: `rows` rows of packed samples, each row starting at a byte. */
function decompress(
  block: Uint8Array,
  rows: number,
  samples: number,
  layout: TiffLayout,
  directory: TiffDirectory,
): Uint8Array {
  const { blockWidth: width, compression, depth } = layout;
  const length = rows * Math.ceil(width * samples * depth / 8);
  switch (compression) {
    case 1:
      if (block.length >= length) return block.subarray(0, length);
      throw new SyntaxError(`a strip or tile has ${block.length} bytes, expected ${length}`);
    case 2:
    case 3:
    case 4: {
      const coding = ([, , "rle", "group3", "group4"] as const)[compression]!;
      const options = directory.value(TAG.faxOptions, 0);
      return decodeCcitt(block, {
        width,
        height: rows,
        coding,
        twoDimensional: coding === "group3" && (options & 1) === 1,
      });
    }
    case 5:
      return unpackLzw(block, length);
    case 8:
    case 32946:
      return inflate([block], length, { allowExcess: true });
    case 32773:
      return unpackBits(block, length);
    default:
      throw new SyntaxError(`its compression ${compression} is not supported`);
  }
}

/** One array element per sample, with the predictor undone. */
function unpack(
  packed: Uint8Array,
  rows: number,
  samples: number,
  layout: TiffLayout,
  littleEndian: boolean,
): Samples {
  if (isWide(layout)) return unpackWide({ bytes: packed, rows, samples, littleEndian }, layout);
  const perRow = layout.blockWidth * samples;
  const { depth } = layout;
  if (depth === 8 && layout.predictor === 1) return packed;
  const values = createSamples(layout, rows * perRow);
  const rowBytes = Math.ceil(perRow * depth / 8);
  for (let row = 0; row < rows; row++) {
    const from = row * rowBytes;
    const to = row * perRow;
    for (let i = 0; i < perRow; i++) {
      if (depth === 8) values[to + i] = packed[from + i]!;
      else if (depth === 16) {
        const [first, second] = [packed[from + 2 * i]!, packed[from + 2 * i + 1]!];
        values[to + i] = littleEndian ? first | second << 8 : first << 8 | second;
      } else values[to + i] = readBits(packed, from, i * depth, depth);
    }
    if (layout.predictor === 2) {
      for (let i = samples; i < perRow; i++) {
        values[to + i] = values[to + i]! + values[to + i - samples]!;
      }
    }
  }
  return values;
}

/** Reads `count` bits, at most 16, that start `bit` bits after the byte at `from`. */
function readBits(packed: Uint8Array, from: number, bit: number, count: number): number {
  const at = from + (bit >> 3);
  const bits = packed[at]! << 16 | (packed[at + 1] ?? 0) << 8 | (packed[at + 2] ?? 0);
  return bits >> 24 - count - (bit & 7) & (1 << count) - 1;
}

/** Decodes a strip or tile that is a JPEG stream; its tables may be in a separate tag. */
function decodeJpegBlock(
  block: Uint8Array,
  layout: TiffLayout,
  rows: number,
  directory: TiffDirectory,
): Uint8Array {
  const tables = directory.values(TAG.jpegTables) ?? [];
  // Both are complete streams: drop the end marker of the first and the start marker of the second.
  const stream = Uint8Array.from([...(tables.length > 0 ? tables.slice(0, -2) : [0xff, 0xd8])]);
  const jpeg = new Uint8Array(stream.length + block.length - 2);
  jpeg.set(stream);
  jpeg.set(block.subarray(2), stream.length);
  const { height, width } = readJpegHeader(jpeg);
  if (width !== layout.blockWidth || height < rows || height > rows + MAX_JPEG_EXCESS) {
    throw new SyntaxError(`a strip or tile is a JPEG of ${width} x ${height} pixels`);
  }
  const colors = layout.photometric === PHOTOMETRIC.rgb ? "RGB" : "YCbCr";
  const { channels, data } = decodeJpeg(jpeg, { colors });
  if (channels !== (layout.colors === 1 ? 1 : 3)) {
    throw new SyntaxError(`a strip or tile is a JPEG of ${channels} components`);
  }
  return layout.photometric === PHOTOMETRIC.whiteIsZero ? data.map((value) => 255 - value) : data;
}
