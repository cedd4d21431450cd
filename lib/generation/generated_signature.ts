/**
 * A generated signature, as strokes, pixels, PNG or SVG.
 *
 * @module
 */
import { encodeInkPng, type InkPngOptions } from "../image/codecs/encode.ts";
import type { Color } from "../image/drawing/canvas.ts";
import type { InkImage } from "../image/ink_image.ts";
import { renderPenCanvas } from "../model/pen/render_points.ts";
import { PEN_CANVAS } from "../strokes/geometry/pen_canvas.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { toSvg } from "../strokes/rendering/to_svg.ts";

/** Size of a rendered signature. */
export interface RenderSize {
  /** Rows; if left out, as `width` and the proportions of the model's images give them. */
  readonly height?: number | undefined;
  /** Columns; if left out, as `height` and the proportions of the model's images give them. */
  readonly width?: number | undefined;
}

/** Options of {@linkcode GeneratedSignature.toPng}. */
export interface SignaturePngOptions extends RenderSize, InkPngOptions {}

/** Options of {@linkcode GeneratedSignature.toSvg}. */
export interface SignatureSvgOptions {
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
}

/** What a {@linkcode GeneratedSignature} is made of: plain data, which can be sent to another thread. */
export interface SignatureContent {
  /** Number of its writer, from 0. */
  readonly writer: number;
  /** Its number among the genuine signatures of the writer or among the forgeries of them, from 0. */
  readonly sample: number;
  /** Number of the forger among those of the writer, from 0; left out if it is genuine. */
  readonly forger?: number | undefined;
  /** Strokes in pixels of a canvas of 64 x 128, or the image of a model without strokes. */
  readonly ink: Trajectory | InkImage;
  /** Rows of the model's images. */
  readonly height: number;
  /** Columns of the model's images. */
  readonly width: number;
}

/** One signature that a model generated. It holds no tensors, so it outlives the model. */
export class GeneratedSignature {
  /** Number of its writer, from 0; of a forgery that of the imitated writer. */
  readonly writer: number;
  /** Its number among the genuine signatures of the writer or among the forgeries of them, from 0. */
  readonly sample: number;
  /** Number of the forger among those of the writer, from 0; `undefined` if it is genuine. */
  readonly forger: number | undefined;
  /**
   * The pen's strokes in the order of writing, positions and widths in pixels of a canvas of 64 x 128;
   * empty if the pen never touched the paper. `undefined` for the signatures of a pixel model.
   */
  readonly strokes: Trajectory | undefined;
  readonly #height: number;
  readonly #width: number;
  #image: InkImage | undefined;

  /**
   * Creates a signature, as `SignatureModel.generate` does.
   *
   * @param content Numbers of writer and sample, its ink, and the size of the model's images.
   */
  constructor({ writer, sample, forger, ink, height, width }: SignatureContent) {
    this.writer = writer;
    this.sample = sample;
    this.forger = forger;
    this.#height = height;
    this.#width = width;
    if ("data" in ink) this.#image = ink;
    else this.strokes = ink;
  }

  /** What it is made of; `new GeneratedSignature(content)` gives the same signature. */
  get content(): SignatureContent {
    const { writer, sample, forger } = this;
    const ink = this.strokes ?? this.#image!;
    return { writer, sample, forger, ink, height: this.#height, width: this.#width };
  }

  /**
   * Renders the signature.
   *
   * @param size Rows and columns, the size of the model's images if left out. The canvas is fitted into
   * them and centred.
   * @returns Ink coverage, `[height, width]`.
   * @throws {RangeError} If a size is not a positive integer, or is another than that of a pixel
   * model's images.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
   * const content = { writer: 0, sample: 0, ink: [line], height: 64, width: 128 };
   * const image = new GeneratedSignature(content).toImage({ width: 512 });
   * assert.equal(image.height, 256);
   * assert.equal(image.data[128 * 512 + 200], 1); // ink
   * ```
   */
  toImage(size: RenderSize = {}): InkImage {
    const { height, width } = this.#resolve(size);
    const isDefault = height === this.#height && width === this.#width;
    if (isDefault && this.#image !== undefined) return this.#image;
    if (this.strokes === undefined) {
      throw new RangeError(
        `Cannot render at ${height}x${width}: a pixel model's signature has ` +
          `${this.#height}x${this.#width} pixels`,
      );
    }
    const image = renderPenCanvas(this.strokes, { height, width });
    if (isDefault) this.#image = image;
    return image;
  }

  /**
   * Renders the signature as a PNG file: black ink on white paper, unless `options` say otherwise.
   *
   * @param options Rows and columns, colour of the ink, and whether the paper is transparent.
   * @returns The bytes of the file; the same signature and options give the same bytes.
   * @throws {RangeError} As {@linkcode GeneratedSignature.toImage}.
   */
  toPng({ height, width, ...ink }: SignaturePngOptions = {}): Uint8Array {
    return encodeInkPng(this.toImage({ height, width }), ink);
  }

  /**
   * Converts the strokes to an SVG file: the ink is one filled path, sharp at any size, on a
   * transparent canvas of 64 x 128.
   *
   * @param options Colour of the ink.
   * @returns The text of the file; the same signature and options give the same text.
   * @throws {TypeError} If a pixel model generated it: there are no strokes then.
   */
  toSvg({ color }: SignatureSvgOptions = {}): string {
    if (this.strokes === undefined) {
      throw new TypeError(
        "Cannot convert to SVG: a pixel model's signature has no strokes, expected one of a pen model",
      );
    }
    return toSvg(this.strokes, { ...PEN_CANVAS, color });
  }

  #resolve({ height, width }: RenderSize): { readonly height: number; readonly width: number } {
    const ratio = this.#height / this.#width;
    const resolved = {
      height: height ??
        (width === undefined ? this.#height : Math.max(1, Math.round(width * ratio))),
      width: width ??
        (height === undefined ? this.#width : Math.max(1, Math.round(height / ratio))),
    };
    for (const [name, value] of Object.entries(resolved)) {
      if (Number.isSafeInteger(value) && value > 0) continue;
      throw new RangeError(`Cannot render: ${name} is ${value}, expected a positive integer`);
    }
    return resolved;
  }
}
