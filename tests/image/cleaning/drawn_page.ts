/**
 * Signatures on drawn pages, for tests.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type PreparedSignature, prepareSignature } from "../../../lib/image/cleaning/prepare.ts";
import type { Color } from "../../../lib/image/color_image.ts";
import type { ScannedImage } from "../../../lib/image/ink_image.ts";
import { chamferDistance } from "../../../lib/strokes/geometry/chamfer_distance.ts";
import { simulateScan } from "./simulated_scan.ts";

/** Signatures on each kind of page. */
export const SEEDS = [1, 2, 3, 4, 5, 6];
const PAPER: Color = [248, 248, 246];
export const BLACK: Color = [20, 20, 24];
export const RULING: Color = [90, 120, 190];

/** A signature with paper around it, in colour. */
export function drawSignature(
  seed: number,
  ink: Color = BLACK,
  longSide = 900,
  right = 0.35,
): ScannedImage {
  const margins = { top: 0.6, left: 0.35, bottom: 0.7, right };
  const settings = { longSide, margins, paper: PAPER, ink, noise: 1, binary: false };
  const { image } = simulateScan(seed, { ...settings, disturbances: [] });
  const { height, width, data } = image;
  const color = image.color ??
    Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]!);
  return { height, width, data, color };
}

/** A copy of an image on which everything inside a shape has another colour. */
export function paintOn(
  { height, width, data, color }: ScannedImage,
  [red, green, blue]: Color,
  isInside: (y: number, x: number) => boolean,
): ScannedImage {
  const [gray, colors] = [data.slice(), color!.slice()];
  const level = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isInside(y, x) || gray[y * width + x]! <= level) continue;
      gray[y * width + x] = level;
      colors.set([red, green, blue], 3 * (y * width + x));
    }
  }
  return { height, width, data: gray, color: colors };
}

/** Checks that an image gives the ink that is expected. */
export function assertSame(image: ScannedImage, expected: PreparedSignature, what: string): void {
  const distance = chamferDistance(prepareSignature(image), expected);
  assert.ok(distance < 0.8, `${what}: the ink is ${distance.toFixed(2)} px off`);
}
