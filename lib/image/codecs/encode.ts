/**
 * Encodes images as PNG files.
 *
 * @module
 */
import type { Color, ColorImage } from "../color_image.ts";
import type { GrayImage, InkImage } from "../ink_image.ts";
import { encodePng } from "./encode_png.ts";

export type { ColorImage };

/**
 * Turns ink on paper into luminance: ink 1 is black, paper 0 is white.
 *
 * @param image Values outside `[0, 1]` are clamped; NaN is paper.
 * @returns The same image, one byte per pixel.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const gray = inkToGray({ height: 1, width: 3, data: new Float32Array([0, 0.5, 1]) });
 * assert.deepEqual([...gray.data], [255, 128, 0]);
 * ```
 */
export function inkToGray(image: InkImage): GrayImage {
  const { height, width } = image;
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) {
    const ink = image.data[i]!;
    data[i] = ink > 0 ? ink < 1 ? 255.5 - 255 * ink : 0 : 255;
  }
  return { height, width, data };
}

/** Options of all PNG files. */
export interface PngOptions {
  /** Pixels per inch, above 0, as programs print the image; not recorded if left out. */
  readonly dpi?: number | undefined;
}

function checkSize(image: GrayImage | ColorImage, channels: number): void {
  const { height, width, data } = image;
  if (data.length !== height * width * channels || data.length === 0) {
    throw new RangeError(
      `Cannot encode an image of ${height} x ${width}: it has ${data.length} bytes, ` +
        `expected ${height * width * channels}`,
    );
  }
}

/**
 * Encodes a gray image as PNG, 8 bits per pixel.
 *
 * @param image At least one pixel.
 * @param options Resolution.
 * @returns The bytes of the file; the same image gives the same bytes.
 * @throws {RangeError} If the data does not fit the size.
 */
export function encodeGrayPng(image: GrayImage, { dpi }: PngOptions = {}): Uint8Array {
  checkSize(image, 1);
  return encodePng({ ...image, channels: 1 }, dpi);
}

/**
 * Encodes a colour image as PNG, 8 bits per channel.
 *
 * @param image At least one pixel.
 * @param options Resolution.
 * @returns The bytes of the file; the same image gives the same bytes.
 * @throws {RangeError} If the data does not fit the size.
 */
export function encodeColorPng(image: ColorImage, { dpi }: PngOptions = {}): Uint8Array {
  checkSize(image, 3);
  return encodePng({ ...image, channels: 3 }, dpi);
}

/** Options of {@linkcode encodeInkPng}. */
export interface InkPngOptions {
  /** Pixels per inch, above 0; not recorded if left out. */
  readonly dpi?: number | undefined;
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
  /** Leaves the paper transparent, for pasting onto a page; white if left out. */
  readonly transparent?: boolean | undefined;
}

/**
 * Encodes a signature as PNG; by default black ink on white paper.
 *
 * @param image At least one pixel.
 * @param options Colour of the ink and transparency of the paper.
 * @returns The bytes of the file: gray, gray with alpha, or colour.
 * @throws {RangeError} If the data does not fit the size.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const png = encodeInkPng({ height: 1, width: 2, data: new Float32Array([0, 1]) });
 * assert.equal(new TextDecoder("latin1").decode(png.subarray(1, 4)), "PNG");
 * ```
 */
export function encodeInkPng(image: InkImage, options: InkPngOptions = {}): Uint8Array {
  const { color, transparent } = options;
  const gray = inkToGray(image);
  if (transparent) return encodeAlphaPng(gray, options);
  return color === undefined
    ? encodeGrayPng(gray, options)
    : encodeColorPng(tintGray(gray, color), options);
}

/**
 * Tints ink with a colour, on white.
 *
 * @param gray Black ink on white paper.
 * @param color Colour of the ink.
 * @returns The image in colour.
 */
export function tintGray({ height, width, data }: GrayImage, color: Color): ColorImage {
  const tinted = new Uint8Array(3 * data.length);
  data.forEach((paper, i) => {
    for (let c = 0; c < 3; c++) {
      tinted[3 * i + c] = color[c]! + (255 - color[c]!) * paper / 255 + 0.5;
    }
  });
  return { height, width, data: tinted };
}

/** Encodes ink as one colour whose opacity is the coverage. */
function encodeAlphaPng(gray: GrayImage, { color, dpi }: InkPngOptions): Uint8Array {
  checkSize(gray, 1);
  const { height, width } = gray;
  const shade = color ?? [0];
  const channels = shade.length + 1;
  const data = new Uint8Array(channels * gray.data.length);
  gray.data.forEach((paper, i) => {
    data.set(shade, channels * i);
    data[channels * i + channels - 1] = 255 - paper;
  });
  return encodePng({ height, width, data, channels }, dpi);
}
