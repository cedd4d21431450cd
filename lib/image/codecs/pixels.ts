/**
 * The output of decoders, and its conversion to luminance and colour.
 *
 * @module
 */

import type { ScannedImage } from "../ink_image.ts";
import { luminance, overWhite } from "./luminance.ts";

/** The stored pixels of a file, at eight bits per sample. */
export interface Pixels {
  /** Stored rows. */
  readonly height: number;
  /** Stored columns. */
  readonly width: number;
  /** 1 gray, 2 gray and opacity, 3 RGB, 4 RGB and opacity; not premultiplied. */
  readonly channels: 1 | 2 | 3 | 4;
  /** `[height, width, channels]`. */
  readonly data: Uint8Array;
  /** EXIF or TIFF orientation, 1 to 8; upright if left out. */
  readonly orientation?: number;
  /** Whether the file has further full-size pages that are not blank. */
  readonly hasMorePages?: boolean;
}

/** Minimum range of the channels of a coloured pixel; gray pixels of a JPEG file stay below it. */
const MIN_CHROMA = 28;
/** Minimum fraction of coloured pixels of a colour image; a pen stroke has more. */
const MIN_COLOR_FRACTION = 1 / 2000;

/** Minimum range of opacity that is a drawing. */
const MIN_OPACITY_RANGE = 64;
/** Maximum opaque fraction of a signature; more is a sheet of paper with transparent corners. */
const MAX_INK_FRACTION = 0.5;
/** Maximum gray over white of visible ink. */
const VISIBLE_GRAY = 176;
/** Maximum fraction of visible ink among light ink: its edges are dark. */
const MAX_VISIBLE_FRACTION = 0.02;

/**
 * Composites pixels over white.
 *
 * Keeps colour only if the image has any: a gray scan stored as RGB has none. White or light ink on
 * a transparent background would be invisible over white: there the opacity is taken as ink.
 *
 * @returns Luminance and, for a coloured image, RGB; orientation is not applied.
 */
export function overWhitePaper({ height, width, channels, data }: Pixels): ScannedImage {
  if (channels === 1) return { height, width, data };
  const opacity = channels === 3 ? OPAQUE : opacityRange(data, channels);
  const ink = channels === 3 ? undefined : inkOfOpacity(data, channels, opacity);
  if (ink !== undefined) return { height, width, data: ink };
  if (channels === 2) return { height, width, data: toGray(data) };
  if (opacity.min < 255) compositeInPlace(data);
  const { gray, colored } = luminanceOf(data, channels);
  const hasColor = colored >= Math.max(1, MIN_COLOR_FRACTION * gray.length);
  if (!hasColor) return { height, width, data: gray };
  return { height, width, data: gray, color: channels === 3 ? data : dropOpacity(data) };
}

/** Minimum and maximum opacity of an image. */
interface OpacityRange {
  readonly min: number;
  readonly max: number;
}

const OPAQUE: OpacityRange = { min: 255, max: 255 };

function opacityRange(data: Uint8Array, channels: 2 | 4): OpacityRange {
  let [min, max] = [255, 0];
  for (let i = channels - 1; i < data.length; i += channels) {
    const alpha = data[i]!;
    if (alpha < min) min = alpha;
    if (alpha > max) max = alpha;
  }
  return { min, max };
}

/**
 * Returns the opacity as black ink on white if it shows the signature: the opaque part is the
 * smaller one, and hardly any of it is dark enough to be visible over white.
 */
function inkOfOpacity(
  data: Uint8Array,
  channels: 2 | 4,
  { min, max }: OpacityRange,
): Uint8Array | undefined {
  if (max - min < MIN_OPACITY_RANGE) return undefined;
  let [opaque, visible] = [0, 0];
  for (let i = 0; i < data.length; i += channels) {
    const alpha = data[i + channels - 1]!;
    if (2 * (alpha - min) < max - min) continue;
    opaque++;
    const gray = channels === 2 ? data[i]! : luminance(data[i]!, data[i + 1]!, data[i + 2]!);
    if (overWhite(gray, alpha) < VISIBLE_GRAY) visible++;
  }
  const pixels = data.length / channels;
  if (opaque > MAX_INK_FRACTION * pixels || visible > MAX_VISIBLE_FRACTION * opaque) {
    return undefined;
  }
  const scale = 255 / (max - min);
  return Uint8Array.from(
    { length: pixels },
    (_, i) => 255 - Math.round((data[i * channels + channels - 1]! - min) * scale),
  );
}

/** Composites gray over white. */
function toGray(data: Uint8Array): Uint8Array {
  const gray = new Uint8Array(data.length / 2);
  for (let i = 0; i < gray.length; i++) gray[i] = overWhite(data[2 * i]!, data[2 * i + 1]!);
  return gray;
}

/** Composites RGBA over white, in place. */
function compositeInPlace(data: Uint8Array): void {
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]!;
    if (alpha === 255) continue;
    for (let c = i; c < i + 3; c++) data[c] = overWhite(data[c]!, alpha);
  }
}

/** Removes the opacity of RGBA, in place. */
function dropOpacity(data: Uint8Array): Uint8Array {
  let to = 0;
  for (let from = 0; from < data.length; from += 4, to += 3) {
    data[to] = data[from]!;
    data[to + 1] = data[from + 1]!;
    data[to + 2] = data[from + 2]!;
  }
  return data.subarray(0, to);
}

/** Computes the luminance of RGB or RGBA pixels, and the number of coloured ones. */
function luminanceOf(
  data: Uint8Array,
  channels: 3 | 4,
): { readonly gray: Uint8Array; readonly colored: number } {
  const gray = new Uint8Array(data.length / channels);
  let colored = 0;
  for (let i = 0, j = 0; i < gray.length; i++, j += channels) {
    const red = data[j]!;
    const green = data[j + 1]!;
    const blue = data[j + 2]!;
    gray[i] = luminance(red, green, blue);
    const max = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    const min = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
    if (max - min >= MIN_CHROMA) colored++;
  }
  return { gray, colored };
}
