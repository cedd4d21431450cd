/**
 * Background estimation: measures uneven light on the paper and divides it out.
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import { openKernels } from "../kernels.ts";
import { type Plane, type Region, shrinkByFactor } from "../resize.ts";

/** Level of the paper after {@linkcode normalizeBackground}; brighter pixels lie above it. */
export const PAPER_LEVEL = 200;

/** Long side of the coarse grid for background estimation, in pixels. */
const GRID = 160;
/** Radius of the closing, in coarse pixels. Wider blots would pass for paper. */
const WIDE_RADIUS = 12;
/** Radius of the closing where there are shadows: a narrow window follows their edges better. */
const NARROW_RADIUS = 5;
/** Long side of the coarse grid for {@linkcode isLightOnDark}, in pixels. */
const INK_GRID = 240;
/** Side of the tiles that share one local median, in pixels of that grid. */
const TILE = 9;
/** Light ink is possible only where the median is below this fraction of the brightest level. */
const MIN_MEDIAN_FRACTION = 0.85;
/** Minimum level of the background. A darker one is not paper and is not brightened further. */
const MIN_PAPER_LEVEL = 32;

/**
 * Computes the extreme over a window of `2 * radius + 1` along one axis; windows are cut off at the
 * edges. Windows grow by doubling, and two overlapping windows cover the full one.
 */
function slideExtreme(plane: Plane, radius: number, vertical: boolean, sign: 1 | -1): Plane {
  const { height, width, data } = plane;
  const result = new Float32Array(data.length);
  const [lines, length] = vertical ? [width, height] : [height, width];
  const [lineStep, step] = vertical ? [1, width] : [width, 1];
  const line = new Float32Array(length + 2 * radius);
  const size = 2 * radius + 1;
  for (let n = 0; n < lines; n++) {
    line.fill(-Infinity);
    for (let i = 0; i < length; i++) line[radius + i] = sign * data[n * lineStep + i * step]!;
    let window = 1;
    for (; 2 * window <= size; window *= 2) raiseTo(line, window);
    raiseTo(line, size - window);
    for (let i = 0; i < length; i++) result[n * lineStep + i * step] = sign * line[i]!;
  }
  return { height, width, data: result };
}

/** Replaces each value by the maximum of itself and the value `distance` further on. */
function raiseTo(line: Float32Array, distance: number): void {
  for (let i = 0; i + distance < line.length; i++) {
    if (line[i + distance]! > line[i]!) line[i] = line[i + distance]!;
  }
}

function slideMean(plane: Plane, radius: number, vertical: boolean): Plane {
  const { height, width, data } = plane;
  const result = new Float32Array(data.length);
  const [lines, length] = vertical ? [width, height] : [height, width];
  const [lineStep, step] = vertical ? [1, width] : [width, 1];
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let j = i - radius; j <= i + radius; j++) {
        const inside = Math.min(length - 1, Math.max(0, j));
        sum += data[line * lineStep + inside * step]!;
      }
      result[line * lineStep + i * step] = sum / (2 * radius + 1);
    }
  }
  return { height, width, data: result };
}

/** Max pooling over squares of `factor * factor` pixels. */
function poolBrightest(image: GrayImage, factor: number): Plane {
  const height = Math.ceil(image.height / factor);
  const width = Math.ceil(image.width / factor);
  const data = new Float32Array(height * width);
  const pixels = image.data;
  for (let y = 0; y < image.height; y++) {
    const row = Math.floor(y / factor) * width;
    let i = y * image.width;
    for (let x = 0; x < width; x++) {
      const end = Math.min(i + factor, (y + 1) * image.width);
      let brightest = data[row + x]!;
      for (; i < end; i++) if (pixels[i]! > brightest) brightest = pixels[i]!;
      data[row + x] = brightest;
    }
  }
  return { height, width, data };
}

/** Terms of a quadratic surface: powers of x and of y. */
const TERMS = [[0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2]] as const;

/**
 * Fits a quadratic surface to the paper by iterated least squares. Each round leaves out pixels
 * much darker than the previous surface.
 */
function fitSurface(plane: Plane, rounds: number): Float32Array<ArrayBuffer> {
  const surface = new Float32Array(plane.data.length);
  let tolerance = Infinity;
  for (let round = 0; round < rounds; round++) {
    const weights = solve(sumMoments(plane, surface, tolerance), TERMS.length);
    tolerance = Math.max(2, updateSurface(plane, surface, weights, tolerance));
  }
  return surface;
}

/** The normal equations of the pixels that are not much darker than the surface. */
function sumMoments(
  { height, width, data }: Plane,
  surface: Float32Array,
  tolerance: number,
): Float64Array {
  const powers = 5;
  const moments = new Float64Array(powers * powers);
  const sums = new Float64Array(3 * 3);
  for (let v = 0; v < height; v++) {
    let [x0, x1, x2, x3, x4, d0, d1, d2] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let u = 0, i = v * width; u < width; u++, i++) {
      const value = data[i]!;
      if (surface[i]! - value > tolerance) continue;
      const x = u / width - 0.5;
      const xx = x * x;
      x0++;
      x1 += x;
      x2 += xx;
      x3 += x * xx;
      x4 += xx * xx;
      d0 += value;
      d1 += x * value;
      d2 += xx * value;
    }
    const y = v / height - 0.5;
    for (let j = 0, yj = 1; j < powers; j++, yj *= y) {
      moments[j]! += x0 * yj;
      moments[powers + j]! += x1 * yj;
      moments[2 * powers + j]! += x2 * yj;
      moments[3 * powers + j]! += x3 * yj;
      moments[4 * powers + j]! += x4 * yj;
      if (j > 2) continue;
      sums[j]! += d0 * yj;
      sums[3 + j]! += d1 * yj;
      sums[6 + j]! += d2 * yj;
    }
  }
  const equations = TERMS.flatMap(([xa, ya]) => [
    ...TERMS.map(([xb, yb]) => moments[(xa + xb) * powers + ya + yb]!),
    sums[xa * 3 + ya]!,
  ]);
  return Float64Array.from(equations);
}

/** Updates the surface. Returns the standard deviation of the fitted pixels from it. */
function updateSurface(
  { height, width, data }: Plane,
  surface: Float32Array,
  weights: Float64Array,
  tolerance: number,
): number {
  const [w1, wx, wy, wxx, wxy, wyy] = [...weights] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  let spread = 0;
  let count = 0;
  for (let v = 0; v < height; v++) {
    const y = v / height - 0.5;
    const constant = w1 + y * (wy + y * wyy);
    const linear = wx + y * wxy;
    for (let u = 0, i = v * width; u < width; u++, i++) {
      const x = u / width - 0.5;
      const fitted = constant + x * (linear + x * wxx);
      const value = fitted < MIN_PAPER_LEVEL ? MIN_PAPER_LEVEL : fitted > 255 ? 255 : fitted;
      const level = data[i]!;
      if (surface[i]! - level <= tolerance) {
        spread += (value - level) * (value - level);
        count++;
      }
      surface[i] = value;
    }
  }
  return Math.sqrt(spread / Math.max(1, count));
}

/**
 * Solves `n` normal equations, rows of `n + 1` numbers, by elimination. A ridge keeps it stable.
 */
function solve(rows: Float64Array, n: number): Float64Array {
  const stride = n + 1;
  for (let i = 0; i < n; i++) rows[i * stride + i]! += 1e-6 * (1 + rows[0]!);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = rows[j * stride + i]! / rows[i * stride + i]!;
      for (let k = i; k <= n; k++) rows[j * stride + k]! -= factor * rows[i * stride + k]!;
    }
  }
  return Float64Array.from({ length: n }, (_, i) => rows[i * stride + n]! / rows[i * stride + i]!);
}

/**
 * Estimates the brightness of the paper under the ink.
 *
 * A quadratic surface models slow changes. A gray-scale closing of the rest (maximum, then minimum
 * over a window of a sixth of the long side) removes strokes and keeps the edges of wide shadows.
 * The input is max-pooled after averaging, so that neither noise nor a pattern of thin lines
 * affects the result.
 *
 * @param image Dark ink on light paper.
 * @returns The levels of the paper on a coarse grid.
 */
export function estimateBackground(image: GrayImage): Plane {
  const half = shrinkByFactor(image, 2);
  const grid = poolBrightest(half, Math.ceil(Math.max(half.height, half.width) / GRID));
  const surface = fitSurface(grid, 5);
  const { height, width } = grid;
  const even = { height, width, data: grid.data.map((value, i) => value / surface[i]!) };
  let paper = close(even, WIDE_RADIUS);
  if (isUneven(paper)) paper = close(even, NARROW_RADIUS);
  paper = slideMean(slideMean(paper, 1, false), 1, true);
  return { height, width, data: surface.map((value, i) => value * paper.data[i]!) };
}

function close(plane: Plane, radius: number): Plane {
  for (const sign of [1, -1] as const) {
    plane = slideExtreme(plane, radius, false, sign);
    plane = slideExtreme(plane, radius, true, sign);
  }
  return plane;
}

/** Whether 5 % of the paper is clearly darker than its median. */
function isUneven(paper: Plane): boolean {
  const sorted = Float32Array.from(paper.data).sort();
  return sorted[Math.floor(sorted.length / 20)]! < 0.88 * sorted[sorted.length >> 1]!;
}

/** Interpolates the gain of each column at a vertical position in the background. */
function interpolateGain(background: Plane, position: number, gain: Float32Array): void {
  const { height, width, data } = background;
  const y = Math.min(height - 1, Math.max(0, position));
  const above = Math.min(Math.floor(y), Math.max(0, height - 2));
  const below = Math.min(above + 1, height - 1);
  const t = y - above;
  for (let x = 0; x < width; x++) {
    const paper = (1 - t) * data[above * width + x]! + t * data[below * width + x]!;
    gain[x] = PAPER_LEVEL / Math.max(MIN_PAPER_LEVEL, paper);
  }
  gain[width] = gain[width - 1]!;
}

/** Maps each level by a table of 256; `result` may be `data` itself. */
function mapLevels(data: Uint8Array, levels: Uint8Array, result: Uint8Array): void {
  const kernels = openKernels();
  const address = kernels.place(data);
  kernels.run.mapLevels(address, data.length, kernels.place(levels));
  result.set(kernels.bytes(address, data.length));
}

/**
 * Divides an image by its background.
 *
 * @param image An image, or part of one: dark ink on light paper.
 * @param background The paper of the whole image, of any size.
 * @param region The part of the background that the image covers; all of it by default.
 * @param result Destination of the result; may be `image.data`.
 * @returns One byte for each pixel: paper is {@linkcode PAPER_LEVEL}, black is 0.
 */
export function normalizeBackground(
  image: GrayImage,
  background: Plane,
  region: Region = { top: 0, left: 0, height: background.height, width: background.width },
  result: Uint8Array = new Uint8Array(image.data.length),
): Uint8Array {
  const { height, width, data } = image;
  if (background.data.length === 1) {
    const even = PAPER_LEVEL / Math.max(MIN_PAPER_LEVEL, background.data[0]!);
    const levels = Uint8Array.from({ length: 256 }, (_, i) => Math.min(255, i * even + 0.5));
    mapLevels(data, levels, result);
    return result;
  }
  const gain = new Float32Array(background.width + 1);
  const columns = new Int32Array(width);
  const weights = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const position = region.left + (x + 0.5) / width * region.width - 0.5;
    const inside = Math.min(background.width - 1, Math.max(0, position));
    columns[x] = Math.min(Math.floor(inside), Math.max(0, background.width - 2));
    weights[x] = inside - columns[x]!;
  }
  for (let y = 0; y < height; y++) {
    interpolateGain(background, region.top + (y + 0.5) / height * region.height - 0.5, gain);
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const column = columns[x]!;
      const left = gain[column]!;
      const level = data[i]! * (left + weights[x]! * (gain[column + 1]! - left)) + 0.5;
      result[i] = level > 255 ? 255 : level;
    }
  }
  return result;
}

/**
 * Whether the ink is lighter than the paper.
 *
 * Ink covers the smaller part of any wide window, so it deviates from the local median once slow
 * changes of the light are removed. The sign of the sum of cubed differences tells on which side
 * the ink is.
 *
 * @param image An image of any size.
 */
export function isLightOnDark(image: GrayImage): boolean {
  const grid = shrinkByFactor(image, Math.ceil(Math.max(image.height, image.width) / INK_GRID));
  if (isMostlyBright(grid.data)) return false;
  const { height, width } = grid;
  const radius = Math.ceil(Math.max(height, width) / 6);
  const trend = fitSurface(grid, 1);
  const data = new Uint8Array(trend.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(255, Math.max(0, 128.5 + (grid.data[i]! - trend[i]!) / 2));
  }
  const even = { height, width, data };
  let balance = 0;
  for (let y = 0; y < height; y += TILE) {
    for (let x = 0; x < width; x += TILE) {
      const median = localMedian(even, y + (TILE >> 1), x + (TILE >> 1), radius);
      for (let v = y; v < Math.min(y + TILE, height); v++) {
        for (let u = x; u < Math.min(x + TILE, width); u++) {
          const difference = data[v * width + u]! - median;
          balance += difference * difference * difference;
        }
      }
    }
  }
  return balance > 0;
}

/** Whether hardly any pixel is clearly brighter than the median, which rules out light ink. */
function isMostlyBright(data: Uint8Array): boolean {
  const counts = new Int32Array(256);
  for (const level of data) counts[level]!++;
  const quantile = (fraction: number) => {
    let level = 0;
    for (let seen = counts[0]!; seen <= fraction * (data.length - 1);) seen += counts[++level]!;
    return level;
  };
  return quantile(0.5) > MIN_MEDIAN_FRACTION * quantile(0.98);
}

/** The median of every fifth pixel of every fifth row in a window around a point. */
function localMedian({ height, width, data }: GrayImage, y: number, x: number, radius: number) {
  const histogram = new Int32Array(256);
  let count = 0;
  const bottom = Math.min(height - 1, y + radius);
  const right = Math.min(width - 1, x + radius);
  for (let v = Math.max(0, y - radius); v <= bottom; v += 5) {
    for (let u = Math.max(0, x - radius); u <= right; u += 5) {
      histogram[data[v * width + u]!]!++;
      count++;
    }
  }
  let median = 0;
  for (let seen = histogram[0]!; 2 * seen < count; seen += histogram[median]!) median++;
  return median;
}
