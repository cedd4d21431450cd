/**
 * Augments images of signatures.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { controlPoints, type Displacement } from "./b_spline.ts";
import type { ImageSize } from "./image_size.ts";
import { findExtent } from "./ink_extent.ts";
import { keepInside, type LinearMap } from "./keep_inside.ts";
import { warp } from "./warp.ts";

/** Maximum changes by {@linkcode augment}; each is uniform between this and its negative. */
export interface AugmentOptions {
  /** Factor of all others; 0 leaves images unchanged. */
  readonly strength: number;
  /** Angle, in radians. */
  readonly rotation: number;
  /** Logarithm of the change of size. */
  readonly scale: number;
  /** Logarithm of the change of the aspect ratio. */
  readonly aspect: number;
  /** Change of slant: shift to the right per pixel of height. */
  readonly shear: number;
  /** Shift in each direction, in pixels of an image of 64 rows. */
  readonly shift: number;
  /** Elastic distortion in each direction, in pixels of an image of 64 rows. */
  readonly elastic: number;
}

/** Defaults. */
export const DEFAULT_AUGMENT_OPTIONS: AugmentOptions = {
  strength: 1,
  rotation: 0.08, // about 4.5 degrees
  scale: 0.08,
  aspect: 0.08,
  shear: 0.12,
  shift: 2,
  elastic: 1.2, // changes the proportions of letters, but not which letters they are
};

/** Pixels between the control points of the elastic distortion, in an image of 64 rows. */
const ELASTIC_SPACING = 16;

/**
 * Augments an image: rotation, scale, aspect ratio, shear, shift and elastic distortion, in one
 * resampling.
 *
 * Ink stays inside the image: the shift is reduced where it would leave it, and the scale where that
 * is not enough. Elastic distortion after Simard et al., "Best practices for convolutional neural
 * networks", 2003, with a B-spline in place of smoothed noise.
 *
 * @param input Ink coverage, `[height, width]`, 0 is paper.
 * @param output Where to store the result, `[height, width]`; another buffer than `input`.
 * @param size Size of both.
 * @param random Random generator; a call advances it by an amount that depends on the size alone.
 * @param options Maximum changes, {@linkcode DEFAULT_AUGMENT_OPTIONS} if left out.
 * @throws {RangeError} If a buffer does not fit the size.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "../random.ts";
 * const input = Float32Array.of(0, 0, 1, 0);
 * const output = new Float32Array(4);
 * const options = { ...DEFAULT_AUGMENT_OPTIONS, strength: 0 };
 * augment(input, output, { height: 2, width: 2 }, new Random(1), options);
 * assert.deepEqual(output, input);
 * ```
 */
export function augment(
  input: Float32Array,
  output: Float32Array,
  size: ImageSize,
  random: Random,
  options: AugmentOptions = DEFAULT_AUGMENT_OPTIONS,
): void {
  const { height, width } = size;
  if (input.length !== height * width || output.length !== height * width) {
    throw new RangeError(
      `Cannot augment an image of ${height} x ${width}: input has ${input.length} values and ` +
        `output ${output.length}, expected ${height * width}`,
    );
  }
  const unit = height / 64;
  const linear = sampleLinear(random, options);
  const maxShift = options.strength * options.shift * unit;
  const shiftX = random.uniform(-maxShift, maxShift);
  const shiftY = random.uniform(-maxShift, maxShift);
  const displacement = sampleDisplacement(random, size, options.strength * options.elastic * unit);
  if (options.strength === 0) {
    output.set(input);
    return;
  }
  const reach = options.strength * options.elastic * unit;
  const ink = findExtent(input, size);
  const map = keepInside(ink, size, linear, shiftX, shiftY, Math.abs(reach));
  if (map === undefined) output.set(input);
  else warp(input, output, size, map, reach === 0 ? undefined : displacement, ink);
}

function sampleLinear(random: Random, options: AugmentOptions): LinearMap {
  const sample = (max: number) => random.uniform(-1, 1) * options.strength * max;
  const angle = sample(options.rotation);
  const scale = sample(options.scale);
  const aspect = sample(options.aspect);
  const shear = sample(options.shear);
  const scaleX = Math.exp(scale + aspect / 2);
  const scaleY = Math.exp(scale - aspect / 2);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // Rotation times [[scaleX, -shear * scaleY], [0, scaleY]]; y grows downwards.
  return {
    a: cos * scaleX,
    b: (-cos * shear - sin) * scaleY,
    c: sin * scaleX,
    d: (-sin * shear + cos) * scaleY,
  };
}

function sampleDisplacement(random: Random, size: ImageSize, reach: number): Displacement {
  const spacing = Math.max(1, Math.round(size.height / 64 * ELASTIC_SPACING));
  const columns = controlPoints(size.width, spacing);
  const count = columns * controlPoints(size.height, spacing);
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = random.uniform(-1, 1) * reach;
    y[i] = random.uniform(-1, 1) * reach;
  }
  return { spacing, columns, x, y };
}
