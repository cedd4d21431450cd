/**
 * WebP (RFC 9649), lossy and lossless: decodes the still image, or of an animation the one that
 * shows the signature.
 *
 * The decoder is Google's libwebp.
 *
 * @module
 */

import { ByteReader } from "./byte_reader.ts";
import { type AnimationFrame, chooseFrame } from "./choose_frame.ts";
import { swapsAxes } from "./orient.ts";
import type { Pixels } from "./pixels.ts";
import { readOrientation } from "./tiff_directory.ts";
import { WEBP_CODE } from "./wasm_codecs.ts";
import { bytesAt, WasmDecoder } from "./wasm_decoder.ts";

/** Header of a WebP file. */
export interface WebpHeader {
  /** Rows of the upright canvas. */
  readonly height: number;
  /** Columns of the upright canvas. */
  readonly width: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** Stored size of the canvas. */
  readonly canvas: Size;
  /** The still image, or those of an animation. */
  readonly frames: readonly WebpFrame[];
}

/** A coded image, and its place on the canvas. */
interface WebpFrame extends Omit<AnimationFrame, "data"> {
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
 * Reads the structure of a WebP file.
 *
 * @throws {SyntaxError} If the file has no image, or its structure is damaged before the first one.
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const reader = new ByteReader(bytes, true);
  let declared: Size | undefined;
  const frames: WebpFrame[] = [];
  let orientation = 1;
  for (const chunk of readChunks(reader, 12, bytes.length)) {
    const { type, start, length } = chunk;
    if (type === "VP8X") {
      declared = { width: size24(reader, start + 12), height: size24(reader, start + 15) };
    }
    if (type === "EXIF" && declared !== undefined) {
      const exif = reader.range(start + 8, length);
      // Some encoders keep the prefix that EXIF data have in a JPEG file.
      const hasMark = length > 6 && reader.text(start + 8, 6) === "Exif\0\0";
      orientation = readOrientation(hasMark ? exif.subarray(6) : exif);
    }
    if (type === "ANMF") {
      const frame = readAnimationFrame(reader, chunk, frames.length === 0);
      if (frame !== undefined) frames.push(frame);
    } else if (frames.length === 0 && ["ALPH", "VP8 ", "VP8L"].includes(type)) {
      const frame = findImage(reader, start, bytes.length);
      if (frame !== undefined) frames.push(frame);
    }
  }
  const first = frames[0];
  if (first === undefined) throw new SyntaxError("it has no image");
  const canvas: Size = declared ?? { height: first.height, width: first.width };
  if (first.y + first.height > canvas.height || first.x + first.width > canvas.width) {
    throw new SyntaxError(`an image of ${first.width} x ${first.height} pixels leaves its canvas`);
  }
  const turned = swapsAxes(orientation);
  const [height, width] = turned ? [canvas.width, canvas.height] : [canvas.height, canvas.width];
  return { height, width, orientation, canvas, frames };
}

/** Reads an image of an animation; a later one that is damaged is left out. */
function readAnimationFrame(
  reader: ByteReader,
  { start, length }: Chunk,
  isFirst: boolean,
): WebpFrame | undefined {
  try {
    const end = Math.min(reader.bytes.length, start + 8 + length);
    const found = findImage(reader, start + 24, end);
    if (found === undefined) return undefined;
    const [x, y] = [2 * uint24(reader, start + 8), 2 * uint24(reader, start + 11)];
    const flags = reader.uint8(start + 23);
    const disposal = (flags & 1) === 1 ? "clear" : "keep";
    return { ...found, x, y, blends: !isFirst && (flags & 2) === 0, disposal };
  } catch (error) {
    if (isFirst) throw error;
    return undefined;
  }
}

/** The first image among the chunks from `start` to `end`. */
function findImage(
  reader: ByteReader,
  start: number,
  end: number,
): WebpFrame | undefined {
  let alpha: Chunk | undefined;
  for (const chunk of readChunks(reader, start, end)) {
    if (chunk.type === "ALPH") alpha = chunk;
    if (chunk.type === "VP8 " || chunk.type === "VP8L") {
      reader.range(chunk.start, 8 + chunk.length);
      const size = readSize(reader, chunk);
      return { ...size, x: 0, y: 0, blends: false, disposal: "keep", alpha, image: chunk };
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
 * Decodes a WebP file; of an animation, the image that {@linkcode chooseFrame} chooses.
 *
 * @param bytes The file.
 * @param maxPixels Maximum number of pixels of an image.
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function decodeWebp(bytes: Uint8Array, maxPixels: number): Pixels {
  const announced = 8 + new ByteReader(bytes, true).uint32(4);
  if (announced > bytes.length) {
    throw new SyntaxError(`the file is cut off: it has ${bytes.length} bytes of ${announced}`);
  }
  const { canvas, frames, orientation } = readWebpHeader(bytes);
  return { ...chooseFrame(decodeFrames(bytes, frames), canvas, maxPixels), orientation };
}

/** Decodes the images one after the other. */
function* decodeFrames(
  bytes: Uint8Array,
  frames: readonly WebpFrame[],
): Generator<AnimationFrame> {
  for (const frame of frames) {
    const file = stillImage(bytes, frame);
    const data = DECODER.run((exports) => decodeStill(exports, file, frame));
    yield { ...frame, data };
  }
}

/** Decodes a still image to RGBA. */
function decodeStill(exports: WebpExports, file: Uint8Array, expected: Size): Uint8Array {
  const address = exports.malloc(file.length);
  bytesAt(exports, address, file.length).set(file);
  const size = exports.malloc(8);
  const start = exports.WebPDecodeRGBA(address, file.length, size, size + 4);
  if (start === 0) throw new SyntaxError("its compressed data is damaged or cut off");
  const view = new DataView(exports.memory.buffer);
  const [width, height] = [view.getUint32(size, true), view.getUint32(size + 4, true)];
  if (width !== expected.width || height !== expected.height) {
    throw new SyntaxError("its structure is damaged");
  }
  const data = bytesAt(exports, start, 4 * height * width).slice();
  for (const block of [start, size, address]) exports.free(block);
  return data;
}

/** Builds a file of one image alone, for the decoder. */
function stillImage(bytes: Uint8Array, { alpha, image, ...frame }: WebpFrame): Uint8Array {
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
