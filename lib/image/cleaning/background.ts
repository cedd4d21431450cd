/**
 * Background estimation: measures uneven light on the paper and divides it out.
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import { openKernels } from "../kernels.ts";
import type { Plane, Region } from "../plane.ts";
import { shrinkByFactor } from "../resize.ts";
import { fitPaperSurface, MIN_PAPER_LEVEL } from "./paper_surface.ts";

/** Level of the paper after {@linkcode normalizeBackground}; brighter pixels lie above it. */
export const PAPER_LEVEL = 200;

/** Long side of the coarse grid for background estimation, in pixels. */
const GRID = 160;
/** Radius of the closing, in coarse pixels. Wider blots would pass for paper. */
const WIDE_RADIUS = 12;
/** Radius of the closing where there are shadows: a narrow window follows their edges better. */
const NARROW_RADIUS = 5;
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
export function poolBrightest(image: GrayImage, factor: number): Plane {
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
  const surface = fitPaperSurface(grid, 5);
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
