/**
 * A scan reduced to a bounded size and normalized for uneven light.
 *
 * @module
 */
import type { Box } from "../components.ts";
import type { GrayImage, ScannedImage } from "../ink_image.ts";
import type { Plane, Region } from "../plane.ts";
import { resampleBytes, shrinkByFactor } from "../resize.ts";
import { estimateBackground, normalizeBackground, PAPER_LEVEL } from "./background.ts";
import { findMarks } from "./find_marks.ts";
import { canBeSignature, measureInk } from "./ink_extent.ts";
import { countLevels, findInkLevels } from "./ink_levels.ts";
import { isLightOnDark } from "./light_on_dark.ts";
import { findTable, type TableMask } from "./table.ts";

/** Long side of the copy in which the ink is found, in pixels. */
const COARSE_SIDE = 720;

/** An image with a smaller copy that has dark ink and even light. */
export interface Page {
  /** The image itself. */
  readonly image: ScannedImage;
  /** Pixels of the image per pixel of the copy, along each axis. */
  readonly factor: number;
  /** Whether the ink of the image is lighter than its paper. */
  readonly lightOnDark: boolean;
  /** The paper, at any size. */
  readonly background: Plane;
  /** Rows of the copy. */
  readonly height: number;
  /** Columns of the copy. */
  readonly width: number;
  /** The normalized copy: `height * width` levels. */
  readonly levels: Uint8Array;
  /** The table beside the page, if the copy shows one. */
  readonly table: Pick<TableMask, "mask" | "isPatterned"> | undefined;
}

function invert(values: Uint8Array): void {
  for (let i = 0; i < values.length; i++) values[i] = 255 - values[i]!;
}

/** Whether nearly all pixels are pure black or pure white, and whether most are black. */
function describeBinary({ data }: GrayImage): { binary: boolean; mostlyBlack: boolean } {
  // Samples groups of neighbours, which are faster to read than distant pixels.
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
 * Reduces an image and normalizes its background.
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
  const frame = { image, factor, lightOnDark, height, width };
  const onTable = binary ? undefined : inspectOnTable({ height, width, data });
  if (onTable !== undefined) return { ...frame, ...onTable };
  const background = binary
    ? { height: 1, width: 1, data: new Float32Array([255]) }
    : estimateBackground({ height, width, data });
  const result = isOwn ? data : new Uint8Array(data.length);
  const levels = normalizeBackground({ height, width, data }, background, undefined, result);
  return { ...frame, background, levels, table: undefined };
}

/** Inspects a page on a table. Undefined if there is none, or the page holds no signature. */
function inspectOnTable(
  { height, width, data }: GrayImage,
): Pick<Page, "background" | "levels" | "table"> | undefined {
  const table = findTable({ height, width, data });
  if (table === undefined) return undefined;
  const image = { height, width, data: table.page };
  const background = estimateBackground(image);
  const levels = normalizeBackground(image, background, undefined, table.page);
  for (let i = 0; i < levels.length; i++) if (table.mask[i] === 1) levels[i] = PAPER_LEVEL;
  const inkLevels = findInkLevels(countLevels(levels));
  if (inkLevels === undefined) return undefined;
  const extent = measureInk(findMarks({ height, width, levels }, inkLevels));
  if (!canBeSignature(extent, Math.max(height, width))) return undefined;
  return { background, levels, table };
}

/**
 * Reads the levels of a box at another size: from the copy if its resolution suffices, otherwise
 * from the full image.
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
  // The last row and column of the copy may extend beyond the image; there is paper.
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

/** Clips an interval to the image, with the matching part of `count` samples. */
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
