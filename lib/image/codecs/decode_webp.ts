/**
 * WebP (RFC 9649), lossy and lossless: decodes the still image, or the first one of an animation.
 *
 * The decoder is Google's libwebp.
 *
 * @module
 */

import { ByteReader } from "./byte_reader.ts";
import { swapsAxes } from "./orient.ts";
import type { Pixels } from "./pixels.ts";
import { placeOnCanvas } from "./place_on_canvas.ts";
import { readOrientation } from "./tiff_directory.ts";
import { WEBP_CODE } from "./wasm_codecs.ts";
import { bytesAt, WasmDecoder } from "./wasm_decoder.ts";

/** Header of the first image of a WebP file. */
export interface WebpHeader {
  /** Rows of the upright canvas. */
  readonly height: number;
  /** Columns of the upright canvas. */
  readonly width: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** Stored size of the canvas. */
  readonly canvas: Size;
  /** Size and position of the image on the canvas. */
  readonly frame: Size & { readonly x: number; readonly y: number };
  /** The chunk of a separate opacity, if there is one. */
  readonly alpha: Chunk | undefined;
  /** The chunk of the colours. */
  readonly image: Chunk;
}

/** Rows and columns. */
interface Size {
  readonly height: number;
  readonly width: number;
}

/** A chunk of a file; its content starts 8 bytes after it. */
interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** Exports of the decoder. */
interface WebpExports {
  readonly memory: WebAssembly.Memory;
  malloc(length: number): number;
  free(address: number): void;
  /** Returns the address of the RGBA pixels, 0 if the file is damaged. Stores width and height. */
  WebPDecodeRGBA(address: number, length: number, width: number, height: number): number;
}

const SYSTEM = { fd_close: () => 8, fd_seek: () => 8, fd_write: () => 8 };
const DECODER = new WasmDecoder<WebpExports>(WEBP_CODE, { wasi_snapshot_preview1: SYSTEM });

/** The chunks from `start` to `end`. */
function* readChunks(reader: ByteReader, start: number, end: number): Generator<Chunk> {
  while (start + 8 <= end) {
    const length = reader.uint32(start + 4);
    yield { type: reader.text(start, 4), start, length };
    start += 8 + length + length % 2;
  }
}

/**
 * Reads the header of the first image of a WebP file.
 *
 * @throws {SyntaxError} If the file has no image, or its structure is damaged.
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const reader = new ByteReader(bytes, true);
  let canvas: Size | undefined;
  let found: Pick<WebpHeader, "frame" | "alpha" | "image"> | undefined;
  let orientation = 1;
  for (const chunk of readChunks(reader, 12, bytes.length)) {
    const { type, start, length } = chunk;
    if (type === "VP8X") {
      canvas = { width: size24(reader, start + 12), height: size24(reader, start + 15) };
    }
    if (type === "EXIF" && canvas !== undefined) {
      const exif = reader.range(start + 8, length);
      // Some encoders keep the prefix that EXIF data have in a JPEG file.
      const hasMark = length > 6 && reader.text(start + 8, 6) === "Exif\0\0";
      orientation = readOrientation(hasMark ? exif.subarray(6) : exif);
    }
    if (found !== undefined) continue;
    if (type === "ANMF") {
      const frame = findImage(reader, start + 24, Math.min(bytes.length, start + 8 + length));
      const [x, y] = [2 * uint24(reader, start + 8), 2 * uint24(reader, start + 11)];
      if (frame !== undefined) found = { ...frame, frame: { ...frame.frame, x, y } };
    } else if (type === "ALPH" || type === "VP8 " || type === "VP8L") {
      found = findImage(reader, start, bytes.length);
    }
  }
  if (found === undefined) throw new SyntaxError("it has no image");
  canvas ??= found.frame;
  const { x, y, height: rows, width: columns } = found.frame;
  if (y + rows > canvas.height || x + columns > canvas.width) {
    throw new SyntaxError(`an image of ${columns} x ${rows} pixels leaves its canvas`);
  }
  const turned = swapsAxes(orientation);
  const [height, width] = turned ? [canvas.width, canvas.height] : [canvas.height, canvas.width];
  return { height, width, orientation, canvas, ...found };
}

/** The first image among the chunks from `start` to `end`. */
function findImage(
  reader: ByteReader,
  start: number,
  end: number,
): Pick<WebpHeader, "frame" | "alpha" | "image"> | undefined {
  let alpha: Chunk | undefined;
  for (const chunk of readChunks(reader, start, end)) {
    if (chunk.type === "ALPH") alpha = chunk;
    if (chunk.type === "VP8 " || chunk.type === "VP8L") {
      reader.range(chunk.start, 8 + chunk.length);
      const size = readSize(reader, chunk);
      return { frame: { ...size, x: 0, y: 0 }, alpha, image: chunk };
    }
  }
  return undefined;
}

/** Reads the size from the coded image. */
function readSize(reader: ByteReader, { type, start }: Chunk): Size {
  if (type === "VP8L") {
    const bits = reader.uint32(start + 9);
    return { width: 1 + (bits & 0x3fff), height: 1 + (bits >>> 14 & 0x3fff) };
  }
  return { width: reader.uint16(start + 14) & 0x3fff, height: reader.uint16(start + 16) & 0x3fff };
}

function uint24(reader: ByteReader, offset: number): number {
  return reader.uint16(offset) | reader.uint8(offset + 2) << 16;
}

function size24(reader: ByteReader, offset: number): number {
  return 1 + uint24(reader, offset);
}

/**
 * Decodes the first image of a WebP file.
 *
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function decodeWebp(bytes: Uint8Array): Pixels {
  const announced = 8 + new ByteReader(bytes, true).uint32(4);
  if (announced > bytes.length) {
    throw new SyntaxError(`the file is cut off: it has ${bytes.length} bytes of ${announced}`);
  }
  const header = readWebpHeader(bytes);
  const { canvas, frame, orientation } = header;
  const file = stillImage(bytes, header);
  return DECODER.run((exports) => {
    const address = exports.malloc(file.length);
    bytesAt(exports, address, file.length).set(file);
    const size = exports.malloc(8);
    const start = exports.WebPDecodeRGBA(address, file.length, size, size + 4);
    if (start === 0) throw new SyntaxError("its compressed data is damaged or cut off");
    const view = new DataView(exports.memory.buffer);
    const [width, height] = [view.getUint32(size, true), view.getUint32(size + 4, true)];
    if (width !== frame.width || height !== frame.height) {
      throw new SyntaxError("its structure is damaged");
    }
    const data = bytesAt(exports, start, 4 * height * width);
    const pixels = placeOnCanvas({ height, width, data }, frame, canvas);
    for (const block of [start, size, address]) exports.free(block);
    return { ...pixels, orientation };
  });
}

/** Builds a file of the first image alone, for the decoder. */
function stillImage(bytes: Uint8Array, { alpha, image, frame }: WebpHeader): Uint8Array {
  const chunks = [alpha, image].filter((chunk) => chunk !== undefined)
    .map(({ start, length }) => bytes.subarray(start, start + 8 + length + length % 2));
  const extended = new Uint8Array(alpha === undefined ? 0 : 18);
  if (alpha !== undefined) {
    // An extended header with the alpha flag, then width - 1 and height - 1 in 24 bits each.
    const [columns, rows] = [frame.width - 1, frame.height - 1];
    extended.set([86, 80, 56, 88, 10, 0, 0, 0, 0x10, 0, 0, 0]);
    extended.set([columns & 255, columns >> 8, 0, rows & 255, rows >> 8, 0], 12);
  }
  const parts = [extended, ...chunks];
  const length = 4 + parts.reduce((sum, part) => sum + part.length, 0);
  const file = new Uint8Array(8 + length);
  file.set([82, 73, 70, 70]);
  new DataView(file.buffer).setUint32(4, length, true);
  file.set([87, 69, 66, 80], 8);
  let offset = 12;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
}
