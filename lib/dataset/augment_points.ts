/**
 * Augments trajectories of signatures.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { canvasPlacement } from "../strokes/geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../strokes/geometry/pen_canvas.ts";
import { POINT, POINT_SIZE } from "../strokes/geometry/pen_points.ts";

/** Standard deviations of the changes by {@linkcode augmentPoints}. */
export interface PenAugmentOptions {
  /** Factor of all others; 0 leaves trajectories unchanged. */
  readonly strength: number;
  /** Angle, in radians. */
  readonly rotation: number;
  /** Relative change of the aspect ratio. */
  readonly aspect: number;
  /** Change of slant: shift to the left per pixel of height. */
  readonly shear: number;
  /** Relative change of the stroke width. */
  readonly inkWidth: number;
}

/** Defaults. */
export const DEFAULT_PEN_AUGMENT_OPTIONS: PenAugmentOptions = {
  strength: 0.7, // procedural writers differ enough from each other
  rotation: 0.05,
  aspect: 0.05,
  shear: 0.08,
  inkWidth: 0.1,
};

/** Centre of the pen canvas. */
const CENTRE_X = PEN_CANVAS.width / 2;
const CENTRE_Y = PEN_CANVAS.height / 2;

/** Range of the factor of the stroke width. */
const INK_WIDTH_FACTORS = [0.6, 1.5] as const;

/**
 * Augments a trajectory: slant, aspect ratio, rotation and stroke width, each by a normal
 * distribution. Like all training data, the result is fitted to the pen canvas.
 *
 * @param input `[points, 4]`: x, y, pen, width, on a canvas of 64 x 128.
 * @param output Where to store the result, `[points, 4]`; may be `input`.
 * @param random Random generator; every call advances it by the same amount.
 * @param options Sizes of the changes, {@linkcode DEFAULT_PEN_AUGMENT_OPTIONS} if left out.
 * @throws {RangeError} If the buffers differ in length.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../random.ts";
 * const input = Float32Array.of(4, 20, 1, 2, 124, 44, 0, 2);
 * const output = new Float32Array(8);
 * augmentPoints(input, output, new Random(1));
 * assert.equal(output[2], 1);
 * assert.notEqual(output[1], 20);
 * ```
 */
export function augmentPoints(
  input: Float32Array,
  output: Float32Array,
  random: Random,
  options: PenAugmentOptions = DEFAULT_PEN_AUGMENT_OPTIONS,
): void {
  if (input.length !== output.length) {
    throw new RangeError(
      `Cannot augment a trajectory: input has ${input.length} values, output ${output.length}, ` +
        "expected the same number",
    );
  }
  const sample = (deviation: number) => random.normal() * options.strength * deviation;
  const aspect = 1 + sample(options.aspect);
  const rotation = sample(options.rotation);
  const shear = sample(options.shear);
  const [min, max] = INK_WIDTH_FACTORS;
  const widthFactor = Math.min(Math.max(1 + sample(options.inkWidth), min), max);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  for (let i = 0; i < input.length; i += POINT_SIZE) {
    const y = input[i + POINT.y]! - CENTRE_Y;
    const x = (input[i + POINT.x]! - CENTRE_X) * aspect + shear * y;
    output[i + POINT.x] = CENTRE_X + cos * x - sin * y;
    output[i + POINT.y] = CENTRE_Y + sin * x + cos * y;
    output[i + POINT.pen] = input[i + POINT.pen]!;
    output[i + POINT.width] = input[i + POINT.width]! * widthFactor;
  }
  if (options.strength !== 0) fillCanvas(output);
}

/** Fits the positions of points to the pen canvas, in place. */
function fillCanvas(points: Float32Array): void {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += POINT_SIZE) {
    left = Math.min(left, points[i + POINT.x]!);
    right = Math.max(right, points[i + POINT.x]!);
    top = Math.min(top, points[i + POINT.y]!);
    bottom = Math.max(bottom, points[i + POINT.y]!);
  }
  const { scale, x, y } = canvasPlacement({ left, top, right, bottom }, PEN_CANVAS);
  for (let i = 0; i < points.length; i += POINT_SIZE) {
    points[i + POINT.x] = points[i + POINT.x]! * scale + x;
    points[i + POINT.y] = points[i + POINT.y]! * scale + y;
  }
}
