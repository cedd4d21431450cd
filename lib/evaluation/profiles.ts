/**
 * Profiles of the ink along rows and columns.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";

type Size = Pick<InkImage, "height" | "width">;

/** Bands of rows and of columns. */
const ROW_BANDS = 8;
const COLUMN_BANDS = 16;
/** Classes of the length of runs: up to 2, 4, 8, 16, 32 pixels, and longer. */
const RUN_CLASSES = 6;

/** The lines of pixels of an image along one axis. */
interface Axis {
  readonly lines: number;
  readonly length: number;
  /** Index of pixel `k` of line `i`. */
  readonly at: (i: number, k: number) => number;
}

function axesOf({ height, width }: Size): { rows: Axis; columns: Axis } {
  return {
    rows: { lines: height, length: width, at: (i, k) => i * width + k },
    columns: { lines: width, length: height, at: (i, k) => k * width + i },
  };
}

/**
 * The numbers of runs of paper between strokes by length, along rows and along columns.
 *
 * @param mask `height * width` bytes, 1 is ink.
 * @param size Its size.
 * @returns Square roots of the counts: 12 values.
 */
export function describeRuns(mask: Uint8Array, size: Size): number[] {
  const { rows, columns } = axesOf(size);
  return [rows, columns].flatMap((axis) => {
    const counts = new Float64Array(RUN_CLASSES);
    for (let i = 0; i < axis.lines; i++) {
      let lastInk = -1;
      for (let k = 0; k < axis.length; k++) {
        if (mask[axis.at(i, k)] === 0) continue;
        const run = k - lastInk - 1;
        if (lastInk >= 0 && run > 0) {
          counts[Math.min(RUN_CLASSES - 1, Math.max(0, Math.ceil(Math.log2(run)) - 1))]!++;
        }
        lastInk = k;
      }
    }
    return Array.from(counts, Math.sqrt);
  });
}

/**
 * Ink and crossed strokes in bands of rows and of columns, and the heights of the upper and the lower
 * outline in bands of columns.
 *
 * @param mask `height * width` bytes, 1 is ink.
 * @param size Its size.
 * @returns 80 values: square roots of ink and of crossings; heights as fractions of the image's.
 */
export function describeProfiles(mask: Uint8Array, size: Size): number[] {
  const { rows, columns } = axesOf(size);
  return [
    ...profileBands(mask, rows, ROW_BANDS),
    ...profileBands(mask, columns, COLUMN_BANDS),
    ...outlineHeights(mask, columns),
  ];
}

function profileBands(mask: Uint8Array, axis: Axis, bands: number): number[] {
  const ink = new Float64Array(bands);
  const crossings = new Float64Array(bands);
  for (let i = 0; i < axis.lines; i++) {
    const band = Math.floor(i * bands / axis.lines);
    let previous = 0;
    for (let k = 0; k < axis.length; k++) {
      const value = mask[axis.at(i, k)]!;
      ink[band]! += value;
      if (value > previous) crossings[band]!++;
      previous = value;
    }
  }
  return [...ink, ...crossings].map(Math.sqrt);
}

/** The highest and the lowest ink of each band, as fractions of the height; 0.5 without ink. */
function outlineHeights(mask: Uint8Array, axis: Axis): number[] {
  const upper = new Array<number>(COLUMN_BANDS).fill(1);
  const lower = new Array<number>(COLUMN_BANDS).fill(0);
  for (let i = 0; i < axis.lines; i++) {
    const band = Math.floor(i * COLUMN_BANDS / axis.lines);
    for (let k = 0; k < axis.length; k++) {
      if (mask[axis.at(i, k)] === 0) continue;
      upper[band] = Math.min(upper[band]!, k / axis.length);
      lower[band] = Math.max(lower[band]!, (k + 1) / axis.length);
    }
  }
  return [...upper, ...lower].map((value, k) =>
    upper[k % COLUMN_BANDS]! < lower[k % COLUMN_BANDS]! ? value : 0.5
  );
}
