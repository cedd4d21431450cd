/**
 * Counts that describe the strokes of an image.
 *
 * @module
 */
import { findComponents } from "../image/components.ts";
import { skeletonize } from "../strokes/recovery/graph/skeletonize.ts";

/** The result of {@linkcode measureStrokes}. */
export interface StrokeStatistics {
  /** Connected components of ink; pixels that touch at a corner are connected. */
  readonly components: number;
  /** Regions of paper that ink encloses. */
  readonly holes: number;
  /** Length of the lines: pixels of the skeleton. */
  readonly skeletonPixels: number;
  /** Branch points: pixels of the skeleton with three or more neighbours. */
  readonly branchPixels: number;
  /** End points: pixels of the skeleton with one neighbour. */
  readonly endPixels: number;
  /** `height * width` bytes, 1 on the skeleton. */
  readonly skeleton: Uint8Array;
}

/**
 * Counts components, holes and skeleton pixels of a mask.
 *
 * @param mask Row-major, `height * width` bytes of 0 and 1.
 * @param height Rows.
 * @param width Columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const ring = Uint8Array.from([1, 1, 1, 1, 0, 1, 1, 1, 1]);
 * const { components, holes, endPixels } = measureStrokes(ring, 3, 3);
 * assert.deepEqual([components, holes, endPixels], [1, 1, 0]);
 * ```
 */
export function measureStrokes(mask: Uint8Array, height: number, width: number): StrokeStatistics {
  const skeleton = skeletonize(mask, height, width);
  const components = findComponents(mask, height, width).count;
  let skeletonPixels = 0;
  let branchPixels = 0;
  let endPixels = 0;
  for (let i = 0; i < skeleton.length; i++) {
    if (skeleton[i] === 0) continue;
    skeletonPixels++;
    const neighbours = countNeighbours(skeleton, height, width, i);
    if (neighbours > 2) branchPixels++;
    if (neighbours === 1) endPixels++;
  }
  return {
    components,
    holes: components - eulerNumber(mask, height, width),
    skeletonPixels,
    branchPixels,
    endPixels,
    skeleton,
  };
}

function countNeighbours(mask: Uint8Array, height: number, width: number, i: number): number {
  const row = Math.floor(i / width);
  const column = i - row * width;
  let count = 0;
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
      count += mask[y * width + x]!;
    }
  }
  return count - 1;
}

/**
 * The Euler number, components minus holes, with connected corners: a sum over windows of 2 x 2 pixels
 * (Gray, "Local properties of binary images in two dimensions", 1971).
 */
function eulerNumber(mask: Uint8Array, height: number, width: number): number {
  const at = (y: number, x: number) =>
    y < 0 || x < 0 || y >= height || x >= width ? 0 : mask[y * width + x]!;
  let sum = 0;
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const [a, b, c, d] = [at(y, x), at(y, x + 1), at(y + 1, x), at(y + 1, x + 1)];
      const ink = a + b + c + d;
      if (ink === 1) sum += 1;
      else if (ink === 3) sum -= 1;
      else if (ink === 2 && a === d) sum -= 2;
    }
  }
  return sum / 4;
}
