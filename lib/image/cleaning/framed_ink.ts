/**
 * Recognizes ink inside a frame of its own: a stamp of any shape, at any angle.
 *
 * @module
 */
import { type Components, maskOf, selectComponents } from "../components.ts";
import { squaredDistances } from "../distance_transform.ts";
import { convexHull } from "./convex_hull.ts";
import { diagonalOf, measureInk } from "./ink_extent.ts";

/** Minimum size of a mark that bounds the ink, as a fraction of the largest mark; others are dust. */
const MIN_MARK = 0.15;
/**
 * Maximum distance of a frame from the hull of the ink, as a fraction of the largest mark, and of the
 * mean width of the hull: all of a narrow signature is near its hull.
 */
const [MAX_DISTANCE, MAX_DEPTH] = [0.025, 0.08];
/** Minimum fraction of the hull that a frame follows; handwriting touches it in a few places. */
const MIN_COVERAGE = 0.8;

/**
 * The fraction of the convex hull of ink that is ink: nearly all of that of a stamp with a frame,
 * whether it is round or has corners.
 *
 * @param marks The ink of an image of `height * width` pixels.
 */
function hullCoverage(marks: Components, height: number, width: number): number {
  const size = measureInk(marks).diagonal;
  const isLarge = Uint8Array.from(
    { length: marks.count },
    (_, c) => diagonalOf(marks, c) >= MIN_MARK * size ? 1 : 0,
  );
  const mask = maskOf(selectComponents(marks, isLarge), height, width);
  const corners = convexHull(mask, height, width);
  const depth = areaOf(corners) / Math.max(1, size);
  const reach = Math.max(2, Math.min(MAX_DISTANCE * size, MAX_DEPTH * depth));
  const distances = squaredDistances(mask, height, width, 1, Math.ceil(reach) + 1);
  let [near, all] = [0, 0];
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0));
    for (let k = 0; k < steps; k++, all++) {
      const x = Math.min(width - 1, Math.floor(x0 + (x1 - x0) * k / steps));
      const y = Math.min(height - 1, Math.floor(y0 + (y1 - y0) * k / steps));
      if (distances[y * width + x]! <= reach ** 2) near++;
    }
  });
  return all === 0 ? 0 : near / all;
}

/** The area of a polygon. */
function areaOf(corners: readonly (readonly [x: number, y: number])[]): number {
  let twice = 0;
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    twice += x0 * y1 - x1 * y0;
  });
  return Math.abs(twice) / 2;
}

/**
 * Whether ink lies inside a frame of its own.
 *
 * @param marks The ink of an image of `height * width` pixels.
 */
export function isFramed(marks: Components, height: number, width: number): boolean {
  return hullCoverage(marks, height, width) >= MIN_COVERAGE;
}
