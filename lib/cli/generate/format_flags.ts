/**
 * The flags that say how a signature becomes files.
 *
 * @module
 */
import { INK_KINDS } from "../../generation/appearance.ts";
import {
  type EncodeOptions,
  FORMAT_TRAITS,
  type FormatTrait,
  SIGNATURE_FORMATS,
  type SignatureFormat,
} from "../../generation/encode_forms.ts";
import { choice, type FlagValues, list, optional, toggle } from "../flags.ts";
import { color, listedWord, millimetres, realNumber, renderSize, wholeNumber } from "../parsers.ts";

/** Stands among the formats for archives of the others. */
export const ARCHIVE_FORMAT = "webdataset";
/** The true ink of a scan, which has a flag of its own. */
const MASK_FORMAT = "mask.png";
/** Formats whose paper can be transparent; that of SVG always is. */
const TRANSPARENT_FORMATS: readonly string[] = ["png", "gif", "svg"];
/** The formats if none is given, and in archives if none is given beside {@linkcode ARCHIVE_FORMAT}. */
const DEFAULT_FORMATS: readonly SignatureFormat[] = ["png"];
/** Formats that `--format` names. */
const NAMED_FORMATS = SIGNATURE_FORMATS.filter((name) => name !== MASK_FORMAT);

const MILLIMETRES_PER_INCH = 25.4;
/** Width of images by height, if the size on paper gives the width alone. */
const ASPECT = 2;
/** Maximum number of rows and columns. */
const MAX_SIZE = 4096;

/** The flags. */
export const formatFlags = {
  format: list(
    listedWord([...NAMED_FORMATS, ARCHIVE_FORMAT]),
    "NAMES",
    "One or several, separated by commas: png, jpg, svg; gif, which is animated; inkml, json, csv, " +
      "svc (of SVC2004), which record the pen as a tablet does. webdataset packs them into tar " +
      "archives (default png)",
  ),
  imageSize: optional(
    renderSize,
    "HxW",
    "Size of images in pixels (pen model only; default the size it was trained with)",
  ),
  dpi: optional(wholeNumber(1, 65535), "N", "Pixels per inch, recorded in PNG and JPEG"),
  physicalWidth: optional(
    millimetres,
    "MM",
    "Width on paper, such as 60mm; with --dpi it gives the size in pixels",
  ),
  transparent: toggle("Transparent background for PNG and GIF; SVG always has one"),
  inkColor: optional(color, "RRGGBB", "Ink colour, of the contact sheet too (default black)"),
  ink: choice(
    INK_KINDS,
    "Plain, or as a ballpoint pen leaves it, by speed and pressure (default plain)",
  ),
  animated: toggle("Animate SVG: the signature is written, as in GIF"),
  loop: toggle("Repeat animations"),
  scan: toggle("Make PNG and JPEG simulated scans: paper, a form, rotation, blur, noise"),
  scanMask: toggle("Write the true ink of each scan too, white on black, as .mask.png"),
  jpegQuality: optional(wholeNumber(1, 100), "N", "Quality of JPEG (default 90; varies in scans)"),
  sampleRate: optional(
    realNumber(20, 2000),
    "HZ",
    "Samples per second of recordings (default 200)",
  ),
} as const;

/** Values of {@linkcode formatFlags}. */
export type FormatFlags = FlagValues<typeof formatFlags>;

/** Which files are written for each signature. */
export interface OutputFormats {
  /** The formats of a signature. */
  readonly formats: readonly SignatureFormat[];
  /** Whether archives hold them. */
  readonly isArchived: boolean;
}

/** The formats that flags ask for. */
export function outputFormats(flags: Pick<FormatFlags, "format" | "scanMask">): OutputFormats {
  const { format, scanMask } = flags;
  const given: readonly string[] = format ?? DEFAULT_FORMATS;
  const named = NAMED_FORMATS.filter((name) => given.includes(name));
  const formats = named.length > 0 ? named : DEFAULT_FORMATS;
  return {
    formats: scanMask ? [...formats, MASK_FORMAT] : formats,
    isArchived: given.includes(ARCHIVE_FORMAT),
  };
}

/** How the flags ask for a signature to be encoded. */
export function formOptions(flags: FormatFlags, seed: number): EncodeOptions {
  const { size, dpi } = resolveSize(flags);
  return {
    formats: outputFormats(flags).formats,
    ...size,
    dpi,
    physicalWidth: flags.physicalWidth,
    color: flags.inkColor,
    ink: flags.ink,
    transparent: flags.transparent,
    animated: flags.animated,
    loop: flags.loop,
    scan: flags.scan,
    jpegQuality: flags.jpegQuality,
    sampleRate: flags.sampleRate,
    seed,
  };
}

/** Pixels and resolution: of pixels, resolution and size on paper, two give the third. */
function resolveSize({ imageSize, dpi, physicalWidth }: FormatFlags): {
  readonly size: { readonly height: number; readonly width: number } | undefined;
  readonly dpi: number | undefined;
} {
  if (physicalWidth === undefined) return { size: imageSize, dpi };
  const inches = physicalWidth / MILLIMETRES_PER_INCH;
  if (imageSize !== undefined) {
    return { size: imageSize, dpi: Math.max(1, Math.round(imageSize.width / inches)) };
  }
  if (dpi === undefined) return { size: undefined, dpi };
  const width = Math.round(inches * dpi);
  return { size: { height: Math.round(width / ASPECT), width }, dpi };
}

/**
 * Refuses flags that contradict each other or have no effect.
 *
 * @throws {RangeError} If two do; the message names them.
 */
export function checkFormatFlags(flags: FormatFlags): void {
  const { formats } = outputFormats(flags);
  const has = (trait: FormatTrait) => formats.some((name) => FORMAT_TRAITS[name].includes(trait));
  if (flags.imageSize !== undefined && !has("pixels")) {
    throw new RangeError(
      `Cannot write ${formats[0]!.toUpperCase()} with --image-size: ` +
        "it has no pixels and scales freely",
    );
  }
  const expected = (flag: string, format: string): RangeError =>
    new RangeError(`Cannot generate with ${flag}: expected --format ${format}`);
  if (flags.animated && !formats.includes("svg")) throw expected("--animated", "svg");
  if (flags.loop && !has("animation")) throw expected("--loop", "gif, or svg and --animated");
  if (flags.scan && !has("scan")) throw expected("--scan", formatsWith("scan"));
  if (flags.sampleRate !== undefined && !has("recording")) {
    throw expected("--sample-rate", formatsWith("recording"));
  }
  if (flags.jpegQuality !== undefined && !flags.scan && !formats.includes("jpg")) {
    throw expected("--jpeg-quality", "jpg, or --scan");
  }
  if (flags.scanMask && !flags.scan) {
    throw new RangeError("Cannot generate with --scan-mask: expected --scan");
  }
  if (flags.scan && flags.transparent) {
    throw new RangeError("Cannot generate with --scan and --transparent: a scan has paper");
  }
  if (flags.transparent && !formats.some((name) => TRANSPARENT_FORMATS.includes(name))) {
    throw expected("--transparent", "png or gif");
  }
  checkResolution(flags);
}

/** The names of the formats with a trait, as a message lists them. */
function formatsWith(trait: FormatTrait): string {
  const names = NAMED_FORMATS.filter((name) => FORMAT_TRAITS[name].includes(trait));
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function checkResolution(flags: FormatFlags): void {
  const { imageSize, dpi, physicalWidth } = flags;
  if (imageSize !== undefined && dpi !== undefined && physicalWidth !== undefined) {
    throw new RangeError(
      "Cannot generate with --image-size, --dpi and --physical-width: expected two of them",
    );
  }
  const { size, dpi: resolved } = resolveSize(flags);
  if (size !== undefined && (size.width > MAX_SIZE || size.height < 1)) {
    throw new RangeError(
      `Cannot generate with --dpi and --physical-width: images would have ${size.height} x ` +
        `${size.width} pixels, expected 1 to ${MAX_SIZE}`,
    );
  }
  if (resolved !== undefined && resolved > 65535) {
    throw new RangeError("Cannot generate with --physical-width: it is too small for the images");
  }
}

/**
 * Refuses what needs strokes if the model has none.
 *
 * @param flags The flags.
 * @param model Kind of the model, which has no strokes.
 * @param size Rows and columns of its images.
 * @throws {RangeError} If a flag needs strokes; the message names it.
 */
export function checkStrokeless(
  flags: FormatFlags,
  model: string,
  { height, width }: { readonly height: number; readonly width: number },
): void {
  const { formats } = outputFormats(flags);
  const strokeFormat = formats.find((name) => FORMAT_TRAITS[name].includes("strokes"));
  if (strokeFormat !== undefined) {
    throw new RangeError(
      `Cannot write ${strokeFormat.toUpperCase()} with a ${model} model: it has no strokes, ` +
        "only pixels",
    );
  }
  if (flags.ink === "natural") {
    throw new RangeError(`Cannot generate with --ink natural: a ${model} model has no strokes`);
  }
  if (resolveSize(flags).size !== undefined) {
    const flag = flags.imageSize === undefined ? "--physical-width and --dpi" : "--image-size";
    throw new RangeError(
      `Cannot generate with ${flag}: a ${model} model generates images of the size it was ` +
        `trained with, ${height}x${width}`,
    );
  }
}
