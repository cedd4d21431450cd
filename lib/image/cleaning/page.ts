/**
 * An image reduced to a handy size, its light evened out.
 *
 * @module
 */
import type { Box } from "../components.ts";
import type { GrayImage, ScannedImage } from "../ink_image.ts";
import { type Plane, type Region, resampleBytes, shrinkByFactor } from "../resize.ts";
import {
  estimateBackground,
  isLightOnDark,
  normalizeBackground,
  PAPER_LEVEL,
} from "./background.ts";

/** Long side of the copy in which the ink is found. */
const COARSE_SIDE = 720;

/** An image with a smaller copy whose ink is dark and whose light is even. */
export interface Page {
  /** The image itself. */
  readonly image: ScannedImage;
  /** How many pixels of the image make one of the copy, along each axis. */
  readonly factor: number;
  /** Whether the ink of the image is lighter than its paper. */
  readonly lightOnDark: boolean;
  /** The paper, at any size. */
  readonly background: Plane;
  /** Rows of the copy. */
  readonly height: number;
  /** Columns of the copy. */
  readonly width: number;
  /** The copy, normalized: `height * width` levels. */
  readonly levels: Uint8Array;
}

function invert(values: Uint8Array): void {
  for (let i = 0; i < values.length; i++) values[i] = 255 - values[i]!;
}

/** Whether nearly all pixels are pure black or pure white, and if so whether most are black. */
function describeBinary({ data }: GrayImage): { binary: boolean; mostlyBlack: boolean } {
  // A few neighbours at a time, which are quicker to read than pixels far apart.
  const group = 8;
  const step = Math.max(1, Math.floor(data.length / (2000 * group)) | 1) * group;
  let black = 0;
  let white = 0;
  let count = 0;
  for (let start = 0; start < data.length; start += step) {
    const end = Math.min(data.length, start + group);
    for (let i = start; i < end; i++) {
      if (data[i]! > 247) white++;
      else if (data[i]! < 8) black++;
    }
    count += end - start;
  }
  return { binary: black + white > 0.98 * count, mostlyBlack: black > white };
}

/**
 * Reduces an image and evens out its light.
 *
 * @param image Dark ink on light paper, or light ink on dark paper.
 */
export function inspectPage(image: ScannedImage): Page {
  const factor = Math.ceil(Math.max(image.height, image.width) / COARSE_SIDE);
  const coarse = shrinkByFactor(image, factor);
  const { binary, mostlyBlack } = describeBinary(image);
  const lightOnDark = binary ? mostlyBlack : isLightOnDark(coarse);
  const { height, width } = coarse;
  const isOwn = factor > 1 || lightOnDark;
  const data = factor === 1 && lightOnDark ? coarse.data.slice() : coarse.data;
  if (lightOnDark) invert(data);
  const background = binary
    ? { height: 1, width: 1, data: new Float32Array([255]) }
    : estimateBackground({ height, width, data });
  const whole = { top: 0, left: 0, height: background.height, width: background.width };
  const result = isOwn ? data : new Uint8Array(data.length);
  const levels = normalizeBackground({ height, width, data }, background, whole, result);
  return { image, factor, lightOnDark, background, height, width, levels };
}

/**
 * Levels of a box of the copy at another size, read from the copy where that is enough and from
 * the whole image where more detail is wanted.
 *
 * @param box A part of the copy in its pixels.
 * @param height Rows of the result.
 * @param width Columns of the result.
 */
export function readLevels(page: Page, box: Box, height: number, width: number): Uint8Array {
  const { image, factor, background } = page;
  const whole = { top: box.top, left: box.left, ...sizeOf(box) };
  if (factor === 1 || height <= whole.height) {
    const source = { height: page.height, width: page.width, data: page.levels };
    return resampleBytes(source, height, width, whole);
  }
  // The last row and column of the copy may reach beyond the image, where there is only paper.
  const rows = visiblePart(whole.top, whole.height, image.height / factor, height);
  const columns = visiblePart(whole.left, whole.width, image.width / factor, width);
  const part = { ...whole, height: rows.length, width: columns.length };
  const size = { height: rows.count, width: columns.count };
  const data = resampleBytes(image, rows.count, columns.count, scaleRegion(part, factor, factor));
  if (page.lightOnDark) invert(data);
  const y = background.height / page.height;
  const x = background.width / page.width;
  normalizeBackground({ ...size, data }, background, scaleRegion(part, y, x), data);
  return rows.count === height && columns.count === width
    ? data
    : padWithPaper(data, rows.count, columns.count, height, width);
}

/** How much of a stretch lies in the image, and how many of `count` samples that is. */
function visiblePart(
  start: number,
  length: number,
  available: number,
  count: number,
): { length: number; count: number } {
  if (start + length <= available) return { length, count };
  const visible = Math.max(1, Math.floor(count * (available - start) / length + 1e-9));
  return { length: length * visible / count, count: visible };
}

function padWithPaper(
  data: Uint8Array,
  rows: number,
  columns: number,
  height: number,
  width: number,
): Uint8Array {
  const padded = new Uint8Array(height * width).fill(PAPER_LEVEL);
  for (let y = 0; y < rows; y++) {
    padded.set(data.subarray(y * columns, (y + 1) * columns), y * width);
  }
  return padded;
}

/** Rows and columns of a box. */
export function sizeOf(box: Box): { height: number; width: number } {
  return { height: box.bottom - box.top, width: box.right - box.left };
}

function scaleRegion(region: Region, y: number, x: number): Region {
  return {
    top: region.top * y,
    left: region.left * x,
    height: region.height * y,
    width: region.width * x,
  };
}
