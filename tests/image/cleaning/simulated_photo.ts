/** Photos and scans as people take them, of procedural signatures, with the true ink. */
import { decodeImage } from "../../../lib/image/codecs/decode.ts";
import { encodeInkPng } from "../../../lib/image/codecs/encode.ts";
import { encodeJpeg } from "../../../lib/image/codecs/encode_jpeg.ts";
import type { Color } from "../../../lib/image/color_image.ts";
import type { InkImage, ScannedImage } from "../../../lib/image/ink_image.ts";
import { blurImage } from "../../../lib/image/scanning/blur_image.ts";
import { digitize } from "../../../lib/image/scanning/digitize.ts";
import {
  type Disturbance,
  OVER_INK,
  paintDisturbance,
} from "../../../lib/image/scanning/disturbances.ts";
import {
  type InkedPixels,
  photographPage,
  type PhotoSettings,
  type Point,
  type Table,
} from "../../../lib/image/scanning/photograph.ts";
import { rotateImage } from "../../../lib/image/scanning/rotate_image.ts";
import type { ScanPage } from "../../../lib/image/scanning/scan_page.ts";
import { Random } from "../../../lib/random.ts";
import { trajectoryBounds } from "../../../lib/strokes/geometry/bounds.ts";
import { createWriter } from "../../../lib/strokes/procedural/create_writer.ts";
import { synthesizeSignature } from "../../../lib/strokes/procedural/synthesize_signature.ts";
import { renderTrajectory } from "../../../lib/strokes/rendering/render_trajectory.ts";
import { place } from "./simulated_scan.ts";

/** A photo with its ground truth. */
export interface SimulatedPhoto {
  /** The photo, decoded. */
  readonly image: ScannedImage;
  /** The ink of the signature in it. */
  readonly ink: InkImage;
}

/** How a photo of one kind differs from a good one. */
interface PhotoKind {
  /** Which part of the photo is table, if any. */
  readonly view?: "wedges" | "whole page" | "corner";
  readonly table?: Table;
  /** Darkness of the shadow of the page and of the corners of the photo. */
  readonly shade?: true;
  readonly disturbances?: readonly Disturbance[];
  readonly paper?: Color;
  readonly pen?: Color;
  /** Rotation in degrees: a range on both sides. */
  readonly rotation?: readonly [min: number, max: number];
  readonly quality?: readonly [min: number, max: number];
  readonly motion?: true;
  readonly noise?: number;
  /** Length of the signature, as a fraction of that of the page. */
  readonly size?: readonly [min: number, max: number];
  readonly signatures?: number;
  readonly bleeds?: true;
  readonly isTransparent?: true;
  readonly isLevel?: true;
}

/** The kinds, by name. */
export const PHOTO_KINDS = {
  "plain": {},
  "wedges of a dark table": { view: "wedges", table: "dark" },
  "wedges of a wooden table": { view: "wedges", table: "wood" },
  "wedges of a patterned cloth": { view: "wedges", table: "pattern" },
  "wedges of a light table": { view: "wedges", table: "light" },
  "wedges, shadow and vignette": { view: "wedges", table: "wood", shade: true },
  "page on a dark table": { view: "whole page", table: "dark" },
  "page on a wooden table": { view: "whole page", table: "wood", shade: true },
  "page on a patterned cloth": { view: "whole page", table: "pattern", shade: true },
  "corner of the page": { view: "corner", table: "dark" },
  "corner on wood": { view: "corner", table: "wood", shade: true },
  "spiral binding": { disturbances: ["spiral binding"] },
  "punched holes": { disturbances: ["punched holes"] },
  "ruled paper askew": { disturbances: ["ruled paper"], rotation: [3, 12] },
  "squared paper": { disturbances: ["squared paper"], rotation: [0, 1.5] },
  "squared paper askew": { disturbances: ["squared paper"], rotation: [3, 12] },
  "line, X and words": { disturbances: ["signing mark"] },
  "fold": { disturbances: ["fold"] },
  "bleed-through": { bleeds: true },
  "pencil": { paper: [238, 238, 234], pen: [158, 158, 160], noise: 4 },
  "blue pen on yellow": { paper: [250, 236, 140], pen: [40, 60, 160] },
  "highlighter": { disturbances: ["highlighter"] },
  "uneven light": { disturbances: ["uneven light"] },
  "JPEG of quality 20 to 40": { quality: [20, 40] },
  "motion blur": { motion: true },
  "dark mode": { paper: [24, 26, 30], pen: [226, 228, 232], isLevel: true },
  "transparent PNG": { isTransparent: true, isLevel: true },
  "upside down": { rotation: [178, 180] },
  "several signatures": { signatures: 3, size: [0.25, 0.35] },
  "very small": { size: [0.08, 0.12] },
  "stamp": { disturbances: ["stamp"], pen: [40, 52, 130] },
  "black border": { disturbances: ["black border"], isLevel: true },
  "staple": { disturbances: ["staple"] },
  "hard shadow": { disturbances: ["hard shadow"] },
  "two-page spread": { disturbances: ["gutter shadow"] },
} as const satisfies Readonly<Record<string, PhotoKind>>;

/** The name of a kind. */
export type PhotoKindName = keyof typeof PHOTO_KINDS;

/** What the scanner adds once the page lies on it. */
const OVER_EVERYTHING: readonly Disturbance[] = ["black border"];
const PAPERS: readonly Color[] = [[252, 252, 250], [240, 240, 238], [246, 242, 230]];
const PENS: readonly Color[] = [[28, 28, 32], [50, 50, 56], [32, 44, 140]];

/** Draws signatures on an empty page: the coverage by ink, and the box of it. */
function drawInk(
  { size: [min, max] = [0.4, 0.62], signatures = 1 }: PhotoKind,
  random: Random,
  height: number,
  width: number,
): { data: Float32Array; box: ScanPage["box"] } {
  const data = new Float32Array(height * width);
  const box = { top: height, left: width, bottom: 0, right: 0 };
  for (let k = 0; k < signatures; k++) {
    const signature = synthesizeSignature(createWriter(20, random.integer(0, 99999)), 0);
    const bounds = trajectoryBounds(signature);
    const aspect = (bounds.right - bounds.left) / Math.max(1e-6, bounds.bottom - bounds.top);
    const w = Math.min(random.uniform(min, max) * width, 0.42 * height * aspect / signatures);
    const h = w / aspect;
    const middle = signatures === 1 ? random.uniform(0.42, 0.58) : (k + 0.5) / signatures;
    const [top, left] = [middle * height - h / 2, random.uniform(0.44, 0.56) * width - w / 2];
    const thin = random.uniform(0.55, 1);
    const placed = place(signature, top, left, h, w).map((stroke) => ({
      ...stroke,
      width: stroke.width.map((value) => Math.max(1.6, thin * value)),
    }));
    renderTrajectory(placed, { height, width }).data.forEach((value, i) => {
      data[i] = Math.max(data[i]!, value);
    });
    box.top = Math.min(box.top, top);
    box.left = Math.min(box.left, left);
    box.bottom = Math.max(box.bottom, top + h);
    box.right = Math.max(box.right, left + w);
  }
  return { data, box };
}

function applyInk(levels: Float32Array, ink: Float32Array, pen: Color, opacity: number): void {
  ink.forEach((density, i) => {
    for (let c = 0; c < 3; c++) {
      levels[3 * i + c] = levels[3 * i + c]! + opacity * density * (pen[c]! - levels[3 * i + c]!);
    }
  });
}

/** The corners of a page in a photo of the given size, before any perspective. */
function placePage(kind: PhotoKind, random: Random, height: number, width: number): Point[] {
  const turn = (random.bernoulli(0.5) ? 1 : -1) * random.uniform(2.5, 9) * Math.PI / 180;
  const scale = kind.view === "whole page" ? random.uniform(0.72, 0.86) : 1;
  // Where the middle of the page is: moved towards some sides, the wedges there vanish.
  let [cx, cy] = [width / 2, height / 2];
  if (kind.view === "wedges") {
    cx += width * random.choice([-0.06, 0, 0.06]);
    cy += height * random.choice([-0.06, 0, 0.06]);
  } else if (kind.view === "corner") {
    cx += width * random.choice([-1, 1]) * random.uniform(0.1, 0.18);
    cy += height * random.choice([-1, 1]) * random.uniform(0.1, 0.18);
  }
  const wide = kind.view === "corner" ? 1.15 : scale;
  const perspective = () => 1 + random.uniform(-0.03, 0.03);
  return ([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]] as const).map(([u, v]) => {
    const [x, y] = [u * wide * width * perspective(), v * wide * height * perspective()];
    return [
      cx + Math.cos(turn) * x - Math.sin(turn) * y,
      cy + Math.sin(turn) * x + Math.cos(turn) * y,
    ];
  });
}

/** The page in the photo: on a table, or filling it. */
function takePhoto(kind: PhotoKind, page: InkedPixels, random: Random): InkedPixels {
  const { height, width } = page;
  if (kind.view !== undefined) {
    const settings: PhotoSettings = {
      height,
      width,
      corners: placePage(kind, random, height, width) as unknown as PhotoSettings["corners"],
      table: kind.table ?? "dark",
      shadow: kind.shade ? random.uniform(0.3, 0.7) : 0,
      vignette: kind.shade ? random.uniform(0.15, 0.45) : 0,
    };
    return photographPage(page, settings, random);
  }
  const [min, max] = kind.rotation ?? [0, kind.isLevel ? 0 : 1.5];
  const degrees = (random.bernoulli(0.5) ? 1 : -1) * random.uniform(min, max);
  const levels = rotateImage(page.levels, { height, width, channels: 3 }, degrees);
  const ink = rotateImage(page.ink, { height, width, channels: 1 }, degrees);
  return { height, width, levels, ink };
}

/** Averages each row over some pixels, as a camera does that moves sideways. */
function blurByMotion({ height, width, levels }: InkedPixels, length: number): void {
  const source = levels.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < length; k++) {
          const u = Math.min(width - 1, Math.max(0, x + k - (length >> 1)));
          sum += source[3 * (y * width + u) + c]!;
        }
        levels[3 * (y * width + x) + c] = sum / length;
      }
    }
  }
}

/**
 * Simulates a photo.
 *
 * @param name Its kind.
 * @param seed Seed of the signature and of everything else.
 */
export async function simulatePhoto(name: PhotoKindName, seed: number): Promise<SimulatedPhoto> {
  const kind: PhotoKind = PHOTO_KINDS[name];
  const random = new Random("simulated photo", name, seed);
  const width = random.integer(640, 1000);
  const height = Math.round(width * random.choice([0.5, 0.66, 0.75, 1]));
  const { data: ink, box } = drawInk(kind, random, height, width);
  if (kind.isTransparent) {
    const color = random.choice<Color>([[255, 255, 255], [20, 20, 24], [30, 40, 130]]);
    const png = encodeInkPng({ height, width, data: ink }, { color, transparent: true });
    return { image: await decodeImage(png), ink: { height, width, data: ink } };
  }
  const paper = kind.paper ?? random.choice(PAPERS);
  const levels = Float32Array.from({ length: 3 * height * width }, (_, i) => paper[i % 3]!);
  const page: ScanPage = { height, width, random, box, levels };
  const isOver = (disturbance: Disturbance) => OVER_INK.includes(disturbance);
  const disturbances = kind.disturbances ?? [];
  const isLast = (disturbance: Disturbance) => OVER_EVERYTHING.includes(disturbance);
  for (const what of disturbances) if (!isOver(what) && !isLast(what)) paintDisturbance(page, what);
  if (kind.bleeds) {
    const other = drawInk(kind, random, height, width).data;
    blurImage(other, { height, width, channels: 1 }, 2);
    const mirrored = other.map((_, i) => other[i - i % width + width - 1 - i % width]!);
    applyInk(levels, mirrored, random.choice(PENS), random.uniform(0.15, 0.35));
  }
  applyInk(levels, ink, kind.pen ?? random.choice(PENS), 1);
  for (const what of disturbances) if (isOver(what) && !isLast(what)) paintDisturbance(page, what);
  const photo = takePhoto(kind, { height, width, levels, ink }, random);
  if (kind.motion) blurByMotion(photo, random.integer(4, 9));
  for (const what of disturbances) {
    if (isLast(what)) paintDisturbance({ ...page, levels: photo.levels }, what);
  }
  blurImage(photo.levels, { height, width, channels: 3 }, random.uniform(0.5, 1));
  const image = digitize(
    { ...page, levels: photo.levels },
    kind.noise ?? random.uniform(1, 3),
    false,
  );
  const [low, high] = kind.quality ?? [70, 90];
  const jpeg = encodeJpeg(
    { height, width, data: image.color ?? image.data },
    { quality: random.integer(low, high) },
  );
  return { image: await decodeImage(jpeg), ink: { height, width, data: photo.ink } };
}
