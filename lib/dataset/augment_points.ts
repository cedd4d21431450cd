/**
 * Small random changes to a trajectory that leave a signature the same signature.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { canvasPlacement } from "../strokes/geometry/fit_to_canvas.ts";
import { PEN_CANVAS } from "../strokes/geometry/pen_canvas.ts";

/** Standard deviations of what {@linkcode augmentPoints} changes. */
export interface PenAugmentOptions {
  /** Factor of all the others; 0 leaves trajectories exactly as they are. */
  readonly strength: number;
  /** Angle, in radians. */
  readonly rotation: number;
  /** Change of the width of the whole against its height, as a share. */
  readonly aspect: number;
  /** Change of slant: shift to the left per pixel of height. */
  readonly shear: number;
  /** Change of the width of the ink, as a share. */
  readonly inkWidth: number;
}

/** What {@linkcode augmentPoints} does unless told otherwise. */
export const DEFAULT_PEN_AUGMENT_OPTIONS: PenAugmentOptions = {
  strength: 0.7, // procedural hands differ enough from each other
  rotation: 0.05,
  aspect: 0.05,
  shear: 0.08,
  inkWidth: 0.1,
};

/** Centre of the canvas. */
const CENTRE_X = PEN_CANVAS.width / 2;
const CENTRE_Y = PEN_CANVAS.height / 2;

/** Ink width changes at most by these factors. */
const INK_WIDTH_FACTORS = [0.6, 1.5] as const;

/**
 * Varies a trajectory: slant, aspect, rotation and ink width, each from a normal distribution. As
 * all data are, the result is fitted into the canvas.
 *
 * @param input `[points, 4]`: x, y, pen, width, on a canvas of 64 x 128.
 * @param output Where to write the result, `[points, 4]`; may be `input`.
 * @param random Where the changes are drawn from; each call draws equally often.
 * @param options How much may change, {@linkcode DEFAULT_PEN_AUGMENT_OPTIONS} if left out.
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
        "as many are wanted",
    );
  }
  const draw = (deviation: number) => random.normal() * options.strength * deviation;
  const aspect = 1 + draw(options.aspect);
  const rotation = draw(options.rotation);
  const shear = draw(options.shear);
  const [least, most] = INK_WIDTH_FACTORS;
  const ink = Math.min(Math.max(1 + draw(options.inkWidth), least), most);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  for (let i = 0; i < input.length; i += 4) {
    const y = input[i + 1]! - CENTRE_Y;
    const x = (input[i]! - CENTRE_X) * aspect + shear * y;
    output[i] = CENTRE_X + cos * x - sin * y;
    output[i + 1] = CENTRE_Y + sin * x + cos * y;
    output[i + 2] = input[i + 2]!;
    output[i + 3] = input[i + 3]! * ink;
  }
  if (options.strength !== 0) fillCanvas(output);
}

/** Scales and moves the positions of points in place. */
function fillCanvas(points: Float32Array): void {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 4) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    top = Math.min(top, points[i + 1]!);
    bottom = Math.max(bottom, points[i + 1]!);
  }
  const { scale, x, y } = canvasPlacement({ left, top, right, bottom }, PEN_CANVAS);
  for (let i = 0; i < points.length; i += 4) {
    points[i] = points[i]! * scale + x;
    points[i + 1] = points[i + 1]! * scale + y;
  }
}
