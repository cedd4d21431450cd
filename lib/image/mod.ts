/**
 * Image files and scans of signatures: decode, clean, encode, simulate.
 *
 * Decoding reads PNG, JPEG, BMP, TIFF, GIF and WebP by their content. Cleaning removes uneven light,
 * ruled lines and specks, and crops and scales the ink. Encoding writes PNG, JPEG and animated GIF.
 *
 * ```ts
 * import { decodeImage, encodeGrayPng, encodeInkPng, prepareSignature } from "@signature-vae/signature-vae/image";
 *
 * // A gray page with a line on it, as a scanner would save it.
 * const page = { height: 100, width: 300, data: new Uint8Array(100 * 300).fill(220) };
 * for (let x = 50; x < 250; x++) page.data[300 * (50 + x % 5) + x] = 30;
 * const scan = await decodeImage(encodeGrayPng(page));
 *
 * const ink = prepareSignature(scan, { height: 64, width: 128 });
 * const png = encodeInkPng(ink, { color: [26, 43, 128], transparent: true });
 * console.assert(ink.data.some((coverage) => coverage > 0.5) && png.length > 0);
 * ```
 *
 * @module
 */
export { Random } from "../random.ts";
export { ImageFormatError, type ImageFormatErrorOptions } from "../errors.ts";
export type { InkWarning } from "./cleaning/ink_warning.ts";
export * from "./cleaning/prepare.ts";
export * from "./codecs/decode.ts";
export * from "./codecs/encode.ts";
export * from "./codecs/encode_gif.ts";
export * from "./codecs/encode_jpeg.ts";
export { type ImageFormat, type ImageHeader, readImageHeader } from "./codecs/header.ts";
export type { Color } from "./color_image.ts";
export * from "./drawing/contact_sheet.ts";
export * from "./ink_image.ts";
export type { Disturbance } from "./scanning/disturbances.ts";
export type { PaperMark } from "./scanning/paper_marks.ts";
export * from "./scanning/simulate_scan.ts";
