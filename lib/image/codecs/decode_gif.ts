/**
 * GIF 87a and 89a, with a transparent colour: decodes the still image, or of an animation the one
 * that shows the signature.
 *
 * The decoder is ImageScript's.
 *
 * @module
 */

import { ByteReader } from "./byte_reader.ts";
import { type AnimationFrame, chooseFrame } from "./choose_frame.ts";
import type { Pixels } from "./pixels.ts";
import { GIF_CODE } from "./wasm_codecs.ts";
import { bytesAt, WasmDecoder } from "./wasm_decoder.ts";

/** Header of the first image of a GIF file. */
export interface GifHeader {
  /** Rows of the canvas, which the first image may leave partly transparent. */
  readonly height: number;
  /** Columns of the canvas. */
  readonly width: number;
}

/** Exports of the decoder. */
interface GifExports {
  readonly memory: WebAssembly.Memory;
  walloc(length: number): number;
  wlen(): number;
  /**
   * Takes ownership of the bytes; returns 0 if the header is damaged. `limit` is the maximum size
   * of an image in bytes.
   */
  decoder_new(address: number, length: number, limit: number): number;
  decoder_free(decoder: number): void;
  /** Decodes the next image; returns 0 if it is damaged, 1 if there is none. */
  decoder_frame(decoder: number): number;
  decoder_frame_x(frame: number): number;
  decoder_frame_y(frame: number): number;
  decoder_frame_height(frame: number): number;
  decoder_frame_width(frame: number): number;
  /** 0 unspecified, 1 keep, 2 clear, 3 restore what was there before. */
  decoder_frame_dispose(frame: number): number;
  /** Returns the address of the RGBA pixels and sets `wlen()` to their number of bytes. */
  decoder_frame_buffer(frame: number): number;
  decoder_frame_free(frame: number): void;
}

// Only the encoder calls the import.
const DECODER = new WasmDecoder<GifExports>(GIF_CODE, { env: { push_to_stream() {} } });

/** The blocks of a GIF file. */
const BLOCK = { extension: 0x21, image: 0x2c };

/**
 * Reads a GIF file up to its first image.
 *
 * @throws {SyntaxError} If the file has no image, or is damaged before it.
 */
export function readGifHeader(bytes: Uint8Array): GifHeader {
  const reader = new ByteReader(bytes, true);
  const [screenWidth, screenHeight] = [reader.uint16(6), reader.uint16(8)];
  const flags = reader.uint8(10);
  let offset = 13 + ((flags & 0x80) === 0 ? 0 : 3 << (flags & 7) + 1);
  while (reader.uint8(offset) === BLOCK.extension) {
    offset += 2;
    for (let length = -1; length !== 0;) {
      length = reader.uint8(offset);
      offset += 1 + length;
    }
  }
  if (reader.uint8(offset) !== BLOCK.image) throw new SyntaxError("it has no image");
  const [x, y, width, height] = [1, 3, 5, 7].map((at) => reader.uint16(offset + at));
  // The first image may extend beyond the declared canvas.
  return {
    height: Math.max(screenHeight, y! + height!),
    width: Math.max(screenWidth, x! + width!),
  };
}

/**
 * Decodes a GIF file; of an animation, the image that {@linkcode chooseFrame} chooses.
 *
 * @param bytes The file.
 * @param maxPixels Maximum number of pixels of an image.
 * @throws {SyntaxError} If the file is damaged or cut off.
 */
export function decodeGif(bytes: Uint8Array, maxPixels: number): Pixels {
  const canvas = readGifHeader(bytes);
  const limit = Math.min(4 * canvas.height * canvas.width, 0xffffffff);
  return DECODER.run((exports) => {
    const address = exports.walloc(bytes.length);
    bytesAt(exports, address, bytes.length).set(bytes);
    const decoder = exports.decoder_new(address, bytes.length, limit);
    if (decoder === 0) throw new SyntaxError(DAMAGED);
    const pixels = chooseFrame(decodeFrames(exports, decoder), canvas, maxPixels);
    exports.decoder_free(decoder);
    return pixels;
  });
}

const DAMAGED = "its compressed data is damaged or cut off";

/** Decodes the images one after the other. */
function* decodeFrames(exports: GifExports, decoder: number): Generator<AnimationFrame> {
  for (let count = 0;; count++) {
    const frame = exports.decoder_frame(decoder);
    // Anything may follow the last image, but a first one must be there.
    if (frame <= 1 && count > 0) return;
    if (frame <= 1) throw new SyntaxError(DAMAGED);
    const [x, y] = [exports.decoder_frame_x(frame), exports.decoder_frame_y(frame)];
    const [height, width] = [
      exports.decoder_frame_height(frame),
      exports.decoder_frame_width(frame),
    ];
    const dispose = exports.decoder_frame_dispose(frame);
    const disposal = dispose === 2 ? "clear" : dispose === 3 ? "restore" : "keep";
    const start = exports.decoder_frame_buffer(frame);
    const data = bytesAt(exports, start, exports.wlen()).slice();
    exports.decoder_frame_free(frame);
    yield { x, y, height, width, data, blends: count > 0, disposal };
  }
}
