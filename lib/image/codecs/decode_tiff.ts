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
import { TAG, TiffDirectory } from "./tiff_directory.ts";

/** The value of the photometric interpretation tag. */
const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, ycbcr: 6 };

/** Layout of the pixels of a TIFF file. */
interface Layout {
  readonly height: number;
  readonly width: number;
  readonly compression: number;
  readonly photometric: number;
  /** Bits per sample. */
  readonly depth: number;
  /** Samples per pixel. */
  readonly samples: number;
  /** Colour samples per pixel; opacity may follow. */
  readonly colors: number;
  /** 0: no opacity, 1: premultiplied, 2: not premultiplied. */
  readonly alpha: number;
  /** Whether samples are stored in separate planes. */
  readonly planar: boolean;
  readonly predictor: number;
  /** Size of a strip or tile. */
  readonly blockHeight: number;
  readonly blockWidth: number;
  readonly tiled: boolean;
}

/** Maximum number of pixels of a tile that is larger than the image. */
const MAX_SMALL_TILE = 1 << 20;
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
  const layout = readLayout(directory);
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

function readLayout(directory: TiffDirectory): Layout {
  const tiled = directory.values(TAG.tileOffsets) !== undefined;
  const [height, width] = [directory.required(TAG.height), directory.required(TAG.width)];
  const samples = directory.value(TAG.samplesPerPixel, 1);
  const photometric = directory.value(TAG.photometric, PHOTOMETRIC.whiteIsZero);
  const colors = photometric === PHOTOMETRIC.rgb || photometric === PHOTOMETRIC.ycbcr
    ? 3
    : photometric === PHOTOMETRIC.cmyk
    ? 4
    : 1;
  const layout: Layout = {
    height,
    width,
    compression: directory.value(TAG.compression, 1),
    photometric,
    depth: directory.value(TAG.bitsPerSample, 1),
    samples,
    colors,
    alpha: samples > colors ? directory.value(TAG.extraSamples, 0) : 0,
    planar: directory.value(TAG.planarConfiguration, 1) === 2 && samples > 1,
    predictor: directory.value(TAG.predictor, 1),
    blockHeight: tiled
      ? directory.required(TAG.tileHeight)
      : Math.min(directory.value(TAG.rowsPerStrip, height), height),
    blockWidth: tiled ? directory.required(TAG.tileWidth) : width,
    tiled,
  };
  checkLayout(layout, directory);
  return layout;
}

/** Refuses unsupported layouts. */
function checkLayout(layout: Layout, directory: TiffDirectory): void {
  const { depth, photometric, compression, predictor, samples, colors } = layout;
  const refuse = (state: string): never => {
    throw new SyntaxError(state);
  };
  if (!Object.values(PHOTOMETRIC).includes(photometric)) {
    refuse(`its photometric interpretation ${photometric} is not supported`);
  }
  if (photometric === PHOTOMETRIC.ycbcr && compression !== 7) {
    refuse("it has YCbCr samples without JPEG compression");
  }
  const depths = directory.values(TAG.bitsPerSample) ?? [1];
  const formats = directory.values(TAG.sampleFormat) ?? [1];
  const allowed = photometric === PHOTOMETRIC.palette ? [1, 2, 4, 8] : [1, 2, 4, 8, 16];
  if (depths.some((bits) => bits !== depth) || !allowed.includes(depth)) {
    refuse(`it has ${depths.slice(0, 8)} bits per sample, expected equal ones of ${allowed}`);
  }
  if (formats.some((format) => format !== 1 && format !== 4)) {
    refuse("its samples are not unsigned whole numbers");
  }
  if (samples < colors || samples > 8) refuse(`it has ${samples} samples per pixel`);
  if (predictor !== 1 && (predictor !== 2 || depth < 8)) {
    refuse(`its predictor ${predictor} is not supported at ${depth} bits`);
  }
  if ([2, 3, 4].includes(compression) && (depth !== 1 || samples !== 1)) {
    refuse("it has fax compression of something that is not black and white");
  }
  if (compression === 7 && (depth !== 8 || layout.planar || colors === 4 || samples !== colors)) {
    refuse("its kind of JPEG compression is not supported");
  }
  const { blockHeight, blockWidth, tiled } = layout;
  // Tiles may extend beyond the edge, within bounds that depend on the size of the image.
  const isAbsurd = tiled &&
    blockHeight * blockWidth > Math.max(MAX_SMALL_TILE, 4 * layout.height * layout.width);
  if (blockHeight < 1 || blockWidth < 1 || isAbsurd) {
    refuse(`its strips or tiles have ${blockWidth} x ${blockHeight} pixels`);
  }
}

/** The compressed bytes of every strip or tile. */
function readBlocks(directory: TiffDirectory, layout: Layout, count: number): Uint8Array[] {
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
  layout: Layout,
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
  layout: Layout,
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

/** Undoes PackBits run-length coding. */
function unpackBits(block: Uint8Array, length: number): Uint8Array {
  // Two bytes decode to 128 at most.
  if (length > block.length * 64) throw new SyntaxError("a strip or tile ends early");
  const result = new Uint8Array(length);
  let filled = 0;
  for (let i = 0; filled < length;) {
    if (i >= block.length) throw new SyntaxError("a strip or tile ends early");
    const code = block[i++]!;
    if (code < 128) {
      const literal = block.subarray(i, i + Math.min(code + 1, length - filled));
      result.set(literal, filled);
      filled += literal.length;
      i += code + 1;
    } else if (code > 128) {
      const end = Math.min(filled + 257 - code, length);
      if (i >= block.length) throw new SyntaxError("a strip or tile ends early");
      result.fill(block[i++]!, filled, end);
      filled = end;
    }
  }
  return result;
}

/** Undoes TIFF's LZW: codes of 9 to 12 bits, highest bit first, growing one code early. */
function unpackLzw(block: Uint8Array, length: number): Uint8Array {
  const [CLEAR, END, FIRST] = [256, 257, 258];
  // No code of 9 bits or more stands for more than 4096 bytes.
  if (length > block.length * 4096) throw new SyntaxError("a strip or tile ends early");
  if (block[0] === 0 && (block[1]! & 1) === 1) {
    throw new SyntaxError("it has LZW compression of the kind before TIFF 5.0");
  }
  const result = new Uint8Array(length);
  // A code stands for the bytes that end the output of the code before it, and one more:
  // where they start, and how many they are.
  const starts = new Int32Array(4096);
  const lengths = new Int32Array(4096);
  let [filled, next, width] = [0, FIRST, 9];
  let [bits, available, at] = [0, 0, 0];
  let [previousStart, previousLength] = [0, 0];
  while (filled < length) {
    for (; available < width; available += 8) {
      if (at >= block.length) throw new SyntaxError("a strip or tile ends early");
      bits = (bits << 8 | block[at++]!) & 0xfffff;
    }
    available -= width;
    const code = bits >> available & (1 << width) - 1;
    if (code === END) throw new SyntaxError("a strip or tile ends early");
    if (code === CLEAR) {
      [next, width, previousLength] = [FIRST, 9, 0];
      continue;
    }
    if (code > next || (code === next && previousLength === 0)) {
      throw new SyntaxError("its LZW data has an invalid code");
    }
    const start = filled;
    if (previousLength > 0 && next < 4096) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
    }
    if (code < 256) result[filled++] = code;
    else {
      // The last byte of the newest code is the first one written here.
      const end = Math.min(filled + lengths[code]!, length);
      for (let from = starts[code]!; filled < end;) result[filled++] = result[from++]!;
    }
    previousStart = start;
    previousLength = filled - start;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
  return result;
}

/** One array element per sample, with the predictor undone. */
function unpack(
  packed: Uint8Array,
  rows: number,
  samples: number,
  layout: Layout,
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

/** From samples, `[pixels, samples]`, to bytes, `[pixels, channels]`. */
interface Conversion {
  readonly channels: Pixels["channels"];
  readonly convert: (values: Uint8Array | Uint16Array) => Uint8Array;
}

function chooseConversion(layout: Layout, directory: TiffDirectory): Conversion {
  const { samples, photometric, depth, alpha, colors } = layout;
  const max = (1 << depth) - 1;
  if (photometric === PHOTOMETRIC.palette) return lookUp(readPalette(directory, max + 1), samples);
  const color = colors === 1 ? 1 : 3;
  const hasAlpha = alpha === 1 || alpha === 2;
  const channels = color + (hasAlpha ? 1 : 0) as Pixels["channels"];
  if (
    depth === 8 && channels === samples && alpha !== 1 && photometric !== PHOTOMETRIC.whiteIsZero
  ) return { channels, convert: (values) => values as Uint8Array };
  const convert = (values: Uint8Array | Uint16Array): Uint8Array => {
    const pixels = new Uint8Array(values.length / samples * channels);
    const scale = 255 / max;
    for (let from = 0, to = 0; to < pixels.length; from += samples, to += channels) {
      const opacity = hasAlpha ? values[from + colors]! : max;
      if (hasAlpha) pixels[to + color] = Math.round(opacity * scale);
      // CMYK: the light that the three inks and black transmit.
      const light = colors === 4 ? 1 - values[from + 3]! / max : 1;
      for (let c = 0; c < color; c++) {
        let value = values[from + c]!;
        if (photometric === PHOTOMETRIC.whiteIsZero) value = max - value;
        else if (colors === 4) value = (max - value) * light;
        // Undo premultiplied opacity.
        if (alpha === 1) value = opacity === 0 ? 0 : Math.min(max, value * max / opacity);
        pixels[to + c] = Math.round(value * scale);
      }
    }
    return pixels;
  };
  return { channels, convert };
}

/** Converts the first of `samples` samples by table. */
function lookUp(palette: Uint8Array, samples: number): Conversion {
  const convert = (values: Uint8Array | Uint16Array): Uint8Array => {
    const pixels = new Uint8Array(values.length / samples * 3);
    for (let from = 0, to = 0; to < pixels.length; from += samples, to += 3) {
      const entry = 3 * values[from]!;
      pixels[to] = palette[entry]!;
      pixels[to + 1] = palette[entry + 1]!;
      pixels[to + 2] = palette[entry + 2]!;
    }
    return pixels;
  };
  return { channels: 3, convert };
}

/** Reads the palette as RGB entries; the file stores all reds, then all greens, then all blues. */
function readPalette(directory: TiffDirectory, entries: number): Uint8Array {
  const palette = directory.values(TAG.palette) ?? [];
  if (palette.length < 3 * entries) throw new SyntaxError("its palette is missing or incomplete");
  // Some encoders store 8-bit values in place of 16-bit ones.
  const shift = palette.some((value) => value > 255) ? 8 : 0;
  return Uint8Array.from(
    { length: 3 * entries },
    (_, i) => palette[Math.floor(i / 3) + i % 3 * entries]! >> shift,
  );
}

/** Decodes a strip or tile that is a JPEG stream; its tables may be in a separate tag. */
function decodeJpegBlock(
  block: Uint8Array,
  layout: Layout,
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
