/**
 * TIFF 6.0: black and white, gray, palette, RGB and CMYK, in strips or tiles, uncompressed or with
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
  return pageSize(findPages(bytes)[0]!);
}

function pageSize(directory: TiffDirectory): { height: number; width: number } {
  const [rows, columns] = [directory.required(TAG.height), directory.required(TAG.width)];
  const turned = swapsAxes(directory.value(TAG.orientation, 1));
  return turned ? { height: columns, width: rows } : { height: rows, width: columns };
}

/** Finds the full-size images in file order, without thumbnails and masks. */
function findPages(bytes: Uint8Array): TiffDirectory[] {
  const all = TiffDirectory.readAll(bytes);
  if (all.length === 1) return all;
  const pages = all.flatMap((directory) => {
    try {
      const { height, width } = pageSize(directory);
      // A reduced resolution is bit 0 or, in the older tag, the value 2. Bit 2 is a mask.
      const isOther = (directory.value(TAG.newSubfileType, 0) & 5) !== 0 ||
        directory.value(TAG.subfileType, 1) === 2;
      return [{ directory, isOther, size: height * width }];
    } catch {
      return [];
    }
  });
  const whole = pages.some(({ isOther }) => !isOther)
    ? pages.filter((page) => !page.isOther)
    : pages;
  const largest = whole.reduce((most, { size }) => Math.max(most, size), 0);
  const large = whole.filter(({ size }) => size >= MIN_PAGE_FRACTION * largest);
  return large.length === 0 ? all.slice(0, 1) : large.map(({ directory }) => directory);
}

/**
 * Decodes the first full-size image of a TIFF file that is not blank, or the first full-size one if
 * all are blank.
 *
 * @param bytes The file.
 * @param maxPixels Later images with more pixels are skipped.
 * @throws {SyntaxError} If the file is damaged, cut off or of an unsupported kind.
 */
export function decodeTiff(bytes: Uint8Array, maxPixels: number): Pixels {
  const [first, ...others] = findPages(bytes);
  const pixels = decodePage(first!);
  if (others.length === 0 || !isBlank(pixels)) return pixels;
  let left = MAX_SEARCHED_IMAGES * maxPixels;
  for (const directory of others) {
    const { height, width } = pageSize(directory);
    if (height * width > maxPixels) continue;
    left -= height * width;
    if (left < 0) break;
    try {
      const page = decodePage(directory);
      if (!isBlank(page)) return page;
    } catch {
      continue; // a damaged page; another one may serve
    }
  }
  return pixels;
}

function decodePage(directory: TiffDirectory): Pixels {
  const layout = readTiffLayout(directory);
  const { height, width, blockHeight, blockWidth } = layout;
  const planes = layout.planar ? layout.samples : 1;
  const across = Math.ceil(width / blockWidth);
  const perPlane = across * Math.ceil(height / blockHeight);
  const blocks = readBlocks(directory, layout, perPlane * planes);
  const { channels, convert } = chooseConversion(layout, directory);
  const data = new Uint8Array(height * width * channels);
  for (let i = 0; i < perPlane; i++) {
    const [top, left] = [Math.floor(i / across) * blockHeight, (i % across) * blockWidth];
    // The last strip ends with the image; tiles are always complete.
    const rows = layout.tiled ? blockHeight : Math.min(blockHeight, height - top);
    const block = layout.compression === 7
      ? decodeJpegBlock(blocks[i]!, layout, rows, directory)
      : convert(decodeSamples(blocks, i, perPlane, rows, layout, directory));
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

/** Decodes the 8-bit or 16-bit samples of block `i`, `[rows, blockWidth, samples]`. */
function decodeSamples(
  blocks: readonly Uint8Array[],
  i: number,
  perPlane: number,
  rows: number,
  layout: TiffLayout,
  directory: TiffDirectory,
): Uint8Array | Uint16Array {
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
  const all = layout.depth === 16
    ? new Uint16Array(pixels * layout.samples)
    : new Uint8Array(pixels * layout.samples);
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
      throw new SyntaxError(`its compression method ${compression} is not supported`);
  }
}

/** One array element per sample, with the predictor undone. */
function unpack(
  packed: Uint8Array,
  rows: number,
  samples: number,
  layout: TiffLayout,
  littleEndian: boolean,
): Uint8Array | Uint16Array {
  const perRow = layout.blockWidth * samples;
  const { depth } = layout;
  if (depth === 8 && layout.predictor === 1) return packed;
  const values = depth === 16 ? new Uint16Array(rows * perRow) : new Uint8Array(rows * perRow);
  const rowBytes = Math.ceil(perRow * depth / 8);
  for (let row = 0; row < rows; row++) {
    const from = row * rowBytes;
    const to = row * perRow;
    for (let i = 0; i < perRow; i++) {
      if (depth === 8) values[to + i] = packed[from + i]!;
      else if (depth < 8) {
        const bit = i * depth;
        values[to + i] = packed[from + (bit >> 3)]! >> 8 - depth - (bit & 7) & (1 << depth) - 1;
      } else {
        const [first, second] = [packed[from + 2 * i]!, packed[from + 2 * i + 1]!];
        values[to + i] = littleEndian ? first | second << 8 : first << 8 | second;
      }
    }
    if (layout.predictor === 2) {
      for (let i = samples; i < perRow; i++) {
        values[to + i] = values[to + i]! + values[to + i - samples]!;
      }
    }
  }
  return values;
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
