/**
 * Small random changes that leave a signature the same signature.
 *
 * @module
 */
import type { Random } from "../random.ts";
import {
  controlPoints,
  type Displacement,
  findExtent,
  type ImageSize,
  type InkExtent,
  type InverseMap,
  warp,
} from "./warp.ts";

/** The most that {@linkcode augment} changes; each change is uniform between this and its negative. */
export interface AugmentOptions {
  /** Factor of all the others; 0 leaves images exactly as they are. */
  readonly strength: number;
  /** Angle, in radians. */
  readonly rotation: number;
  /** Change of size, as logarithm of the factor. */
  readonly scale: number;
  /** Change of width against height, as logarithm of the factor. */
  readonly aspect: number;
  /** Change of slant: shift to the right per pixel of height. */
  readonly shear: number;
  /** Shift in each direction, in pixels of an image of 64 rows. */
  readonly shift: number;
  /** Smooth distortion in each direction, in pixels of an image of 64 rows. */
  readonly elastic: number;
}

/** What {@linkcode augment} does unless told otherwise. */
export const DEFAULT_AUGMENT_OPTIONS: AugmentOptions = {
  strength: 1,
  /** About 4.5 degrees. */
  rotation: 0.08,
  scale: 0.08,
  aspect: 0.08,
  shear: 0.12,
  shift: 2,
  /** Enough to change the proportions of letters, too little to change letters. */
  elastic: 1.2,
};

/** Pixels between the control points of the distortion, in an image of 64 rows. */
const ELASTIC_SPACING = 16;

/** A linear map about the centre of the image, `[[a, b], [c, d]]`. */
interface Linear {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/**
 * Varies an image: rotation, scale, aspect, shear, shift and a smooth distortion, in one resampling.
 * Ink is never pushed over the edge: the shift is reduced where it would be, and the scale where
 * that is not enough.
 *
 * @param input Ink, `[height, width]`, 0 is paper.
 * @param output Where to write the result, `[height, width]`; another buffer than `input`.
 * @param size Size of both.
 * @param random Where the changes are drawn from; each call draws equally often for one size.
 * @param options How much may change, {@linkcode DEFAULT_AUGMENT_OPTIONS} if left out.
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
        `output ${output.length}, ${height * width} are wanted`,
    );
  }
  const unit = height / 64;
  const linear = sampleLinear(random, options);
  const most = options.strength * options.shift * unit;
  const shiftX = random.uniform(-most, most);
  const shiftY = random.uniform(-most, most);
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

function sampleLinear(random: Random, options: AugmentOptions): Linear {
  const draw = (most: number) => random.uniform(-1, 1) * options.strength * most;
  const angle = draw(options.rotation);
  const scale = draw(options.scale);
  const aspect = draw(options.aspect);
  const shear = draw(options.shear);
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

/** The extent of the ink after a linear map about the centre, `undefined` without ink. */
function mapExtent(
  { first, last }: InkExtent,
  { height, width }: ImageSize,
  { a, b, c, d }: Linear,
): { left: number; right: number; top: number; bottom: number } | undefined {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let row = 0; row < height; row++) {
    if (last[row]! < 0) continue;
    // The map is linear: the extremes of a row are at its ends.
    const x0 = first[row]! - (width - 1) / 2;
    const x1 = last[row]! - (width - 1) / 2;
    const y = row - (height - 1) / 2;
    left = Math.min(left, a * x0 + b * y, a * x1 + b * y);
    right = Math.max(right, a * x0 + b * y, a * x1 + b * y);
    top = Math.min(top, c * x0 + d * y, c * x1 + d * y);
    bottom = Math.max(bottom, c * x0 + d * y, c * x1 + d * y);
  }
  return left === Infinity ? undefined : { left, right, top, bottom };
}

/** The inverse of the map and the shift, both reduced as far as the ink needs to stay inside. */
function keepInside(
  ink: InkExtent,
  size: ImageSize,
  linear: Linear,
  shiftX: number,
  shiftY: number,
  reach: number,
): InverseMap | undefined {
  const extent = mapExtent(ink, size, linear);
  if (extent === undefined) return undefined;
  const centreX = (size.width - 1) / 2;
  const centreY = (size.height - 1) / 2;
  const spaceX = Math.max(0, centreX - reach);
  const spaceY = Math.max(0, centreY - reach);
  const { left, right, top, bottom } = extent;
  const shrink = Math.min(
    1,
    right > left ? 2 * spaceX / (right - left) : 1,
    bottom > top ? 2 * spaceY / (bottom - top) : 1,
  );
  // A canvas too small for the reach of the distortion has no room to keep.
  const factor = shrink > 0.5 ? shrink : 1;
  const moveX = clamp(shiftX, -spaceX - factor * left, spaceX - factor * right);
  const moveY = clamp(shiftY, -spaceY - factor * top, spaceY - factor * bottom);
  return invert(linear, factor, centreX, centreY, moveX, moveY);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function invert(
  { a, b, c, d }: Linear,
  factor: number,
  centreX: number,
  centreY: number,
  moveX: number,
  moveY: number,
): InverseMap {
  const determinant = (a * d - b * c) * factor;
  const [xx, xy] = [d / determinant, -b / determinant];
  const [yx, yy] = [-c / determinant, a / determinant];
  const fromX = centreX + moveX;
  const fromY = centreY + moveY;
  return {
    xx,
    xy,
    x0: centreX - xx * fromX - xy * fromY,
    yx,
    yy,
    y0: centreY - yx * fromX - yy * fromY,
  };
}
