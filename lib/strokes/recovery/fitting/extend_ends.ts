/**
 * Extends the ends of centre lines to the ends of the ink.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import { inkCoverageAt } from "./ink_coverage_at.ts";
import type { PathPoints } from "../graph/stroke_graph.ts";

/** Step along the continuation of the line, in pixels; shorter extensions than half are left out. */
const STEP = 0.5;

/** The ink is followed beyond an end for at most this number of radii. */
const MAX_REACH = 2.5;

/**
 * Extends a line at both ends until a round pen would touch the end of the ink: thinning shortens
 * lines by about half the stroke width.
 *
 * @param points A line of at least one point.
 * @param image The ink.
 * @param options Typical stroke width in pixels, and the ink coverage at which the ink ends.
 * @returns The line, with up to one point more at either end.
 */
export function extendEnds(
  points: PathPoints,
  image: InkImage,
  { inkWidth, threshold }: { readonly inkWidth: number; readonly threshold: number },
): PathPoints {
  const { x, y, radius } = points;
  const last = x.length - 1;
  if (last < 2) return points;
  const reach = Math.min(Math.round(inkWidth), last);
  const start = pointBeyond(points, 0, reach, image, threshold);
  const end = pointBeyond(points, last, last - reach, image, threshold);
  return {
    x: [...start.x, ...x, ...end.x],
    y: [...start.y, ...y, ...end.y],
    radius: [...start.radius, ...radius, ...end.radius],
  };
}

/** A point further on from the end of a line, or none where the ink continues or ends there. */
function pointBeyond(
  { x, y, radius }: PathPoints,
  end: number,
  inner: number,
  image: InkImage,
  threshold: number,
): PathPoints {
  const none = { x: [], y: [], radius: [] };
  const length = Math.hypot(x[end]! - x[inner]!, y[end]! - y[inner]!);
  if (length < 1) return none;
  const dx = (x[end]! - x[inner]!) / length;
  const dy = (y[end]! - y[inner]!) / length;
  // At the very end the skeleton may have run into a corner of the ink.
  const r = radius[(end + inner) >> 1]!;
  for (let distance = STEP; distance <= MAX_REACH * r; distance += STEP) {
    const coverage = inkCoverageAt(image, x[end]! + distance * dx, y[end]! + distance * dy);
    if (coverage >= threshold) continue;
    const extension = distance - STEP / 2 - r;
    if (extension < STEP / 2) return none;
    return { x: [x[end]! + extension * dx], y: [y[end]! + extension * dy], radius: [r] };
  }
  return none;
}
