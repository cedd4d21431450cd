/**
 * Cleans a scan or photo of a signature and normalizes it for the model.
 *
 * @module
 */
import { boundComponents, type Box, type Components, fillRuns } from "../components.ts";
import type { RunBounds } from "../distance_transform.ts";
import type { InkImage, ScannedImage } from "../ink_image.ts";
import { resample } from "../resize.ts";
import { PAPER_LEVEL } from "./background.ts";
import { findInk, type FoundInk } from "./find_ink.ts";
import { findMarks } from "./find_marks.ts";
import { fitStrokeWidth } from "./stroke_width.ts";
import type { InkWarning } from "./ink_warning.ts";
import { countLevels, findInkLevels, type InkLevels } from "./ink_levels.ts";
import { inspectPage, type Page, readLevels, sizeOf } from "./page.ts";
import { dropSpecks } from "./specks.ts";

/** Result of {@linkcode prepareSignature}. */
export interface PreparedSignature extends InkImage {
  /** Typical width of the strokes before it was adjusted, in pixels of this image. */
  readonly strokeWidth: number;
  /** Where this image lies in the scan: positions here times `scale`, plus `x` or `y`. */
  readonly placement: { readonly scale: number; readonly x: number; readonly y: number };
  /** Reasons to review the image; each completes a sentence that starts with the file name. */
  readonly warnings: readonly InkWarning[];
}

/** Options of {@linkcode prepareSignature}. */
export interface PrepareOptions {
  /** Rows of the result. */
  readonly height: number;
  /** Columns of the result. */
  readonly width: number;
  /** Minimum margin on each side, in pixels of a result of 64 rows. */
  readonly margin: number;
  /** Minimum and maximum of the typical stroke width, in pixels of a result of 64 rows. */
  readonly strokeWidth: readonly [number, number];
}

/** Defaults of {@linkcode PrepareOptions}. */
export const DEFAULT_PREPARE_OPTIONS: PrepareOptions = {
  height: 64,
  width: 128,
  /** Room for the strokes to grow, and for augmentation. */
  margin: 3,
  /** Native strokes shrink to about .9 pixels, which is gray and broken. */
  strokeWidth: [1.6, 2.4],
};

/** Oversampling factor of the canvas before the final resampling. */
const OVERSAMPLING = 4;
/** Ink rendered at the size of the canvas, and its bounding box. */
interface RenderedInk {
  readonly width: number;
  /** Pixels of the scan per rendered pixel. */
  readonly scale: number;
  /** Column of the scan at the left edge. */
  readonly x: number;
  /** Row of the scan at the upper edge. */
  readonly y: number;
  readonly marks: Components;
  readonly box: Box;
}

/** Renders the ink of a page so that it fits `fitHeight * fitWidth` pixels. */
function renderInk(page: Page, found: FoundInk, fitHeight: number, fitWidth: number): RenderedInk {
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
  const inkLevels = darker(found.inkLevels, findInkLevels(countLevels(levels)));
  const marks = dropSpecks(findMarks({ levels, height, width }, inkLevels));
  const box = boundComponents(marks);
  if (box === undefined) throw new RangeError("Cannot find ink: only specks stand out");
  const { factor } = page;
  return { width, scale: factor / scale, x: factor * left, y: factor * top, marks, box };
}

/** The darker of two pairs of thresholds: paper of the page stays paper. */
function darker(page: InkLevels, part: InkLevels | undefined): InkLevels {
  if (part === undefined) return page;
  const seed = Math.min(page.seed, part.seed);
  return { ...part, seed, edge: Math.min(page.edge, part.edge) };
}

function padBox(box: Box, padding: number, bounds: { height: number; width: number }): Box {
  return {
    top: Math.max(0, box.top - padding),
    left: Math.max(0, box.left - padding),
    bottom: Math.min(bounds.height, box.bottom + padding),
    right: Math.min(bounds.width, box.right + padding),
  };
}

/** Rendered ink, centred on a canvas; only the rows that it covers. */
interface CentredInk {
  /** First row. */
  readonly top: number;
  /** Column of the rendered ink at the left edge of the canvas. */
  readonly renderedX: number;
  /** Row of the rendered ink at the upper edge of the canvas. */
  readonly renderedY: number;
  /** Number of rows. */
  readonly height: number;
  /** `height * width` bytes of 0 and 1. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** The runs of the mask. */
  readonly runs: RunBounds;
}

/**
 * Centres ink on an empty canvas.
 *
 * @param padding Maximum number of rows to keep above and below the ink.
 * @returns The canvas, cropped to whole rows of the final image.
 */
function centreInk(
  { width: renderedWidth, marks, box }: RenderedInk,
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
    const row = Math.floor(runStart[run]! / renderedWidth);
    if (row - box.top >= rows) break;
    const offset = (firstRow - top + row - box.top) * width + left;
    const first = row * renderedWidth + box.left;
    start[count] = offset + runStart[run]! - first;
    end[count] = offset + Math.min(columns, runEnd[run]! - first);
    if (start[count]! < end[count]!) count++;
  }
  const runs = { start: start.subarray(0, count), end: end.subarray(0, count) };
  fillRuns(mask, start, end, count);
  const [renderedX, renderedY] = [box.left - left, box.top - firstRow];
  return { top, renderedX, renderedY, height: kept, mask, runs };
}

function checkOptions({ height, width, margin, strokeWidth }: PrepareOptions): void {
  for (const [name, value] of [["height", height], ["width", width]] as const) {
    if (!Number.isInteger(value) || value < 16 || value % 16 !== 0) {
      throw new RangeError(
        `Cannot prepare a signature: ${name} is ${value}, expected a multiple of 16`,
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
 * Cleans a scan, photo or binary image of a signature and fits it to the size of the model.
 *
 * Divides out uneven light and separates ink from paper; whether the ink is dark or light is
 * detected. Erases ink of other colours, printed lines and text, shadows and dust. Crops the ink,
 * fits it to the size at its aspect ratio, centres it, and brings its strokes to a width that
 * survives the shrinking. All steps work at four times the final size, or on a copy of bounded
 * size, so a large image costs no more than two passes over its pixels.
 *
 * @param image The image, 0 black to 255 white.
 * @param options Overrides of {@linkcode DEFAULT_PREPARE_OPTIONS}.
 * @returns `height * width` values: 0 is paper, 1 is ink.
 * @throws {RangeError} If no ink is found, or an option is out of range.
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
  image: ScannedImage,
  options: Partial<PrepareOptions> = {},
): PreparedSignature {
  const settings = { ...DEFAULT_PREPARE_OPTIONS, ...options };
  checkOptions(settings);
  const { height, width } = settings;
  const unit = height / 64;
  const canvasHeight = height * OVERSAMPLING;
  const canvasWidth = width * OVERSAMPLING;
  const page = inspectPage(image);
  const margins = 2 * settings.margin * unit * OVERSAMPLING;
  const found = findInk(page);
  const rendered = renderInk(page, found, canvasHeight - margins, canvasWidth - margins);
  const [min, max] = settings.strokeWidth;
  const range = [min * unit * OVERSAMPLING, max * unit * OVERSAMPLING] as const;
  // Strokes grow by at most half the minimum width, and their edges are smoothed over a pixel.
  const padding = Math.ceil(range[0] / 2) + 2;
  const centred = centreInk(rendered, canvasHeight, canvasWidth, padding);
  const { top, mask, runs } = centred;
  const { coverage, measured } = fitStrokeWidth(mask, centred.height, canvasWidth, range, runs);
  const canvas = { height: centred.height, width: canvasWidth, data: coverage };
  const data = new Float32Array(height * width);
  data.set(resample(canvas, centred.height / OVERSAMPLING, width), top / OVERSAMPLING * width);
  return {
    height,
    width,
    data,
    strokeWidth: measured / OVERSAMPLING,
    placement: {
      scale: rendered.scale * OVERSAMPLING,
      x: rendered.x + rendered.scale * centred.renderedX,
      y: rendered.y + rendered.scale * centred.renderedY,
    },
    warnings: found.warnings,
  };
}
