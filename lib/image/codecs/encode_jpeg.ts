/**
 * Encodes images as JPEG files.
 *
 * @module
 */
import type { ColorImage } from "../color_image.ts";
import type { GrayImage } from "../ink_image.ts";
import { JPEG_CODE } from "./wasm_codecs.ts";
import { bytesAt, WasmDecoder } from "./wasm_decoder.ts";

/** Options of {@linkcode encodeJpeg}. */
export interface JpegOptions {
  /** 1 to 100; 90 if left out. */
  readonly quality?: number | undefined;
  /** Pixels per inch, an integer; not recorded if left out. */
  readonly dpi?: number | undefined;
}

/** Exports of the encoder. */
interface JpegEncoderExports {
  readonly memory: WebAssembly.Memory;
  walloc(length: number): number;
  wfree(address: number, length: number): void;
  wlen(): number;
  /** Takes ownership of RGBA pixels; returns the address of a file of `wlen()` bytes. */
  encode(address: number, width: number, height: number, quality: number): number;
}

const ENCODER = new WasmDecoder<JpegEncoderExports>(JPEG_CODE);
const DEFAULT_QUALITY = 90;
const MAX_SIZE = 65535;
/** Position of unit and density in the JFIF segment, which is the first of the file. */
const JFIF = { unit: 13, xDensity: 14, yDensity: 16, perInch: 1 } as const;

/**
 * Encodes an image as baseline JPEG in colour. The encoder is ImageScript's (`jpeg-encoder`, written
 * in Rust, as WebAssembly).
 *
 * @param image Gray or RGB, at least one pixel.
 * @param options Quality and resolution.
 * @returns The bytes of the file; the same image gives the same bytes.
 * @throws {RangeError} If the data does not fit the size, or an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const gray = { height: 8, width: 8, data: new Uint8Array(64).fill(128) };
 * const jpeg = encodeJpeg(gray, { quality: 80, dpi: 300 });
 * assert.deepEqual([...jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
 * ```
 */
export function encodeJpeg(image: GrayImage | ColorImage, options: JpegOptions = {}): Uint8Array {
  const { height, width, data } = image;
  const { quality = DEFAULT_QUALITY, dpi } = options;
  const channels = data.length / (height * width);
  if (!(channels === 1 || channels === 3) || Math.max(height, width) > MAX_SIZE) {
    throw new RangeError(
      `Cannot encode an image of ${height} x ${width} as JPEG: it has ${data.length} bytes, ` +
        `expected 1 or 3 per pixel and sizes up to ${MAX_SIZE}`,
    );
  }
  checkInteger("quality", quality, 100);
  const bytes = ENCODER.run((exports) => {
    const length = 4 * height * width;
    const address = exports.walloc(length);
    fillRgba(bytesAt(exports, address, length), data, channels);
    const file = exports.encode(address, width, height, quality);
    const size = exports.wlen();
    const copy = bytesAt(exports, file, size).slice();
    exports.wfree(file, size);
    return copy;
  });
  return dpi === undefined ? bytes : withJpegDpi(bytes, dpi);
}

/**
 * Records the resolution in a file of {@linkcode encodeJpeg}.
 *
 * @param jpeg The bytes of the file.
 * @param dpi Pixels per inch, an integer from 1 to 65,535.
 * @returns A copy.
 */
export function withJpegDpi(jpeg: Uint8Array, dpi: number): Uint8Array {
  checkInteger("dpi", dpi, MAX_SIZE);
  const bytes = jpeg.slice();
  const view = new DataView(bytes.buffer);
  view.setUint8(JFIF.unit, JFIF.perInch);
  view.setUint16(JFIF.xDensity, dpi);
  view.setUint16(JFIF.yDensity, dpi);
  return bytes;
}

function checkInteger(name: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  throw new RangeError(
    `Cannot encode a JPEG: ${name} is ${value}, expected an integer from 1 to ${max}`,
  );
}

function fillRgba(target: Uint8Array, data: Uint8Array, channels: number): void {
  for (let i = 0; 4 * i < target.length; i++) {
    for (let c = 0; c < 3; c++) target[4 * i + c] = data[channels === 1 ? i : 3 * i + c]!;
    target[4 * i + 3] = 255;
  }
}
