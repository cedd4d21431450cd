/**
 * Duplicates trajectories of signatures: further signatures of the same writers.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { fromPoints } from "../strokes/geometry/from_points.ts";
import { POINT_SIZE } from "../strokes/geometry/pen_points.ts";
import { toPoints } from "../strokes/geometry/to_points.ts";
import { duplicateSignature } from "../strokes/procedural/duplicate_signature.ts";

/** Without smoothing: points that were recovered from ink are smooth already. */
const EXACT = { smoothing: 0, subdivisions: 4 } as const;

/**
 * Replaces a trajectory by another signature of its writer, which differs from it as much as two
 * signatures of one hand do.
 *
 * @param points `[count, 4]`: x, y, pen, width, on a canvas of 64 x 128. Unchanged where no line is
 * drawn.
 * @param random Random generator.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../random.ts";
 * const points = Float32Array.from([[4, 9, 1, 2], [60, 50, 1, 2], [99, 20, 1, 2], [124, 44, 0, 2]].flat());
 * const original = points.slice();
 * duplicatePoints(points, new Random(1));
 * assert.equal(points.length, original.length);
 * assert.notDeepEqual(points, original);
 * ```
 */
export function duplicatePoints(points: Float32Array, random: Random): void {
  const signature = fromPoints(points, EXACT);
  if (signature.length === 0) return;
  points.set(toPoints(duplicateSignature(signature, random), points.length / POINT_SIZE));
}
