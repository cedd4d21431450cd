/**
 * Contact sheets: signatures in a grid.
 *
 * @module
 */
import { inkToGray } from "../codecs/encode.ts";
import type { GrayImage, InkImage } from "../ink_image.ts";
import { resampleBytes } from "../resize.ts";

/** Options of {@linkcode contactSheet}. */
export interface ContactSheetOptions {
  /** Signatures per row; by default the sheet is about square. */
  readonly columns?: number;
  /** Magnification of each signature. */
  readonly scale?: number;
  /** White space around each signature, in pixels of the sheet. */
  readonly gap?: number;
}

/** Defaults of {@linkcode ContactSheetOptions}. */
export const DEFAULT_CONTACT_SHEET_OPTIONS = {
  /** Shows each stroke of a signature of 64 x 128 pixels. */
  scale: 2,
  /** Signatures carry a margin of their own. */
  gap: 2,
} as const;

/** The luminance of the rules between signatures. */
const RULE = 216;

/** The number of columns that makes the sheet nearly square and leaves few cells empty. */
function chooseColumns(count: number, cellHeight: number, cellWidth: number): number {
  let best = 1;
  let minBadness = Infinity;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const shape = Math.abs(Math.log((columns * cellWidth) / (rows * cellHeight)));
    const badness = shape + (rows * columns - count) / count;
    if (badness < minBadness) [minBadness, best] = [badness, columns];
  }
  return best;
}

/** The image at the size of a cell, by linear interpolation. Bytes let the resampling skip white. */
function enlarge(image: InkImage, scale: number): GrayImage {
  const gray = inkToGray(image);
  if (scale === 1) return gray;
  const height = Math.max(1, Math.round(image.height * scale));
  const width = Math.max(1, Math.round(image.width * scale));
  const whole = { top: 0, left: 0, height: image.height, width: image.width };
  return { height, width, data: resampleBytes(gray, height, width, whole) };
}

function checkImages(images: readonly InkImage[]): InkImage {
  const first = images[0];
  if (first === undefined) throw new RangeError("Cannot make a contact sheet: there are no images");
  for (const [i, image] of images.entries()) {
    if (image.height === first.height && image.width === first.width) continue;
    throw new RangeError(
      `Cannot make a contact sheet: image ${i} is ${image.height} x ${image.width}, ` +
        `expected ${first.height} x ${first.width} like the first`,
    );
  }
  return first;
}

/**
 * Arranges signatures in a grid, row by row, with thin rules between them.
 *
 * @param images One or more, all of one size.
 * @param options Overrides of {@linkcode DEFAULT_CONTACT_SHEET_OPTIONS}.
 * @returns The sheet: black ink on white, light gray rules.
 * @throws {RangeError} If there is no image, sizes differ, or an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const image = { height: 64, width: 128, data: new Float32Array(64 * 128) };
 * const page = contactSheet([image, image, image], { columns: 3, scale: 1, gap: 0 });
 * assert.deepEqual([page.height, page.width], [66, 388]);
 * ```
 */
export function contactSheet(
  images: readonly InkImage[],
  options: ContactSheetOptions = {},
): GrayImage {
  const { scale, gap } = { ...DEFAULT_CONTACT_SHEET_OPTIONS, ...options };
  const first = checkImages(images);
  if (!(scale > 0 && scale <= 64)) {
    throw new RangeError(`Cannot make a contact sheet: scale is ${scale}, expected 0 to 64`);
  }
  if (!(Number.isInteger(gap) && gap >= 0)) {
    throw new RangeError(
      `Cannot make a contact sheet: gap is ${gap}, expected an integer of at least 0`,
    );
  }
  const cellHeight = Math.max(1, Math.round(first.height * scale)) + 2 * gap + 1;
  const cellWidth = Math.max(1, Math.round(first.width * scale)) + 2 * gap + 1;
  const columns = options.columns ?? chooseColumns(images.length, cellHeight, cellWidth);
  if (!(Number.isInteger(columns) && columns > 0)) {
    throw new RangeError(
      `Cannot make a contact sheet: columns is ${columns}, expected a positive integer`,
    );
  }
  const height = Math.ceil(images.length / columns) * cellHeight + 1;
  const width = columns * cellWidth + 1;
  const data = new Uint8Array(height * width).fill(255);
  renderRules(data, height, width, cellHeight, cellWidth);
  for (const [i, image] of images.entries()) {
    const cell = enlarge(image, scale);
    const top = Math.floor(i / columns) * cellHeight + gap + 1;
    const left = (i % columns) * cellWidth + gap + 1;
    for (let y = 0; y < cell.height; y++) {
      const row = cell.data.subarray(y * cell.width, (y + 1) * cell.width);
      data.set(row, (top + y) * width + left);
    }
  }
  return { height, width, data };
}

function renderRules(
  data: Uint8Array,
  height: number,
  width: number,
  cellHeight: number,
  cellWidth: number,
): void {
  for (let y = 0; y < height; y++) {
    if (y % cellHeight === 0) data.fill(RULE, y * width, (y + 1) * width);
    else for (let x = 0; x < width; x += cellWidth) data[y * width + x] = RULE;
  }
}
