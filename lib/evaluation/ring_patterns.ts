/**
 * Patterns of ink on circles around pixels.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";

type Size = Pick<InkImage, "height" | "width">;

/** Radii of the circles around the skeleton's pixels. */
const RING_RADII = [3, 6, 10] as const;
/** Classes: 0, 1, ... strokes; the last one is open. */
const RING_CLASSES = 7;
/** Radii of the local binary patterns. */
const PATTERN_RADII = [1, 2] as const;
/** Points on the circle of a local binary pattern. */
const PATTERN_POINTS = 8;

/**
 * The number of strokes that circles around the skeleton's pixels cross: one at an end, two along a
 * line, more where lines meet or run side by side.
 *
 * @param mask `height * width` bytes, 1 is ink.
 * @param skeleton `height * width` bytes, 1 on its skeleton.
 * @param size Its size.
 * @returns Square roots of the fractions: 21 values, seven for each of three radii.
 */
export function describeRings(mask: Uint8Array, skeleton: Uint8Array, size: Size): number[] {
  return RING_RADII.flatMap((radius) => {
    const circle = circlePoints(radius, Math.ceil(2 * Math.PI * radius));
    const counts = new Float64Array(RING_CLASSES);
    for (let i = 0; i < skeleton.length; i++) {
      if (skeleton[i] === 0) continue;
      const { changes } = readCircle(mask, size, i, circle);
      counts[Math.min(changes >> 1, RING_CLASSES - 1)]!++;
    }
    return rootFractions(counts);
  });
}

/**
 * Local binary patterns of the ink's pixels (Ojala et al., 2002; rotation-invariant, uniform): the
 * number of inked neighbours of eight on a circle if they are contiguous, or a class for the rest.
 *
 * @param mask `height * width` bytes, 1 is ink.
 * @param size Its size.
 * @returns Square roots of the fractions: 20 values, ten for each of two radii.
 */
export function localBinaryPatterns(mask: Uint8Array, size: Size): number[] {
  return PATTERN_RADII.flatMap((radius) => {
    const circle = circlePoints(radius, PATTERN_POINTS);
    const counts = new Float64Array(PATTERN_POINTS + 2);
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) continue;
      const { changes, ink } = readCircle(mask, size, i, circle);
      counts[changes <= 2 ? ink : PATTERN_POINTS + 1]!++;
    }
    return rootFractions(counts);
  });
}

/** Offsets of whole pixels around a circle: x0, y0, x1, y1, ... */
function circlePoints(radius: number, count: number): Int8Array {
  const points = new Int8Array(2 * count);
  for (let k = 0; k < count; k++) {
    const angle = 2 * Math.PI * k / count;
    points[2 * k] = Math.round(radius * Math.cos(angle));
    points[2 * k + 1] = Math.round(radius * Math.sin(angle));
  }
  return points;
}

/** The number of ink points on a circle, and of changes between ink and paper along it. */
function readCircle(
  mask: Uint8Array,
  { height, width }: Size,
  centre: number,
  circle: Int8Array,
): { changes: number; ink: number } {
  const row = Math.floor(centre / width);
  const column = centre - row * width;
  const at = (k: number) => {
    const x = column + circle[k]!;
    const y = row + circle[k + 1]!;
    return x < 0 || y < 0 || x >= width || y >= height ? 0 : mask[y * width + x]!;
  };
  let previous = at(circle.length - 2);
  let changes = 0;
  let ink = 0;
  for (let k = 0; k < circle.length; k += 2) {
    const value = at(k);
    ink += value;
    if (value !== previous) changes++;
    previous = value;
  }
  return { changes, ink };
}

function rootFractions(counts: Float64Array): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count) => Math.sqrt(count / Math.max(1, total)));
}
