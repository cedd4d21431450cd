/**
 * Simulates scans of signatures on paper, with the true ink.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { decodeJpeg } from "../codecs/decode_jpeg.ts";
import { encodeJpeg } from "../codecs/encode_jpeg.ts";
import type { Color } from "../color_image.ts";
import type { InkImage, ScannedImage } from "../ink_image.ts";
import { valueNoise } from "../value_noise.ts";
import { blurImage } from "./blur_image.ts";
import { digitize } from "./digitize.ts";
import { type Disturbance, OVER_INK, paintDisturbance } from "./disturbances.ts";
import { rotateImage } from "./rotate_image.ts";
import type { ScanPage } from "./scan_page.ts";

/** Settings of a scan. */
export interface ScanSettings {
  /** Colour of the paper. */
  readonly paper: Color;
  /** Colour of the ink. */
  readonly ink: Color;
  /** What is printed on the form, and what else disturbs the signature. */
  readonly disturbances: readonly Disturbance[];
  /** Rotation of the page in degrees, clockwise. */
  readonly rotation: number;
  /** Standard deviation of the blur, in pixels. */
  readonly blur: number;
  /** Standard deviation of the noise, in levels of 0 to 255. */
  readonly noise: number;
  /** Quality of JPEG compression, 1 to 100; 0 for none. */
  readonly jpegQuality: number;
}

/** Options of {@linkcode simulateScan}: what is left out is sampled. */
export interface ScanOptions extends Partial<ScanSettings> {
  /** Paper around the image of the ink, in pixels; 0 if left out. */
  readonly margin?: number | undefined;
}

/** A simulated scan. */
export interface SimulatedScan {
  /** The scan. */
  readonly image: ScannedImage;
  /** The bytes of the JPEG file that `image` is decoded from, if it was compressed. */
  readonly jpeg: Uint8Array | undefined;
  /** The ground truth: coverage by the ink alone, rotated as the scan is, without blur. */
  readonly mask: InkImage;
  /** All settings, sampled ones too. */
  readonly settings: ScanSettings;
}

const PAPERS: readonly Color[] = [
  [255, 255, 255],
  [250, 250, 248],
  [238, 238, 236],
  [244, 241, 228],
  [226, 236, 240],
];
const INKS: readonly Color[] = [[24, 24, 28], [52, 52, 56], [28, 40, 140], [40, 52, 120]];

/** Forms that people sign on, with relative frequencies. */
const FORMS: readonly (readonly Disturbance[])[] = [[], ["signing line"], ["form box"], [
  "ruled paper",
]];
const FORM_WEIGHTS = [2, 3, 2, 2];
/** Probabilities of what happens to any page. */
const PROBABILITY = { specks: 0.4, "uneven light": 0.3 } as const;
/** Mottling of the paper: its size in pixels, and its deviation in levels. */
const MOTTLE = { size: 5, amplitude: 1.5 } as const;

/**
 * Samples the settings of a scan as offices make them: white to tinted paper, black or blue ink, a
 * form or none, 1.5 degrees askew, soft, slightly noisy, and a JPEG.
 *
 * @param random Random generator.
 * @returns The settings.
 */
export function sampleScanSettings(random: Random): ScanSettings {
  const form = random.choice(FORMS, FORM_WEIGHTS);
  const others = (["uneven light", "specks"] as const)
    .filter((kind) => random.bernoulli(PROBABILITY[kind]));
  return {
    paper: random.choice(PAPERS),
    ink: random.choice(INKS),
    disturbances: [...form, ...others],
    rotation: random.uniform(-1.5, 1.5),
    blur: random.uniform(0.4, 0.9),
    noise: random.uniform(0.8, 3.5),
    jpegQuality: random.integer(65, 92),
  };
}

/**
 * Simulates a scan: paper tone, a form, the ink, rotation, blur, noise and JPEG, in this order.
 *
 * @param ink Ink coverage or density of the signature.
 * @param random Random generator of settings, forms and noise.
 * @param options Settings that are not to be sampled, and the margin.
 * @returns The scan and its ground truth, `margin` larger than `ink` on every side.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../../random.ts";
 * const ink = { height: 40, width: 80, data: new Float32Array(40 * 80) };
 * ink.data.fill(1, 20 * 80 + 10, 20 * 80 + 70);
 * const { image, mask } = simulateScan(ink, new Random(1), { margin: 20, rotation: 0 });
 * assert.equal(image.height, 80);
 * assert.equal(mask.data[40 * 120 + 60], 1);
 * ```
 */
export function simulateScan(
  ink: InkImage,
  random: Random,
  { margin = 0, ...fixed }: ScanOptions = {},
): SimulatedScan {
  const settings = { ...sampleScanSettings(random), ...withoutUndefined(fixed) };
  checkSettings(settings, margin);
  const mask = addMargin(ink, margin);
  const { height, width } = mask;
  const page: ScanPage = {
    height,
    width,
    random,
    box: inkBox(mask),
    levels: paper(mask, settings, random),
  };
  const isOver = (kind: Disturbance) => OVER_INK.includes(kind);
  for (const kind of settings.disturbances) if (!isOver(kind)) paintDisturbance(page, kind);
  applyInk(page, mask, settings.ink);
  for (const kind of settings.disturbances) if (isOver(kind)) paintDisturbance(page, kind);
  const size = { height, width, channels: 3 };
  const levels = rotateImage(page.levels, size, settings.rotation);
  blurImage(levels, size, settings.blur);
  const image = digitize({ ...page, levels }, settings.noise, false);
  const rotated = rotateImage(mask.data, { ...size, channels: 1 }, settings.rotation);
  return {
    ...compress(image, settings.jpegQuality),
    mask: { height, width, data: rotated },
    settings,
  };
}

function withoutUndefined(options: Partial<ScanSettings>): Partial<ScanSettings> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function checkSettings({ rotation, blur, noise, jpegQuality }: ScanSettings, margin: number): void {
  const ranges = [
    ["rotation", rotation, -180, 180],
    ["blur", blur, 0, 20],
    ["noise", noise, 0, 100],
    ["jpegQuality", jpegQuality, 0, 100],
    ["margin", margin, 0, 10000],
  ] as const;
  for (const [name, value, min, max] of ranges) {
    if (value >= min && value <= max) continue;
    throw new RangeError(`Cannot simulate a scan: ${name} is ${value}, expected ${min} to ${max}`);
  }
  for (const [name, value] of [["jpegQuality", jpegQuality], ["margin", margin]] as const) {
    if (Number.isSafeInteger(value)) continue;
    throw new RangeError(`Cannot simulate a scan: ${name} is ${value}, expected an integer`);
  }
}

function addMargin(ink: InkImage, margin: number): InkImage {
  const [height, width] = [ink.height + 2 * margin, ink.width + 2 * margin];
  const data = new Float32Array(height * width);
  for (let y = 0; y < ink.height; y++) {
    const row = ink.data.subarray(y * ink.width, (y + 1) * ink.width);
    data.set(row, (y + margin) * width + margin);
  }
  return { height, width, data };
}

function inkBox({ height, width, data }: InkImage): ScanPage["box"] {
  let [top, left, bottom, right] = [height, width, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < 0.25) continue;
    const [y, x] = [Math.floor(i / width), i % width];
    top = Math.min(top, y);
    left = Math.min(left, x);
    bottom = Math.max(bottom, y + 1);
    right = Math.max(right, x + 1);
  }
  if (top < bottom) return { top, left, bottom, right };
  // An empty form.
  return { top: height / 4, left: width / 4, bottom: 3 * height / 4, right: 3 * width / 4 };
}

/** The paper, slightly mottled. */
function paper({ height, width }: InkImage, { paper }: ScanSettings, random: Random): Float32Array {
  const noise = valueNoise(random.integer(0, 0x7fffffff));
  const levels = new Float32Array(3 * height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = MOTTLE.amplitude * (noise(x / MOTTLE.size, y / MOTTLE.size) - 1);
      for (let c = 0; c < 3; c++) levels[3 * (y * width + x) + c] = paper[c]! + shade;
    }
  }
  return levels;
}

/** Ink takes light away from whatever is below. */
function applyInk({ levels }: ScanPage, { data }: InkImage, ink: Color): void {
  data.forEach((density, i) => {
    if (density <= 0) return;
    for (let c = 0; c < 3; c++) {
      const below = levels[3 * i + c]!;
      levels[3 * i + c] = below + density * (Math.min(ink[c]!, below) - below);
    }
  });
}

function compress(
  image: ScannedImage,
  quality: number,
): { readonly image: ScannedImage; readonly jpeg: Uint8Array | undefined } {
  if (quality === 0) return { image, jpeg: undefined };
  const { height, width, data, color } = image;
  const jpeg = encodeJpeg({ height, width, data: color ?? data }, { quality });
  const rgb = decodeJpeg(jpeg).data;
  const luminance = data.map((_, i) =>
    Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!)
  );
  const decoded = { height, width, data: luminance };
  return { image: color === undefined ? decoded : { ...decoded, color: rgb }, jpeg };
}
