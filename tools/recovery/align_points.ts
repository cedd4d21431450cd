/**
 * Moving true points onto the ink of an image that was cropped and cleaned.
 *
 * @module
 */
import type { InkImage } from "../../lib/image/ink_image.ts";
import { inkCoverageAt } from "../../lib/strokes/recovery/fitting/ink_coverage_at.ts";
import { POINT_VALUES } from "./true_points.ts";

/** Shifts that are tried, in pixels along each axis. */
const SHIFTS = [-3, -2, -1, 0, 1, 2, 3];
/** Scales that are tried, about the centre of the image. */
const SCALES = [1, 0.99, 1.01, 0.98, 1.02];
/** Ink is read on the line and this far to both sides, so that coverage is highest on the middle. */
const SIDES = [0, -2, 2];
/** Points whose mean ink is below this do not belong to the image: part of its ink is missing. */
const MIN_COVERAGE = 0.85;

/**
 * Moves points onto ink: by the shift and the scale with the most ink under them.
 *
 * @param points `[POINT_COUNT, POINT_VALUES]`, as `samplePoints` returns them, in pixels of the image.
 * @param image Ink coverage.
 * @returns The moved points; `undefined` if too much of them stays off the ink.
 */
export function alignPoints(
  points: Float32Array<ArrayBuffer>,
  image: InkImage,
): Float32Array<ArrayBuffer> | undefined {
  let [best, max] = [points, -1];
  for (const scale of SCALES) {
    for (const shiftY of SHIFTS) {
      for (const shiftX of SHIFTS) {
        const moved = move(points, image, scale, shiftX, shiftY);
        const coverage = meanCoverage(moved, image);
        if (coverage > max) [best, max] = [moved, coverage];
      }
    }
  }
  return max < MIN_COVERAGE ? undefined : best;
}

function move(
  points: Float32Array,
  { height, width }: InkImage,
  scale: number,
  shiftX: number,
  shiftY: number,
): Float32Array<ArrayBuffer> {
  const moved = Float32Array.from(points);
  for (let at = 0; at < moved.length; at += POINT_VALUES) {
    moved[at] = width / 2 + scale * (points[at]! - width / 2) + shiftX;
    moved[at + 1] = height / 2 + scale * (points[at + 1]! - height / 2) + shiftY;
    moved[at + 5] = scale * points[at + 5]!;
  }
  return moved;
}

function meanCoverage(points: Float32Array, image: InkImage): number {
  let sum = 0;
  for (let at = 0; at < points.length; at += POINT_VALUES) {
    const [x, y] = [points[at]!, points[at + 1]!];
    const [dx, dy] = [points[at + 2]!, points[at + 3]!];
    for (const side of SIDES) sum += inkCoverageAt(image, x - side * dy, y + side * dx);
  }
  return sum / (SIDES.length * points.length / POINT_VALUES);
}
