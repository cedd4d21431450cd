/**
 * Directions along the lines of a skeleton.
 *
 * @module
 */

/** Half the side of the windows in which a direction is measured, in pixels. */
const REACHES = [3, 6] as const;
/** Directions in a half turn. */
const ORIENTATIONS = 16;
/** Classes of straightness. */
const STRAIGHTNESS = 8;
/** Least and greatest distance between points whose directions are compared, in pixels. */
const DISTANCES = [[4, 6], [9, 12]] as const;
/** Classes of the angle between two directions, in a quarter turn. */
const ANGLES = 8;

interface Size {
  readonly height: number;
  readonly width: number;
}

/** What is measured around each pixel of a skeleton. */
export interface LocalDirections {
  /** In half turns, 0 to 1. */
  readonly orientation: Float64Array;
  /** 0 where points lie in all directions, 1 on a straight line. */
  readonly straightness: Float64Array;
}

/**
 * Histograms over the pixels of a skeleton: of the direction of the line there and how straight it
 * is, in two sizes of windows, and of the angle between the lines at pixels near and far.
 *
 * @param skeleton `height * width` bytes, 1 on the skeleton.
 * @param size Its size.
 * @returns Square roots of the shares: 64 values.
 */
export function describeDirections(skeleton: Uint8Array, size: Size): number[] {
  const pixels = skeletonPixels(skeleton);
  const features: number[] = [];
  let local: LocalDirections | undefined;
  for (const reach of REACHES) {
    const measured = measureDirections(skeleton, size, pixels, reach);
    local ??= measured;
    const { orientation, straightness } = measured;
    features.push(...histogram(orientation, straightness, ORIENTATIONS, true));
    features.push(...histogram(straightness, undefined, STRAIGHTNESS, false));
  }
  for (const [least, most] of DISTANCES) {
    features.push(...comparePairs(skeleton, size, pixels, local!.orientation, [least, most]));
  }
  return features;
}

/**
 * Indices of the pixels of a skeleton.
 *
 * @param skeleton Bytes, 1 on the skeleton.
 */
export function skeletonPixels(skeleton: Uint8Array): number[] {
  const pixels: number[] = [];
  for (let i = 0; i < skeleton.length; i++) if (skeleton[i] === 1) pixels.push(i);
  return pixels;
}

/** The main axis of the skeleton's pixels in a square window around each of them. */
function measureDirections(
  skeleton: Uint8Array,
  { height, width }: Size,
  pixels: readonly number[],
  reach: number,
): LocalDirections {
  const orientation = new Float64Array(pixels.length);
  const straightness = new Float64Array(pixels.length);
  pixels.forEach((pixel, index) => {
    const row = Math.floor(pixel / width);
    const column = pixel - row * width;
    let [count, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
    for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
      for (let x = Math.max(0, column - reach); x <= Math.min(width - 1, column + reach); x++) {
        if (skeleton[y * width + x] === 0) continue;
        const [dx, dy] = [x - column, y - row];
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
  });
  return { orientation, straightness };
}

/**
 * Square roots of the shares of values in `[0, 1]`, each shared by the two nearest classes.
 *
 * @param values The values.
 * @param weights How much each counts; all alike where it is left out.
 * @param classes How many classes.
 * @param isCyclic Whether 1 is the same as 0.
 */
export function histogram(
  values: Float64Array,
  weights: Float64Array | undefined,
  classes: number,
  isCyclic: boolean,
): number[] {
  const sums = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    const position = isCyclic ? values[i]! * classes : values[i]! * (classes - 1);
    const lower = Math.floor(position);
    const share = position - lower;
    sums[lower % classes]! += weight * (1 - share);
    sums[(lower + 1) % classes]! += weight * share;
    total += weight;
  }
  return Array.from(sums, (sum) => Math.sqrt(sum / Math.max(total, 1e-9)));
}

/**
 * The angles between the directions at pixels of a skeleton that are so far apart.
 *
 * @param skeleton `height * width` bytes, 1 on the skeleton.
 * @param size Its size.
 * @param pixels Its pixels.
 * @param orientation The direction at each of them, in half turns.
 * @param range Least and greatest distance, in pixels.
 * @returns Square roots of the shares, in eight classes from no angle to a quarter turn.
 */
export function comparePairs(
  skeleton: Uint8Array,
  { height, width }: Size,
  pixels: readonly number[],
  orientation: Float64Array,
  [least, most]: readonly [number, number],
): number[] {
  const numbers = new Int32Array(skeleton.length);
  pixels.forEach((pixel, index) => numbers[pixel] = index);
  const angles: number[] = [];
  pixels.forEach((pixel, index) => {
    const row = Math.floor(pixel / width);
    const column = pixel - row * width;
    // Half of the ring: the other half holds the same pairs.
    for (let y = row; y <= Math.min(height - 1, row + most); y++) {
      const dy = y - row;
      for (let x = Math.max(0, column - most); x <= Math.min(width - 1, column + most); x++) {
        const dx = x - column;
        if (skeleton[y * width + x] === 0 || (dy === 0 && dx <= 0)) continue;
        const squared = dx * dx + dy * dy;
        if (squared < least * least || squared > most * most) continue;
        const turn = Math.abs(orientation[index]! - orientation[numbers[y * width + x]!]!);
        angles.push(2 * Math.min(turn, 1 - turn));
      }
    }
  });
  return histogram(Float64Array.from(angles), undefined, ANGLES, false);
}
