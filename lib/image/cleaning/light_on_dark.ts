/**
 * Detects light ink on dark paper.
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import { shrinkByFactor } from "../resize.ts";
import { fitPaperSurface } from "./paper_surface.ts";

/** Long side of the coarse copy that is examined, in pixels. */
const GRID = 240;
/** Side of the tiles that share one local median, in pixels of that copy. */
const TILE = 9;
/** Light ink is possible only where the median is below this fraction of the brightest level. */
const MIN_MEDIAN_FRACTION = 0.85;
/** Minimum ink, as a fraction of the image: a small signature on a large screen. */
const MIN_INK_FRACTION = 0.0005;

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
  const grid = shrinkByFactor(image, Math.ceil(Math.max(image.height, image.width) / GRID));
  if (isMostlyBright(grid.data)) return false;
  const { height, width } = grid;
  const radius = Math.ceil(Math.max(height, width) / 6);
  const trend = fitPaperSurface(grid, 1);
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
  return quantile(0.5) > MIN_MEDIAN_FRACTION * quantile(1 - MIN_INK_FRACTION);
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
