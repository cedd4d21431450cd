/**
 * A signature as files of several formats.
 *
 * @module
 */
import { encodeColorPng, encodeGrayPng, inkToGray } from "../image/codecs/encode.ts";
import { encodeJpeg, withJpegDpi } from "../image/codecs/encode_jpeg.ts";
import type { Color } from "../image/color_image.ts";
import type { SimulatedScan } from "../image/scanning/simulate_scan.ts";
import type { Recording } from "../strokes/online/recording.ts";
import { toInkml } from "../strokes/online/to_inkml.ts";
import { toRecordingCsv } from "../strokes/online/to_recording_csv.ts";
import { toRecordingJson } from "../strokes/online/to_recording_json.ts";
import { toSvc } from "../strokes/online/to_svc.ts";
import type { GeneratedSignature, RenderSize, SignaturePngOptions } from "./generated_signature.ts";
import { recordSignature } from "./record_signature.ts";
import { scanSignature } from "./scan_signature.ts";

/**
 * The formats of a signature; each is also the extension of its files: pixels, strokes, the recording
 * of a tablet, and the true ink of a simulated scan.
 */
export const SIGNATURE_FORMATS = [
  "png",
  "jpg",
  "svg",
  "gif",
  "inkml",
  "json",
  "csv",
  "svc",
  "mask.png",
] as const;

/** A format of a signature. */
export type SignatureFormat = typeof SIGNATURE_FORMATS[number];

/** What the flags and options of a format depend on. */
export type FormatTrait =
  /** It has a size in pixels. */
  | "pixels"
  /** It can be a simulated scan. */
  | "scan"
  /** It is made of strokes, which only pen models have. */
  | "strokes"
  /** It can show how the signature is written. */
  | "animation"
  /** It is the recording of a tablet. */
  | "recording";

/** The traits of each format. */
export const FORMAT_TRAITS: Readonly<Record<SignatureFormat, readonly FormatTrait[]>> = {
  png: ["pixels", "scan"],
  jpg: ["pixels", "scan"],
  svg: ["strokes", "animation"],
  gif: ["strokes", "animation", "pixels"],
  inkml: ["strokes", "recording"],
  json: ["strokes", "recording"],
  csv: ["strokes", "recording"],
  svc: ["strokes", "recording"],
  "mask.png": [],
};

/** Options of {@linkcode encodeForms}: plain data, which can be sent to another thread. */
export interface EncodeOptions extends RenderSize {
  /** The formats, each at most once. */
  readonly formats: readonly SignatureFormat[];
  /** Kind of ink: one colour throughout, the default, or as a ballpoint pen leaves it. */
  readonly ink?: SignaturePngOptions["ink"];
  /** Seed of ink, times and scans, which depend on writer and sample too; 0 if left out. */
  readonly seed?: number | undefined;
  /** Colour of the ink; if left out, black, and sampled for scans. */
  readonly color?: Color | undefined;
  /** Leaves the paper of PNG and GIF images transparent; SVG always has it. */
  readonly transparent?: boolean | undefined;
  /** SVG shows how the signature is written, as GIF always does. */
  readonly animated?: boolean | undefined;
  /** Animations are repeated; once if left out. */
  readonly loop?: boolean | undefined;
  /** PNG and JPEG are simulated scans. */
  readonly scan?: boolean | undefined;
  /** Quality of JPEG files and of scans, 1 to 100; if left out, 90, and sampled for scans. */
  readonly jpegQuality?: number | undefined;
  /** Pixels per inch, recorded in PNG and JPEG; not recorded if left out. */
  readonly dpi?: number | undefined;
  /** Width on paper in millimetres, of SVG and of recordings; 60 in recordings if left out. */
  readonly physicalWidth?: number | undefined;
  /** Samples per second of recordings; 200 if left out. */
  readonly sampleRate?: number | undefined;
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
 * @param options Formats, size, ink, and whatever the formats differ in.
 * @returns One file per format, in the order of `options.formats`; the same signature and options give
 * the same bytes. "mask.png" is the true ink of a scan, white on black.
 * @throws {TypeError} If a format needs strokes and a pixel model generated the signature.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GeneratedSignature } from "./generated_signature.ts";
 *
 * const line = { x: Float32Array.of(20, 80), y: Float32Array.of(32, 32), width: Float32Array.of(2, 2) };
 * const signature = new GeneratedSignature({ writer: 0, sample: 0, ink: [line], height: 64, width: 128 });
 * const files = encodeForms(signature, { formats: ["svg", "png", "inkml"], width: 512 });
 * assert.deepEqual(files.map(({ extension }) => extension), ["svg", "png", "inkml"]);
 * ```
 */
export function encodeForms(signature: GeneratedSignature, options: EncodeOptions): EncodedForm[] {
  const source = new FormSource(signature, options);
  return options.formats.map((format) => {
    const content = ENCODERS[format](source);
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : content as Uint8Array<ArrayBuffer>;
    return { extension: format, bytes };
  });
}

/** A signature, with what several of its formats have in common. */
class FormSource {
  readonly signature: GeneratedSignature;
  readonly options: EncodeOptions;
  #scan: SimulatedScan | undefined;
  #recording: Recording | undefined;

  constructor(signature: GeneratedSignature, options: EncodeOptions) {
    this.signature = signature;
    this.options = options;
  }

  get scan(): SimulatedScan {
    const { height, width, ink, seed, color, jpegQuality } = this.options;
    const settings = jpegQuality === undefined ? {} : { jpegQuality };
    return this.#scan ??= scanSignature(this.signature, {
      height,
      width,
      ink,
      seed,
      color,
      ...settings,
    });
  }

  get recording(): Recording {
    const { sampleRate, seed } = this.options;
    return this.#recording ??= recordSignature(this.signature, { sampleRate, seed });
  }
}

type Encoder = (source: FormSource) => Uint8Array | string;

/** The encoder of each format. Its options have the names that they have in `EncodeOptions`. */
const ENCODERS: Readonly<Record<SignatureFormat, Encoder>> = {
  png: (source) => {
    const { signature, options } = source;
    return options.scan ? scanPng(source.scan, options.dpi) : signature.toPng(options);
  },
  jpg: (source) => {
    const { signature, options } = source;
    return options.scan
      ? scanJpeg(source.scan, options.dpi)
      : signature.toJpeg({ ...options, quality: options.jpegQuality });
  },
  svg: ({ signature, options }) => signature.toSvg(options),
  gif: ({ signature, options }) => signature.toGif(options),
  inkml: ({ recording, options }) => toInkml(recording, options),
  json: ({ recording, options }) => toRecordingJson(recording, options),
  csv: ({ recording, options }) => toRecordingCsv(recording, options),
  svc: ({ recording, options }) => toSvc(recording, options),
  "mask.png": ({ scan: { mask }, options: { dpi } }) => {
    const gray = inkToGray(mask);
    return encodeGrayPng({ ...gray, data: gray.data.map((level) => 255 - level) }, { dpi });
  },
};

function scanPng({ image }: SimulatedScan, dpi: number | undefined): Uint8Array {
  const { height, width, color } = image;
  return color === undefined
    ? encodeGrayPng(image, { dpi })
    : encodeColorPng({ height, width, data: color }, { dpi });
}

function scanJpeg({ image, jpeg }: SimulatedScan, dpi: number | undefined): Uint8Array {
  const { height, width, data, color } = image;
  const bytes = jpeg ?? encodeJpeg({ height, width, data: color ?? data });
  return dpi === undefined ? bytes : withJpegDpi(bytes, dpi);
}
