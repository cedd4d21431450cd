/**
 * Normalizes images of signatures from any source, so that comparing them compares the handwriting,
 * not the scan or the renderer.
 *
 * @module
 */
import {
  boundComponents,
  type Box,
  type Components,
  connectRuns,
  findRuns,
} from "../image/components.ts";
import type { InkImage } from "../image/ink_image.ts";
import { otsuThreshold } from "../image/cleaning/otsu.ts";
import { resample } from "../image/resize.ts";
import { dropSpecks } from "../image/cleaning/specks.ts";
import { fitStrokeWidth } from "../image/cleaning/stroke_width.ts";

/** Size of a normalized image, in pixels. */
const NORMAL_SIZE = { height: 64, width: 128 } as const;

/** Typical width of the strokes of a normalized image, in pixels. */
const NORMAL_STROKE_WIDTH = 1.6;

/** Margin of a normalized image, in pixels. */
const MARGIN = 3;
/** Ink is thresholded and strokes are fitted at this multiple of the final size. */
const OVERSAMPLING = 4;
/** Size of the image at which that is done. */
const WORK_SIZE = {
  height: NORMAL_SIZE.height * OVERSAMPLING,
  width: NORMAL_SIZE.width * OVERSAMPLING,
} as const;
/** An image whose ink is fainter than this everywhere is blank. */
const MIN_INK = 0.1;
/** An image is blank if no side of its ink is longer than this fraction of its height. */
const MIN_EXTENT = 0.25;
/** Strokes are cut off if more than this fraction of the ink is on the outermost pixels. */
const MAX_EDGE_FRACTION = 0.03;
/** Strokes are blobs if they are thicker than this on average, in normalized pixels. */
const MAX_THICKNESS = 5;
/** Levels of the histogram in which the threshold is found. */
const LEVELS = 256;

/** Why an image is degenerate. */
export type Degeneration = "empty" | "off the canvas" | "blob";

/** The result of {@linkcode normalizeSignature}. */
export interface NormalizedSignature {
  /** 64 x 128, cropped to the ink, strokes of one typical width; blank without ink. */
  readonly image: InkImage;
  /** Typical width of the strokes before they were changed, in pixels of the normalized image. */
  readonly strokeWidth: number;
  /** Fraction of the normalized image that ink covered before its strokes were changed. */
  readonly inkRatio: number;
  /** Width of the ink over its height; 0 without ink. */
  readonly aspect: number;
  /** Whether the ink is cut off at the edge of the image. */
  readonly isCut: boolean;
}

/**
 * Thresholds an image, crops it to its ink, scales and centres the ink in 64 x 128 pixels, and
 * gives its strokes one typical width.
 *
 * The threshold is Otsu's, so a gray image loses ink fainter than about half the maximum. Specks
 * are dropped as in scans; no other cleaning is applied, because the output of a model is evaluated
 * unchanged.
 *
 * @param image Ink in `[0, 1]`, of any size.
 * @returns The normalized image, and the measurements of the original.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const data = new Float32Array(32 * 64);
 * data.fill(1, 16 * 64 + 20, 16 * 64 + 40);
 * const { image, aspect } = normalizeSignature({ height: 32, width: 64, data });
 * assert.deepEqual([image.height, image.width, aspect], [64, 128, 20]);
 * ```
 */
export function normalizeSignature(image: InkImage): NormalizedSignature {
  const threshold = findThreshold(image);
  const marks = threshold === undefined ? undefined : findMarks(image, threshold);
  const box = marks && boundComponents(marks);
  if (marks === undefined || box === undefined || threshold === undefined || isTiny(box, image)) {
    return blank();
  }
  const { height, width } = WORK_SIZE;
  const canvas = renderEnlarged(image, box, threshold);
  const strokeWidth = NORMAL_STROKE_WIDTH * OVERSAMPLING;
  const { coverage, measured } = fitStrokeWidth(canvas, height, width, [strokeWidth, strokeWidth]);
  return {
    image: {
      ...NORMAL_SIZE,
      data: resample({ height, width, data: coverage }, NORMAL_SIZE.height, NORMAL_SIZE.width),
    },
    strokeWidth: measured / OVERSAMPLING,
    inkRatio: countInk(canvas) / canvas.length,
    aspect: (box.right - box.left) / (box.bottom - box.top),
    isCut: isCut(marks, image),
  };
}

/**
 * Whether an image is degenerate, and why.
 *
 * - `empty`: there is no ink, or none longer than a quarter of the image's height;
 * - `off the canvas`: more than 3 % of the ink is on the outermost pixels of the image;
 * - `blob`: ink over length of the skeleton is more than 5 pixels, where pen strokes have 1.5 to
 * 2.5.
 *
 * @param signature The normalized image.
 * @param skeletonPixels Length of its skeleton, in pixels.
 */
export function findDegeneration(
  { inkRatio, isCut }: NormalizedSignature,
  skeletonPixels: number,
): Degeneration | undefined {
  if (inkRatio === 0 || skeletonPixels === 0) return "empty";
  if (isCut) return "off the canvas";
  const pixels = inkRatio * NORMAL_SIZE.height * NORMAL_SIZE.width;
  return pixels / skeletonPixels > MAX_THICKNESS ? "blob" : undefined;
}

function blank(): NormalizedSignature {
  const { height, width } = NORMAL_SIZE;
  const image = { height, width, data: new Float32Array(height * width) };
  return { image, strokeWidth: 0, inkRatio: 0, aspect: 0, isCut: false };
}

function findThreshold({ data }: InkImage): number | undefined {
  const histogram = new Float64Array(LEVELS);
  let max = 0;
  for (const value of data) {
    const ink = value > 0 ? Math.min(1, value) : 0; // NaN is paper
    histogram[Math.round(ink * (LEVELS - 1))]!++;
    if (ink > max) max = ink;
  }
  if (max < MIN_INK) return undefined;
  return (otsuThreshold(histogram) + 0.5) / (LEVELS - 1);
}

function findMarks({ height, width, data }: InkImage, threshold: number): Components {
  const mask = maskAbove(data, threshold);
  return dropSpecks(connectRuns(findRuns(mask, height, width, 1, 1), height, width));
}

/** 1 where a value is above the threshold. */
export function maskAbove(values: Float32Array, threshold: number): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < mask.length; i++) if (values[i]! > threshold) mask[i] = 1;
  return mask;
}

function countInk(mask: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i]!;
  return count;
}

function isTiny({ top, left, bottom, right }: Box, { height }: InkImage): boolean {
  return Math.max(bottom - top, right - left) < MIN_EXTENT * height;
}

function isCut({ runStart, runEnd }: Components, { height, width }: InkImage): boolean {
  let ink = 0;
  let onEdge = 0;
  for (let run = 0; run < runStart.length; run++) {
    const row = Math.floor(runStart[run]! / width);
    const first = runStart[run]! - row * width;
    const end = runEnd[run]! - row * width;
    ink += end - first;
    if (row === 0 || row === height - 1) onEdge += end - first;
    else onEdge += (first === 0 ? 1 : 0) + (end === width ? 1 : 0);
  }
  return onEdge > MAX_EDGE_FRACTION * ink;
}

/**
 * The ink in a box of an image as a mask of {@linkcode WORK_SIZE}, enlarged to fit the margins and
 * centred.
 */
function renderEnlarged(image: InkImage, box: Box, threshold: number): Uint8Array {
  const { levels, height, width } = enlarge(image, box);
  const mask = maskAbove(levels, threshold);
  const marks = dropSpecks(connectRuns(findRuns(mask, height, width, 1, 1), height, width));
  return pasteCentred(marks, width);
}

/** Resamples a box of an image, and a pixel around it, to the largest size within the margins. */
function enlarge(
  image: InkImage,
  box: Box,
): { readonly levels: Float32Array; readonly height: number; readonly width: number } {
  const margin = MARGIN * OVERSAMPLING;
  const scale = Math.min(
    (WORK_SIZE.height - 2 * margin) / (box.bottom - box.top),
    (WORK_SIZE.width - 2 * margin) / (box.right - box.left),
  );
  const top = Math.max(0, box.top - 1);
  const left = Math.max(0, box.left - 1);
  const region = {
    top,
    left,
    height: Math.min(image.height, box.bottom + 1) - top,
    width: Math.min(image.width, box.right + 1) - left,
  };
  const height = Math.max(1, Math.round(region.height * scale));
  const width = Math.max(1, Math.round(region.width * scale));
  return { levels: resample(image, height, width, region), height, width };
}

/** Marks of an image of some width, moved to the centre of {@linkcode WORK_SIZE}. */
function pasteCentred(marks: Components, columns: number): Uint8Array {
  const { height, width } = WORK_SIZE;
  const canvas = new Uint8Array(height * width);
  const bounds = boundComponents(marks);
  if (bounds === undefined) return canvas;
  const shiftY = (height - bounds.top - bounds.bottom) >> 1;
  const shiftX = (width - bounds.left - bounds.right) >> 1;
  for (let run = 0; run < marks.runStart.length; run++) {
    const row = Math.floor(marks.runStart[run]! / columns);
    const y = row + shiftY;
    if (y < 0 || y >= height) continue;
    const first = Math.max(0, marks.runStart[run]! - row * columns + shiftX);
    const end = Math.min(width, marks.runEnd[run]! - row * columns + shiftX);
    if (first < end) canvas.fill(1, y * width + first, y * width + end);
  }
  return canvas;
}
