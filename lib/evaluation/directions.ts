/**
 * Directions along the lines of a skeleton.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";

/** Half the side of the windows in which a direction is measured, in pixels. */
const REACHES = [3, 6] as const;
/** Directions in a half turn. */
const ORIENTATIONS = 16;
/** Classes of straightness. */
const STRAIGHTNESS = 8;
/** Minimum and maximum distance between points whose directions are compared, in pixels. */
const DISTANCES = [[4, 6], [9, 12]] as const;
/** Classes of the angle between two directions, in a quarter turn. */
const ANGLES = 8;

/** Empty pixels around a skeleton, so that no window leaves it: the maximum distance. */
const PADDING = 12;

type Size = Pick<InkImage, "height" | "width">;

/** Measurements around each pixel of a skeleton. */
export interface LocalDirections {
  /** In half turns, 0 to 1. */
  readonly orientation: Float64Array;
  /** 0 where points lie in all directions, 1 on a straight line. */
  readonly straightness: Float64Array;
}

/** The pixels of a skeleton within a margin of empty pixels. */
export interface SkeletonPixels {
  /** Indices into the skeleton. */
  readonly indices: Int32Array;
  /** Indices into `numbers`. */
  readonly positions: Int32Array;
  /** Rows of `stride` values: the number of each pixel of the skeleton, -1 elsewhere. */
  readonly numbers: Int32Array;
  /** Columns with the space around. */
  readonly stride: number;
}

/**
 * Finds the pixels of a skeleton.
 *
 * @param skeleton `height * width` bytes, 1 on the skeleton.
 * @param size Its size.
 */
export function findSkeletonPixels(skeleton: Uint8Array, { height, width }: Size): SkeletonPixels {
  const stride = width + 2 * PADDING;
  const numbers = new Int32Array((height + 2 * PADDING) * stride).fill(-1);
  const indices: number[] = [];
  const positions: number[] = [];
  for (let i = 0; i < skeleton.length; i++) {
    if (skeleton[i] === 0) continue;
    const row = Math.floor(i / width);
    const position = (row + PADDING) * stride + i - row * width + PADDING;
    numbers[position] = indices.length;
    indices.push(i);
    positions.push(position);
  }
  return {
    indices: Int32Array.from(indices),
    positions: Int32Array.from(positions),
    numbers,
    stride,
  };
}

/**
 * Histograms over the pixels of a skeleton: of the direction of the line there and how straight it
 * is, in two sizes of windows, and of the angle between the lines at pixels near and far.
 *
 * @param pixels The pixels of the skeleton.
 * @returns Square roots of the fractions: 64 values.
 */
export function describeDirections(pixels: SkeletonPixels): number[] {
  const local = REACHES.map((reach) => measureDirections(pixels, reach));
  return [
    ...local.flatMap(({ orientation, straightness }) => [
      ...histogram(orientation, { classes: ORIENTATIONS, weights: straightness, isCyclic: true }),
      ...histogram(straightness, { classes: STRAIGHTNESS }),
    ]),
    ...DISTANCES.flatMap((range) => comparePairs(pixels, local[0]!.orientation, range)),
  ];
}

/** The main axis of the skeleton's pixels in a square window around each of them. */
function measureDirections(
  { positions, numbers, stride }: SkeletonPixels,
  reach: number,
): LocalDirections {
  const orientation = new Float64Array(positions.length);
  const straightness = new Float64Array(positions.length);
  for (let index = 0; index < positions.length; index++) {
    let [count, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
    for (let dy = -reach; dy <= reach; dy++) {
      const middle = positions[index]! + dy * stride;
      for (let dx = -reach; dx <= reach; dx++) {
        if (numbers[middle + dx]! < 0) continue;
        count++;
        sumX += dx;
        sumY += dy;
        sumXX += dx * dx;
        sumYY += dy * dy;
        sumXY += dx * dy;
      }
    }
    const varianceX = sumXX - sumX * sumX / count;
    const varianceY = sumYY - sumY * sumY / count;
    const covariance = sumXY - sumX * sumY / count;
    const turn = Math.atan2(2 * covariance, varianceX - varianceY) / (2 * Math.PI);
    orientation[index] = turn < 0 ? turn + 1 : turn;
    const spread = varianceX + varianceY;
    const stretch = Math.hypot(varianceX - varianceY, 2 * covariance);
    straightness[index] = spread > 0 ? stretch / spread : 0;
  }
  return { orientation, straightness };
}

interface HistogramOptions {
  /** Number of classes. */
  readonly classes: number;
  /** Weights of the values; 1 if left out. */
  readonly weights?: Float64Array;
  /** Whether 1 is the same value as 0, as for directions; it is not if left out. */
  readonly isCyclic?: boolean;
}

/**
 * Square roots of a normalized histogram of values in `[0, 1]`. Each value is split between the two
 * nearest classes, by linear interpolation.
 *
 * @param values The values.
 * @param options Classes and weights.
 */
export function histogram(
  values: ArrayLike<number>,
  { classes, weights, isCyclic = false }: HistogramOptions,
): number[] {
  const sums = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    const position = isCyclic ? values[i]! * classes : values[i]! * (classes - 1);
    const lower = Math.floor(position);
    const fraction = position - lower;
    sums[lower % classes]! += weight * (1 - fraction);
    sums[(lower + 1) % classes]! += weight * fraction;
    total += weight;
  }
  return Array.from(sums, (sum) => Math.sqrt(sum / Math.max(total, 1e-9)));
}

/**
 * A histogram of the angles between the directions at pixels of a skeleton within a range of
 * distances.
 *
 * @param pixels The pixels.
 * @param orientation The direction at each of them, in half turns.
 * @param range Minimum and maximum distance, in pixels; at most 12.
 * @returns Square roots of the fractions, in eight classes from no angle to a quarter turn.
 */
export function comparePairs(
  { positions, numbers, stride }: SkeletonPixels,
  orientation: Float64Array,
  range: readonly [number, number],
): number[] {
  const offsets = halfRing(range, stride);
  const angles: number[] = [];
  for (let index = 0; index < positions.length; index++) {
    const position = positions[index]!;
    for (let k = 0; k < offsets.length; k++) {
      const other = numbers[position + offsets[k]!]!;
      if (other < 0) continue;
      const turn = Math.abs(orientation[index]! - orientation[other]!);
      angles.push(2 * Math.min(turn, 1 - turn));
    }
  }
  return histogram(angles, { classes: ANGLES });
}

/** Offsets to half of the pixels on a ring; the other half gives the same pairs. */
function halfRing([min, max]: readonly [number, number], stride: number): Int32Array {
  const offsets: number[] = [];
  for (let dy = 0; dy <= max; dy++) {
    for (let dx = dy === 0 ? 1 : -max; dx <= max; dx++) {
      const squared = dx * dx + dy * dy;
      if (squared >= min * min && squared <= max * max) offsets.push(dy * stride + dx);
    }
  }
  return Int32Array.from(offsets);
}
