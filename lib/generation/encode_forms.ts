/**
 * A signature as files of several formats.
 *
 * @module
 */
import type { Color } from "../image/color_image.ts";
import type { GeneratedSignature, RenderSize } from "./generated_signature.ts";

/** The formats of a signature; each is also the extension of its files. */
export const SIGNATURE_FORMATS = ["png", "svg"] as const;

/** A format of a signature. */
export type SignatureFormat = typeof SIGNATURE_FORMATS[number];

/** Options of {@linkcode encodeForms}: plain data, which can be sent to another thread. */
export interface EncodeOptions extends RenderSize {
  /** The formats, each at most once. */
  readonly formats: readonly SignatureFormat[];
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
  /** Leaves the paper of PNG images transparent; SVG always has it. */
  readonly transparent?: boolean | undefined;
}

/** The content of one file. */
export interface EncodedForm {
  /** Extension of the file name, without a dot. */
  readonly extension: string;
  /** The bytes of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Encodes a signature in each of several formats.
 *
 * @param signature The signature.
 * @param options Formats, size and ink.
 * @returns One file per format, in the order of `options.formats`; the same signature and options give
 * the same bytes.
 * @throws {TypeError} If a format needs strokes and a pixel model generated the signature.
 * @throws {RangeError} If the size is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GeneratedSignature } from "./generated_signature.ts";
 *
 * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
 * const signature = new GeneratedSignature({ writer: 0, sample: 0, ink: [line], height: 64, width: 128 });
 * const files = encodeForms(signature, { formats: ["svg", "png"], width: 512 });
 * assert.deepEqual(files.map(({ extension }) => extension), ["svg", "png"]);
 * ```
 */
export function encodeForms(signature: GeneratedSignature, options: EncodeOptions): EncodedForm[] {
  return options.formats.map((format) => ({
    extension: format,
    bytes: ENCODERS[format](signature, options),
  }));
}

type Encoder = (signature: GeneratedSignature, options: EncodeOptions) => Uint8Array<ArrayBuffer>;

const ENCODERS: Readonly<Record<SignatureFormat, Encoder>> = {
  png: (signature, { height, width, color, transparent }) =>
    signature.toPng({ height, width, color, transparent }) as Uint8Array<ArrayBuffer>,
  svg: (signature, { color }) => new TextEncoder().encode(signature.toSvg({ color })),
};
