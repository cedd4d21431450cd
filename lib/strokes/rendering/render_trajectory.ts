/**
 * Renders trajectories as images.
 *
 * @module
 */

import type { InkImage } from "../../image/ink_image.ts";
import type { Stroke, Trajectory } from "../geometry/stroke.ts";
import { pixelsNear } from "./pixel_rectangle.ts";

/** Points closer than this to the one before, and of about its width, are skipped; in pixels. */
const MIN_STEP = 0.4;

/**
 * Renders a trajectory with round, anti-aliased lines of varying width.
 *
 * The coverage of a pixel is that of a unit interval across the line, so the ink of a line is its
 * length times its width, however thin. Where lines overlap, the maximum coverage counts.
 *
 * @param trajectory Positions and stroke widths in pixels, `y` downwards; ink outside is clipped.
 * @param size Height and width of the image, in pixels.
 * @returns The image: ink coverage `[height, width]`, 0 is paper and 1 is ink.
 * @throws {RangeError} If height or width is not a positive integer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = { x: Float32Array.of(2, 8), y: Float32Array.of(2.5, 2.5), width: Float32Array.of(1, 1) };
 * const image = renderTrajectory([line], { height: 5, width: 10 });
 * assert.equal(image.data[2 * 10 + 5], 1);
 * assert.equal(image.data[0], 0);
 * ```
 */
export function renderTrajectory(
  trajectory: Trajectory,
  size: { readonly height: number; readonly width: number },
): InkImage {
  const { height, width } = size;
  if (!(Number.isSafeInteger(height) && Number.isSafeInteger(width) && height > 0 && width > 0)) {
    throw new RangeError(
      `Cannot render a trajectory: the size is ${height} x ${width}, expected positive integers`,
    );
  }
  const image = { height, width, data: new Float32Array(height * width) };
  for (const stroke of trajectory) {
    for (const { from, to } of renderedSteps(stroke)) renderStep(image, stroke, from, to);
  }
  return image;
}

/**
 * The pairs of points of a stroke between which lines are rendered: points that hardly differ from
 * the one before are skipped.
 *
 * @param stroke Positions and widths in pixels.
 */
export function* renderedSteps(
  { x, y, width }: Stroke,
): Generator<{ readonly from: number; readonly to: number }> {
  const last = x.length - 1;
  let from = 0;
  if (last === 0) yield { from, to: 0 };
  for (let to = 1; to <= last; to++) {
    const dx = x[to]! - x[from]!;
    const dy = y[to]! - y[from]!;
    const isNear = dx * dx + dy * dy < MIN_STEP * MIN_STEP;
    const isSteady = Math.abs(width[to]! - width[from]!) < MIN_STEP;
    if (isNear && isSteady && to < last) continue;
    yield { from, to };
    from = to;
  }
}

/**
 * Renders the line between two points of a stroke, whose radius changes linearly, over an image:
 * raises the coverage of all pixels that it touches to that of the line.
 */
export function renderStep(image: InkImage, stroke: Stroke, from: number, to: number): void {
  const { width, data } = image;
  const [x0, y0, radius0] = [stroke.x[from]!, stroke.y[from]!, stroke.width[from]! / 2];
  const [x1, y1, radius1] = [stroke.x[to]!, stroke.y[to]!, stroke.width[to]! / 2];
  const dx = x1 - x0;
  const dy = y1 - y0;
  const lengthSquared = dx * dx + dy * dy;
  const reach = Math.max(radius0, radius1) + 0.5;
  const { top, left, bottom, right } = pixelsNear(stroke, from, to, reach, image);
  const cap0 = capFactor(radius0);
  const cap1 = capFactor(radius1);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const px = column + 0.5 - x0;
      const py = row + 0.5 - y0;
      const along = lengthSquared > 0 ? (px * dx + py * dy) / lengthSquared : 0;
      const fraction = along < 0 ? 0 : along > 1 ? 1 : along;
      const offX = px - fraction * dx;
      const offY = py - fraction * dy;
      const distanceSquared = offX * offX + offY * offY;
      if (distanceSquared >= reach * reach) continue;
      const radius = radius0 + fraction * (radius1 - radius0);
      let coverage = intervalCoverage(Math.sqrt(distanceSquared), radius);
      if (along < 0 || lengthSquared === 0) coverage *= cap0;
      else if (along > 1) coverage *= cap1;
      const index = row * width + column;
      if (coverage > data[index]!) data[index] = coverage;
    }
  }
}

/** The fraction of the unit interval around `distance` that lies within `radius` of 0. */
function intervalCoverage(distance: number, radius: number): number {
  const overlap = Math.min(distance + 0.5, radius) - Math.max(distance - 0.5, -radius);
  return overlap > 0 ? overlap : 0;
}

/**
 * The factor that gives the coverage of a round cap the area of its half disc: an edge smoothed over
 * a pixel enlarges a disc, by the factor `1 + 1 / (12 radius^2)` for a radius of at least 1/2.
 */
function capFactor(radius: number): number {
  const squared = radius * radius;
  if (radius >= 0.5) return squared / (squared + 1 / 12);
  const inner = 0.5 - radius;
  const outer = 0.5 + radius;
  const smoothedArea = 2 * radius * inner * inner +
    outer ** 3 / 3 - outer * inner * inner + 2 * inner ** 3 / 3;
  return smoothedArea > 0 ? squared / smoothedArea : 0;
}
