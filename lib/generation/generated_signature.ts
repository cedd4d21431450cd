/**
 * A generated signature: strokes, pixels, and the bytes of files.
 *
 * @module
 */
import { encodeInkPng, type InkPngOptions, inkToGray, tintGray } from "../image/codecs/encode.ts";
import { encodeJpeg } from "../image/codecs/encode_jpeg.ts";
import type { Color } from "../image/color_image.ts";
import type { InkImage } from "../image/ink_image.ts";
import { placePenCanvas, renderPenCanvas } from "../model/pen/render_points.ts";
import type { Random } from "../random.ts";
import { PEN_CANVAS } from "../strokes/geometry/pen_canvas.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import { inkStrokes } from "../strokes/rendering/ink_strokes.ts";
import { renderNaturalInk } from "../strokes/rendering/render_natural_ink.ts";
import { toAnimatedSvg } from "../strokes/rendering/to_animated_svg.ts";
import { toGif } from "../strokes/rendering/to_gif.ts";
import { toSvg } from "../strokes/rendering/to_svg.ts";
import { appearanceRandom, requireStrokes, timedStrokes } from "./appearance.ts";

/** Size of a rendered signature. */
export interface RenderSize {
  /** Rows; if left out, as `width` and the proportions of the model's images give them. */
  readonly height?: number | undefined;
  /** Columns; if left out, as `height` and the proportions of the model's images give them. */
  readonly width?: number | undefined;
}

/** Options of {@linkcode GeneratedSignature.toPng}. */
export interface SignaturePngOptions extends RenderSize, InkPngOptions {
  /** Kind of ink: one colour throughout, the default, or as a ballpoint pen leaves it. */
  readonly ink?: "plain" | "natural" | undefined;
  /** Seed of ink and times, which depend on writer and sample too; 0 if left out. */
  readonly seed?: number | undefined;
}

/** Options of {@linkcode GeneratedSignature.toSvg}. */
export interface SignatureSvgOptions {
  /** Colour of the ink; black if left out. */
  readonly color?: Color | undefined;
  /** Kind of ink; of natural ink, SVG shows the widths only. */
  readonly ink?: SignaturePngOptions["ink"];
  /** Seed of ink and times; 0 if left out. */
  readonly seed?: number | undefined;
  /** Width on paper, in millimetres; if left out, the image scales to its container. */
  readonly physicalWidth?: number | undefined;
  /** Shows how it is written. */
  readonly animated?: boolean | undefined;
  /** An animation is repeated; once if left out. */
  readonly loop?: boolean | undefined;
}

/**
 * Width of a stroke that covers the rough edges of natural ink: one plus the amplitude of the edges in
 * `render_natural_ink.ts`, and a pixel on each side. The animation of a GIF uncovers the pixels under a
 * stroke, so none may lie beyond it.
 */
const COVERING = { factor: 1.13, pixels: 2 } as const;

/** What a {@linkcode GeneratedSignature} is made of: plain data, which can be sent to another thread. */
export interface SignatureContent {
  /** Number of its writer, from 0. */
  readonly writer: number;
  /** Its number among the genuine signatures of the writer or among the forgeries of them, from 0. */
  readonly sample: number;
  /** Number of the forger among those of the writer, from 0; left out if it is genuine. */
  readonly forger?: number | undefined;
  /** Writing time as a multiple of a writer's, of a forgery; 1 if left out. */
  readonly slowness?: number | undefined;
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
  /** Writing time as a multiple of a writer's: above 1 for a forgery, which is drawn slowly. */
  readonly slowness: number;
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
  constructor(content: SignatureContent) {
    const { writer, sample, forger, slowness = 1, ink, height, width } = content;
    this.writer = writer;
    this.sample = sample;
    this.forger = forger;
    this.slowness = slowness;
    this.#height = height;
    this.#width = width;
    if ("data" in ink) this.#image = ink;
    else this.strokes = ink;
  }

  /** What it is made of; `new GeneratedSignature(content)` gives the same signature. */
  get content(): SignatureContent {
    const { writer, sample, forger, slowness } = this;
    const ink = this.strokes ?? this.#image!;
    return { writer, sample, forger, slowness, ink, height: this.#height, width: this.#width };
  }

  /**
   * Renders the signature.
   *
   * @param options Rows and columns, the size of the model's images if left out; the canvas is fitted
   * into them and centred. Kind of ink.
   * @returns Ink coverage, `[height, width]`; density for natural ink.
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
  toImage(options: Pick<SignaturePngOptions, "height" | "width" | "ink" | "seed"> = {}): InkImage {
    const { height, width } = this.resolveSize(options);
    if (options.ink === "natural") {
      const strokes = timedStrokes(this, "render natural ink", options.seed);
      const placed = placePenCanvas(strokes, { height, width });
      return renderNaturalInk(placed, this.#inkRandom(options.seed), { height, width });
    }
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
  toPng({ height, width, ink, seed, ...options }: SignaturePngOptions = {}): Uint8Array {
    return encodeInkPng(this.toImage({ height, width, ink, seed }), options);
  }

  /**
   * Renders the signature as a JPEG file, ink on white paper.
   *
   * @param options Rows and columns, colour of the ink, resolution, and the quality, 1 to 100, 90 if
   * left out. Paper is white.
   * @returns The bytes of the file; the same signature and options give the same bytes.
   * @throws {RangeError} As {@linkcode GeneratedSignature.toImage}, or if an option is out of range.
   */
  toJpeg(
    options: Omit<SignaturePngOptions, "transparent"> & { readonly quality?: number | undefined } =
      {},
  ): Uint8Array {
    const { color, quality, dpi } = options;
    const gray = inkToGray(this.toImage(options));
    return encodeJpeg(color === undefined ? gray : tintGray(gray, color), { quality, dpi });
  }

  /**
   * Converts the strokes to an SVG file: the ink is one filled path, sharp at any size, on a
   * transparent canvas of 64 x 128. An animated one shows how the signature is written, and ends as the
   * still one. Of natural ink, SVG shows the widths only.
   *
   * @param options Colour of the ink, size on paper, animation.
   * @returns The text of the file; the same signature and options give the same text.
   * @throws {TypeError} If a pixel model generated it: there are no strokes then.
   */
  toSvg(options: SignatureSvgOptions = {}): string {
    const { color, physicalWidth, animated, loop, ink, seed } = options;
    const plain = requireStrokes(this, "convert to SVG");
    const size = { ...PEN_CANVAS, color, physicalWidth };
    if (!animated && ink !== "natural") return toSvg(plain, size);
    const timed = timedStrokes(this, "convert to SVG", seed);
    const strokes = ink === "natural" ? inkStrokes(timed, this.#inkRandom(seed)) : timed;
    return animated ? toAnimatedSvg(strokes, { ...size, loop }) : toSvg(strokes, size);
  }

  /**
   * Renders an animated GIF file that shows how the signature is written, at a natural speed.
   *
   * @param options Rows and columns, ink, paper; frames per second, at most 50, 25 if left out; whether
   * it is repeated.
   * @returns The bytes of the file; the last frame has the pixels of {@linkcode GeneratedSignature.toPng}.
   * @throws {TypeError} If a pixel model generated it: there are no strokes then.
   * @throws {RangeError} If a size or the frame rate is out of range.
   */
  toGif(
    options: Omit<SignaturePngOptions, "dpi"> & {
      readonly frameRate?: number | undefined;
      readonly loop?: boolean | undefined;
    } = {},
  ): Uint8Array {
    const { height, width, ink, seed, ...animation } = options;
    const size = this.resolveSize({ height, width });
    const timed = placePenCanvas(timedStrokes(this, "convert to GIF", seed), size);
    if (ink !== "natural") return toGif(timed, { ...animation, ...size });
    const strokes = inkStrokes(timed, this.#inkRandom(seed)).map((stroke) => ({
      ...stroke,
      width: stroke.width.map((value) => COVERING.factor * value + COVERING.pixels),
    }));
    const image = renderNaturalInk(timed, this.#inkRandom(seed), size);
    return toGif(strokes, { ...animation, ...size, image });
  }

  #inkRandom(seed: number | undefined): Random {
    return appearanceRandom(this, "ink", seed);
  }

  /**
   * The size of a rendered image.
   *
   * @param size Rows or columns or both; what is left out follows from the model's images.
   * @returns Rows and columns.
   * @throws {RangeError} If one is not a positive integer.
   */
  resolveSize({ height, width }: RenderSize): { readonly height: number; readonly width: number } {
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
