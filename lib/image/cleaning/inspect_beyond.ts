/**
 * Tells what lies beyond a side of a photographed page.
 *
 * @module
 */
import type { GrayImage } from "../ink_image.ts";
import type { Plane } from "../plane.ts";
import type { Side } from "./page_sides.ts";

/** Distance from a side at which the surfaces are compared, in cells: beyond the blurred edge. */
export const NEAR = 3;
/** Depth of the strip of the page that is compared with the surface beyond, in cells. */
const DEEP = 10;
/** Minimum fraction of a side that has the page on its inside only. */
const MIN_ALONG = 0.85;
/**
 * Maximum brightness of a surface that cannot be shaded paper, as a fraction of that of the paper:
 * even in the shadow of a hand, paper is brighter.
 */
const MAX_TABLE = 0.55;
/**
 * Level below which a pixel may be a stroke, as a fraction of the local median, on a surface that is
 * too dark for shaded paper: wood has dark grain.
 */
const DARK_FLOOR = 0.5;
/** The same on a surface that may be shaded paper. */
const LIGHT_FLOOR = 0.75;
/** Side of the blocks whose medians are compared with, in cells. */
const BLOCK = 16;
/** Maximum fraction of such pixels on a table. */
const MAX_STROKES = 0.001;
/** Minimum spread of the brightness of a pattern, as a fraction of that of the paper. */
const MIN_PATTERN = 0.2;
/** Maximum brightness of nearly all of a table, as a fraction of that of the paper. */
export const MAX_BRIGHTNESS = 0.92;
/** Width of the blurred edge of the page, in cells. */
export const EDGE = 1.5;
/** Minimum contrast of a stroke, as a fraction of the surface around it. */
const STROKE_CONTRAST = 0.25;

/** What lies beyond a side of the page. */
export type Beyond = "table" | "pattern" | "unknown";

/**
 * Tells a table from paper in a shadow, or from another part of the page.
 *
 * @param side A side of the page, in cells of the grid.
 * @param image The image.
 * @param cell Side of a cell of the grid, in pixels.
 * @param grid The image, pooled by cells.
 * @param page The mask of the page, one byte per cell.
 * @param minDepth Minimum depth of a table, as a fraction of the long side.
 */
export function inspectBeyond(
  side: Side,
  image: GrayImage,
  cell: number,
  grid: Plane,
  page: Uint8Array,
  minDepth: number,
): Beyond {
  const { height, width } = grid;
  const { inner, outer, depth } = surfacesAt(side, grid);
  if (depth < minDepth * Math.max(height, width) || inner.length === 0) return "unknown";
  if (!isClear(side, depth, page, height, width)) return "unknown";
  const [paper] = quantiles(inner, [0.5]) as [number];
  const [low, middle, high] = quantiles(outer, [0.1, 0.5, 0.9]) as [number, number, number];
  if (high > MAX_BRIGHTNESS * paper) return "unknown";
  if (strokesCross(side, image, cell)) return "unknown";
  const floor = middle < MAX_TABLE * paper ? DARK_FLOOR : LIGHT_FLOOR;
  if (!holdsStrokes(side, image, cell, floor, middle)) return "table";
  return high - low > MIN_PATTERN * paper ? "pattern" : "unknown";
}

/** The brightness of the page near a side and of everything beyond it, and how deep that is. */
function surfacesAt({ nx, ny, offset }: Side, { height, width, data }: Plane) {
  const [inner, outer]: [number[], number[]] = [[], []];
  let depth = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const beyond = nx * (x + 0.5) + ny * (y + 0.5) - offset;
      depth = Math.max(depth, beyond);
      if (beyond > 1) outer.push(data[y * width + x]!);
      else if (beyond < -NEAR && beyond > -DEEP) inner.push(data[y * width + x]!);
    }
  }
  return { inner, outer, depth };
}

/**
 * Whether there is page along the inside of a side, and none along its outside.
 *
 * @param depth Depth of the strip beyond the side, in cells.
 */
function isClear(
  { nx, ny, from, to }: Side,
  depth: number,
  page: Uint8Array,
  height: number,
  width: number,
): boolean {
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? -1 : Math.floor(y) * width + Math.floor(x);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  // The middle of a strip that is too narrow for the usual distance.
  const away = Math.min(NEAR, depth / 2);
  let [along, clear] = [0, 0];
  for (let s = NEAR; s < length - NEAR; s++) {
    const [x, y] = [from[0] - ny * s, from[1] + nx * s];
    const inside = at(x - NEAR * nx, y - NEAR * ny);
    const outside = at(x + away * nx, y + away * ny);
    if (inside < 0 || outside < 0) continue;
    along++;
    if (page[inside] === 1 && page[outside] === 0) clear++;
  }
  return along > 0 && clear >= MIN_ALONG * along;
}

/**
 * Whether there may be strokes well beyond a side: pixels much darker than the surface around them.
 *
 * @param floor Maximum level of a stroke, as a fraction of the median of its block and of `typical`.
 * @param typical The typical level beyond the side.
 */
function holdsStrokes(
  { nx, ny, offset }: Side,
  { height, width, data }: GrayImage,
  cell: number,
  floor: number,
  typical: number,
): boolean {
  const block = BLOCK * cell;
  const columns = Math.ceil(width / block);
  const counts = new Int32Array(256 * columns * Math.ceil(height / block));
  const start = (offset + EDGE + 1) * cell;
  for (let y = 0; y < height; y++) {
    const row = columns * Math.floor(y / block);
    for (let x = 0; x < width; x++) {
      if (nx * (x + 0.5) + ny * (y + 0.5) <= start) continue;
      counts[256 * (row + Math.floor(x / block)) + data[y * width + x]!]!++;
    }
  }
  let [dark, all] = [0, 0];
  for (let from = 0; from < counts.length; from += 256) {
    const levels = counts.subarray(from, from + 256);
    const pixels = levels.reduce((sum, count) => sum + count, 0);
    let median = 0;
    for (let seen = levels[0]!; 2 * seen < pixels;) seen += levels[++median]!;
    for (let level = 0; level < floor * Math.min(median, typical); level++) dark += levels[level]!;
    all += pixels;
  }
  return dark > MAX_STROKES * all;
}

/** Whether a stroke crosses a side: then it is the edge of a shadow. */
function strokesCross(side: Side, image: GrayImage, cell: number): boolean {
  const inside = darkPlaces(side, image, cell, -1);
  const outside = darkPlaces(side, image, cell, 1);
  return inside.some((dark, s) => dark && (outside[s - 1] || outside[s] || outside[s + 1]));
}

/** For each pixel along a side, whether it is darker next to the side than around there. */
function darkPlaces(
  { nx, ny, from, to }: Side,
  { height, width, data }: GrayImage,
  cell: number,
  sign: 1 | -1,
): boolean[] {
  const length = Math.floor(cell * Math.hypot(to[0] - from[0], to[1] - from[1]));
  const levels = Array.from({ length }, (_, s) => {
    let darkest = Infinity;
    for (let off = EDGE * cell; off <= (EDGE + 1) * cell; off++) {
      const x = Math.floor(cell * from[0] - ny * s + sign * off * nx);
      const y = Math.floor(cell * from[1] + nx * s + sign * off * ny);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      darkest = Math.min(darkest, data[y * width + x]!);
    }
    return darkest;
  });
  // One median for each stretch, over the stretches beside it too.
  const stretch = 5 * cell;
  const medians: number[] = [];
  for (let start = 0; start < length; start += stretch) {
    const around = levels.slice(Math.max(0, start - stretch), start + 2 * stretch)
      .filter((level) => level !== Infinity);
    medians.push(around.length === 0 ? 0 : quantiles(around, [0.5])[0]!);
  }
  return levels.map((level, s) =>
    level < (1 - STROKE_CONTRAST) * medians[Math.floor(s / stretch)]!
  );
}

/** Quantiles of values, which are not changed. */
export function quantiles(values: number[], fractions: readonly number[]): number[] {
  const sorted = Float32Array.from(values).sort();
  return fractions.map((fraction) => sorted[Math.floor(fraction * (sorted.length - 1))]!);
}
