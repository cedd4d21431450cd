/**
 * From a scan or photo of a signature to the picture that the model sees.
 *
 * @module
 */
import {
  estimateBackground,
  isLightOnDark,
  normalizeBackground,
  PAPER_LEVEL,
} from "./background.ts";
import {
  boundComponents,
  type Box,
  type Components,
  connectRuns,
  findRuns,
  type Runs,
  selectComponents,
} from "../components.ts";
import type { RunBounds } from "../distance_transform.ts";
import type { GrayImage, InkImage } from "../ink_image.ts";
import { countLevels, findInkLevels, type InkLevels } from "./ink_levels.ts";
import { type Plane, type Region, resample, resampleBytes, shrinkByFactor } from "../resize.ts";
import { eraseRuledLines } from "./ruled_lines.ts";
import { dropShadows } from "./shadows.ts";
import { dropSpecks } from "./specks.ts";
import { fitStrokeWidth } from "./stroke_width.ts";

/** What {@linkcode prepareSignature} makes. */
export interface PrepareOptions {
  /** Rows of the result. */
  readonly height: number;
  /** Columns of the result. */
  readonly width: number;
  /** Least paper on each side, in pixels of a result of 64 rows. */
  readonly margin: number;
  /** Typical width of the strokes, least and most, in pixels of a result of 64 rows. */
  readonly strokeWidth: readonly [number, number];
}

/** What {@linkcode prepareSignature} makes unless told otherwise. */
export const DEFAULT_PREPARE_OPTIONS: PrepareOptions = {
  height: 64,
  width: 128,
  /** Room for the strokes to grow, and for augmentation. */
  margin: 3,
  /** Native strokes shrink to about .9 pixels, which is gray and broken. */
  strokeWidth: [1.6, 2.4],
};

/** The result is drawn at this many times its size first. */
const OVERSAMPLING = 4;
/** Long side of the copy in which the ink is found. */
const COARSE_SIDE = 720;
/** More ink than this share of the page is no signature. */
const MOST_INK = 0.5;
/** Less ink than this in the coarse copy, in pixels, is nothing. */
const LEAST_INK = 10;

/** A page reduced to a handy size, its ink dark and its light evened out. */
interface Page {
  readonly image: GrayImage;
  /** How many pixels of the image make one of the coarse copy, along each axis. */
  readonly factor: number;
  readonly lightOnDark: boolean;
  /** The paper, at any size. */
  readonly background: Plane;
  readonly height: number;
  readonly width: number;
  /** The coarse copy, normalised: `height * width` levels. */
  readonly levels: Uint8Array;
}

/** The ink as found in the coarse copy of a page. */
interface FoundInk {
  /** `height * width` bytes: 1 where a mark was erased; undefined where none was. */
  readonly erased: Uint8Array | undefined;
  /** The part of the coarse copy that holds the ink. */
  readonly box: Box;
  readonly inkLevels: InkLevels;
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

function inspectPage(image: GrayImage): Page {
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
 * Levels of a box of the coarse copy at another size, read from the copy where that is enough
 * and from the whole picture where more detail is wanted.
 */
function readLevels(page: Page, box: Box, height: number, width: number): Uint8Array {
  const { image, factor, background } = page;
  const whole = { top: box.top, left: box.left, ...sizeOf(box) };
  if (factor === 1 || height <= whole.height) {
    const source = { height: page.height, width: page.width, data: page.levels };
    return resampleBytes(source, height, width, whole);
  }
  const data = resampleBytes(image, height, width, scaleRegion(whole, factor, factor));
  if (page.lightOnDark) invert(data);
  const y = background.height / page.height;
  const x = background.width / page.width;
  return normalizeBackground({ height, width, data }, background, scaleRegion(whole, y, x), data);
}

function sizeOf(box: Box): { height: number; width: number } {
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

/** Finds the ink: runs as dark as an edge, where they are connected to a darker core. */
function findMarks(
  levels: Uint8Array,
  height: number,
  width: number,
  seed: number,
  runs: Runs,
): Components {
  const components = connectRuns(runs, height, width);
  const { runStart, runEnd, runComponent } = components;
  const keep = new Uint8Array(components.count);
  for (let run = 0; run < runStart.length; run++) {
    if (keep[runComponent[run]!] !== 0) continue;
    for (let i = runStart[run]!; i < runEnd[run]!; i++) {
      if (levels[i]! <= seed) keep[runComponent[run]!] = 1;
    }
  }
  return selectComponents(components, keep);
}

/** Marks a pixel that was erased and what touches it, but for the ink that stayed. */
function markAround(erased: Uint8Array, i: number, width: number, ink: Uint8Array): void {
  for (const row of [i - width, i, i + width]) {
    for (let j = row - 1; j <= row + 1; j++) {
      if (j >= 0 && j < ink.length && ink[j] === 0) erased[j] = 1;
    }
  }
}

/** Marks what was dropped from the marks of a page, and adds it to what was erased before. */
function markDropped(
  all: Components,
  kept: Components,
  page: Page,
  before: Uint8Array | undefined,
): Uint8Array | undefined {
  if (kept.count === all.count) return before;
  const erased = before ?? new Uint8Array(page.levels.length);
  const ink = new Uint8Array(erased.length);
  drawRuns(ink, kept.runStart, kept.runEnd, kept.runStart.length);
  for (let run = 0; run < all.runStart.length; run++) {
    if (ink[all.runStart[run]!] === 1) continue;
    for (let i = all.runStart[run]!; i < all.runEnd[run]!; i++) {
      markAround(erased, i, page.width, ink);
    }
  }
  return erased;
}

function findInk(page: Page): FoundInk {
  const { image, height, width, levels } = page;
  const size = `a picture of ${image.height} x ${image.width} pixels`;
  const nothing = `Cannot find ink in ${size}: nothing stands out from the paper`;
  const first = findInkLevels(countLevels(levels));
  if (first === undefined) throw new RangeError(nothing);
  let runs = findRuns(levels, height, width, 0, first.lightest);
  const lines = findRuledLines(runs, height, width);
  if (lines !== undefined) eraseLevels(levels, lines);
  const inkLevels = lines === undefined ? first : findInkLevels(countLevels(levels));
  if (inkLevels === undefined) throw new RangeError(nothing);
  const { seed, edge } = inkLevels;
  if (lines !== undefined || edge < first.lightest) runs = findRuns(levels, height, width, 0, edge);
  const all = findMarks(levels, height, width, seed, runs);
  const marks = dropSpecks(dropShadows(all, height, width));
  const ink = marks.area.reduce((sum, area) => sum + area, 0);
  const box = boundComponents(marks);
  if (box === undefined || ink < LEAST_INK) {
    throw new RangeError(`Cannot find ink in ${size}: only specks stand out from the paper`);
  }
  const share = ink / (height * width);
  if (share > MOST_INK) {
    const percent = Math.round(share * 100);
    throw new RangeError(
      `Cannot find ink in ${size}: ${percent} % of it is dark, a signature on paper is wanted`,
    );
  }
  return { erased: markDropped(all, marks, page, lines), box, inkLevels };
}

/** Marks ruled lines and the like among all that stands out from the noise, if there are any. */
function findRuledLines(runs: Runs, height: number, width: number): Uint8Array | undefined {
  const mask = new Uint8Array(height * width);
  drawRuns(mask, runs.start, runs.end, runs.count);
  if (!eraseRuledLines(mask, height, width, connectRuns(runs, height, width))) return undefined;
  const erased = new Uint8Array(mask.length);
  for (let run = 0; run < runs.count; run++) {
    for (let i = runs.start[run]!; i < runs.end[run]!; i++) {
      if (mask[i] === 0) markAround(erased, i, width, mask);
    }
  }
  return erased;
}

function drawRuns(mask: Uint8Array, start: Int32Array, end: Int32Array, count: number): void {
  for (let run = 0; run < count; run++) {
    for (let i = start[run]!; i < end[run]!; i++) mask[i] = 1;
  }
}

function eraseLevels(levels: Uint8Array, erased: Uint8Array): void {
  for (let i = 0; i < levels.length; i++) if (erased[i] === 1) levels[i] = PAPER_LEVEL;
}

/** Ink drawn larger or smaller, and where in the drawing it is. */
interface InkDrawing {
  readonly width: number;
  readonly marks: Components;
  readonly box: Box;
}

/** Draws the ink of a page so that it fits `fitHeight * fitWidth` pixels. */
function drawInk(page: Page, found: FoundInk, fitHeight: number, fitWidth: number): InkDrawing {
  const size = sizeOf(found.box);
  const scale = Math.min(fitHeight / size.height, fitWidth / size.width);
  const part = padBox(found.box, 2, page);
  const { top, left } = part;
  const height = Math.max(1, Math.round((part.bottom - top) * scale));
  const width = Math.max(1, Math.round((part.right - left) * scale));
  const levels = readLevels(page, part, height, width);
  const { erased } = found;
  if (erased !== undefined) {
    for (let y = 0; y < height; y++) {
      const row = Math.floor(top + (y + 0.5) / scale) * page.width;
      for (let x = 0; x < width; x++) {
        const column = Math.floor(left + (x + 0.5) / scale);
        if (erased[row + column] === 1) levels[y * width + x] = PAPER_LEVEL;
      }
    }
  }
  const { seed, edge } = findInkLevels(countLevels(levels)) ?? found.inkLevels;
  const runs = findRuns(levels, height, width, 0, edge);
  const marks = dropSpecks(findMarks(levels, height, width, seed, runs));
  const box = boundComponents(marks);
  if (box === undefined) throw new RangeError("Cannot find ink: only specks stand out");
  return { width, marks, box };
}

function padBox(box: Box, padding: number, bounds: { height: number; width: number }): Box {
  return {
    top: Math.max(0, box.top - padding),
    left: Math.max(0, box.left - padding),
    bottom: Math.min(bounds.height, box.bottom + padding),
    right: Math.min(bounds.width, box.right + padding),
  };
}

/** A drawing in the middle of a picture: the rows of the picture that it is in. */
interface CentredInk {
  /** The first of the rows. */
  readonly top: number;
  /** How many rows. */
  readonly height: number;
  /** `height * width` bytes of 0 and 1. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** The runs of the mask. */
  readonly runs: RunBounds;
}

/**
 * Draws ink in the middle of an empty picture.
 *
 * @param padding Rows above and below the ink that are kept, as far as there are any.
 * @returns A whole number of rows of the final picture.
 */
function centreInk(
  { width: drawingWidth, marks, box }: InkDrawing,
  height: number,
  width: number,
  padding: number,
): CentredInk {
  const size = sizeOf(box);
  const rows = Math.min(size.height, height);
  const columns = Math.min(size.width, width);
  const firstRow = (height - rows) >> 1;
  const left = (width - columns) >> 1;
  const top = Math.floor(Math.max(0, firstRow - padding) / OVERSAMPLING) * OVERSAMPLING;
  const bottom = Math.min(height, firstRow + rows + padding);
  const kept = Math.ceil((bottom - top) / OVERSAMPLING) * OVERSAMPLING;
  const mask = new Uint8Array(kept * width);
  const { runStart, runEnd } = marks;
  const start = new Int32Array(runStart.length);
  const end = new Int32Array(runStart.length);
  let count = 0;
  for (let run = 0; run < runStart.length; run++) {
    const row = Math.floor(runStart[run]! / drawingWidth);
    if (row - box.top >= rows) break;
    const offset = (firstRow - top + row - box.top) * width + left;
    const first = row * drawingWidth + box.left;
    start[count] = offset + runStart[run]! - first;
    end[count] = offset + Math.min(columns, runEnd[run]! - first);
    if (start[count]! < end[count]!) count++;
  }
  const runs = { start: start.subarray(0, count), end: end.subarray(0, count) };
  drawRuns(mask, start, end, count);
  return { top, height: kept, mask, runs };
}

function checkOptions({ height, width, margin, strokeWidth }: PrepareOptions): void {
  for (const [name, value] of [["height", height], ["width", width]] as const) {
    if (!Number.isInteger(value) || value < 16 || value % 16 !== 0) {
      throw new RangeError(
        `Cannot prepare a signature: ${name} is ${value}, a multiple of 16 is wanted`,
      );
    }
  }
  if (!(margin >= 0 && margin * height / 64 < Math.min(height, width) / 2)) {
    throw new RangeError(`Cannot prepare a signature: margin ${margin} leaves no room`);
  }
  if (!(strokeWidth[0] > 0 && strokeWidth[0] <= strokeWidth[1])) {
    throw new RangeError(`Cannot prepare a signature: strokeWidth is ${strokeWidth.join(" to ")}`);
  }
}

/**
 * Cleans a scan, photo or binary picture of a signature and fits it to the model's size.
 *
 * Uneven light is divided out, ink is told from paper (dark on light, or light on dark by itself),
 * dust, scan borders, ruled lines and frames are erased; the ink is cropped, fitted to the size
 * with its aspect kept, centred, and its strokes are brought to a width that survives the
 * shrinking. All of it happens at four times the final size, or on a copy of bounded size, so the
 * cost of a large picture is that of reading it twice.
 *
 * @param image The picture, 0 black to 255 white.
 * @param options What differs from {@linkcode DEFAULT_PREPARE_OPTIONS}.
 * @returns `height * width` values: 0 is paper, 1 is ink.
 * @throws {RangeError} If there is no ink to be found, or if the options are out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const data = new Uint8Array(100 * 300).fill(250);
 * for (let x = 50; x < 250; x++) data.fill(20, (40 + (x >> 3)) * 300 + x, (40 + (x >> 3)) * 300 + x + 9);
 * const signature = prepareSignature({ height: 100, width: 300, data });
 * assert.equal(signature.data.length, 64 * 128);
 * assert.equal(Math.max(...signature.data), 1);
 * ```
 */
export function prepareSignature(
  image: GrayImage,
  options: Partial<PrepareOptions> = {},
): InkImage {
  const settings = { ...DEFAULT_PREPARE_OPTIONS, ...options };
  checkOptions(settings);
  const { height, width } = settings;
  const unit = height / 64;
  const canvasHeight = height * OVERSAMPLING;
  const canvasWidth = width * OVERSAMPLING;
  const page = inspectPage(image);
  const margins = 2 * settings.margin * unit * OVERSAMPLING;
  const drawing = drawInk(page, findInk(page), canvasHeight - margins, canvasWidth - margins);
  const [least, most] = settings.strokeWidth;
  const range = [least * unit * OVERSAMPLING, most * unit * OVERSAMPLING] as const;
  // Strokes grow by no more than half the least width, and their edges are smoothed over a pixel.
  const padding = Math.ceil(range[0] / 2) + 2;
  const centred = centreInk(drawing, canvasHeight, canvasWidth, padding);
  const { top, mask, runs } = centred;
  const { coverage } = fitStrokeWidth(mask, centred.height, canvasWidth, range, runs);
  const drawn = { height: centred.height, width: canvasWidth, data: coverage };
  const data = new Float32Array(height * width);
  data.set(resample(drawn, centred.height / OVERSAMPLING, width), top / OVERSAMPLING * width);
  return { height, width, data };
}
