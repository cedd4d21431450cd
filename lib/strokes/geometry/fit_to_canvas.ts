/**
 * Scales and centres trajectories on a canvas.
 *
 * @module
 */
import { type Bounds, trajectoryBounds } from "./bounds.ts";
import type { Trajectory } from "./stroke.ts";

/** Options of {@linkcode fitToCanvas}. */
export interface CanvasFitOptions {
  /** Height of the canvas, in pixels. */
  readonly height: number;
  /** Width of the canvas, in pixels. */
  readonly width: number;
  /** Distance of the points from every edge, in pixels; `height / 16` if left out. */
  readonly margin?: number;
  /**
   * Scale of the stroke widths; `height / 64` if left out, whatever the scale of the positions, so
   * that widths measured at 64 x 128 stay the same on a square canvas.
   */
  readonly widthScale?: number;
  /** Maximum scale of the positions; none if left out. */
  readonly maxScale?: number;
}

/** A uniform scaling and a shift: positions times `scale`, plus `x` or `y`. */
export interface Placement {
  /** Scale of the positions. */
  readonly scale: number;
  /** Shift to the right, in pixels. */
  readonly x: number;
  /** Shift downwards, in pixels. */
  readonly y: number;
}

/**
 * Scales a trajectory to fill a canvas, keeping its aspect ratio, and centres it.
 *
 * @param trajectory A trajectory in any unit, `y` downwards.
 * @param options The canvas.
 * @returns A new trajectory in pixels: (0, 0) is the upper left corner of the canvas, and the
 * centre of its first pixel is (0.5, 0.5). Times are kept.
 * @throws {RangeError} If there is no point, or the margins leave no room.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const line = [{ x: Float32Array.of(0, 3), y: Float32Array.of(5, 5), width: Float32Array.of(1, 1) }];
 * const [fitted] = fitToCanvas(line, { height: 64, width: 128, margin: 4 });
 * assert.deepEqual([...fitted!.x], [4, 124]);
 * assert.deepEqual([...fitted!.y], [32, 32]);
 * ```
 */
export function fitToCanvas(trajectory: Trajectory, options: CanvasFitOptions): Trajectory {
  const widthScale = options.widthScale ?? options.height / 64;
  const { scale, x: shiftX, y: shiftY } = canvasPlacement(trajectoryBounds(trajectory), options);
  return trajectory.map((stroke) => ({
    ...stroke,
    x: stroke.x.map((value) => value * scale + shiftX),
    y: stroke.y.map((value) => value * scale + shiftY),
    width: stroke.width.map((value) => value * widthScale),
  }));
}

/**
 * The placement that makes a rectangle fill a canvas, keeping its aspect ratio, and centres it.
 *
 * @param bounds The rectangle.
 * @param options The canvas.
 * @returns Scale and shift.
 * @throws {RangeError} If the margins leave no room.
 */
export function canvasPlacement(
  { left, top, right, bottom }: Bounds,
  options: CanvasFitOptions,
): Placement {
  const { height, width } = options;
  const margin = options.margin ?? height / 16;
  if (!(height - 2 * margin > 0 && width - 2 * margin > 0)) {
    throw new RangeError(
      `Cannot fit a trajectory: the canvas is ${height} x ${width} with a margin of ${margin}, ` +
        "expected room inside the margins",
    );
  }
  const scale = Math.min(
    options.maxScale ?? Infinity,
    (width - 2 * margin) / Math.max(right - left, 1e-6),
    (height - 2 * margin) / Math.max(bottom - top, 1e-6),
  );
  return {
    scale,
    x: width / 2 - scale * (left + right) / 2,
    y: height / 2 - scale * (top + bottom) / 2,
  };
}
