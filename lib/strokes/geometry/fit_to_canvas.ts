/**
 * Brings trajectories to the size of an image.
 *
 * @module
 */

import type { Trajectory } from "./stroke.ts";

/** How a trajectory is fitted into a canvas. */
export interface FitOptions {
  /** Height of the canvas, in pixels. */
  readonly height: number;
  /** Width of the canvas, in pixels. */
  readonly width: number;
  /** Pixels that the path of the pen keeps from every edge; a sixteenth of the height if left out. */
  readonly margin?: number;
  /**
   * Factor of the ink widths; `height / 64` if left out, whatever the factor of the positions, so
   * that ink measured at 64 x 128 stays as wide on a square canvas.
   */
  readonly widthScale?: number;
  /** Largest factor of the positions; any if left out. */
  readonly maxScale?: number;
}

/** What brings positions to their place: times `scale`, plus `x` or `y`. */
export interface Placement {
  /** Factor of the positions. */
  readonly scale: number;
  /** Shift to the right, in pixels. */
  readonly x: number;
  /** Shift downwards, in pixels. */
  readonly y: number;
}

/** The rectangle around a trajectory. */
export interface Bounds {
  /** Least `x`. */
  readonly left: number;
  /** Least `y`. */
  readonly top: number;
  /** Greatest `x`. */
  readonly right: number;
  /** Greatest `y`. */
  readonly bottom: number;
}

/**
 * The rectangle around the path of the pen, ink width left aside.
 *
 * @param trajectory A trajectory with at least one point.
 * @returns The rectangle, in the unit of the trajectory.
 * @throws {RangeError} If there is no point.
 */
export function trajectoryBounds(trajectory: Trajectory): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of trajectory) {
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]!);
      right = Math.max(right, x[i]!);
      top = Math.min(top, y[i]!);
      bottom = Math.max(bottom, y[i]!);
    }
  }
  if (left > right) {
    throw new RangeError("Cannot measure a trajectory: it has no points, at least one is wanted");
  }
  return { left, top, right, bottom };
}

/**
 * Scales a trajectory to fill a canvas, keeping its proportions, and centres it.
 *
 * @param trajectory A trajectory in any unit, `y` downwards.
 * @param options The canvas.
 * @returns A new trajectory in pixels: (0, 0) is the upper left corner of the canvas, and the
 * centre of its first pixel is (0.5, 0.5). Times are kept.
 * @throws {RangeError} If there is no point, or no room inside the margins.
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
export function fitToCanvas(trajectory: Trajectory, options: FitOptions): Trajectory {
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
 * Where a rectangle has to go to fill a canvas, keeping its proportions, and to be in its middle.
 *
 * @param bounds The rectangle.
 * @param options The canvas.
 * @throws {RangeError} If there is no room inside the margins.
 */
export function canvasPlacement(
  { left, top, right, bottom }: Bounds,
  options: FitOptions,
): Placement {
  const { height, width } = options;
  const margin = options.margin ?? height / 16;
  if (!(height - 2 * margin > 0 && width - 2 * margin > 0)) {
    throw new RangeError(
      `Cannot fit a trajectory: the canvas is ${height} x ${width} with a margin of ${margin}, ` +
        "room inside the margins is wanted",
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
