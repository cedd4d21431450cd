/**
 * Decides whether marks suffice for a signature. Every rule that removes marks checks the rest with
 * it.
 *
 * @module
 */
import type { Components } from "../components.ts";

/** Minimum length of the strokes, as a fraction of the long side of the image. */
const MIN_LENGTH_FRACTION = 0.08;
/** Minimum diagonal of the largest mark, as a fraction of the long side of the image. */
const MIN_DIAGONAL_FRACTION = 0.03;
/** Minima in pixels, for small images. */
const MIN_LENGTH = 16;
const MIN_DIAGONAL = 8;

/** Amount of writing among marks. */
export interface InkExtent {
  /** Typical width of the strokes in pixels. */
  readonly strokeWidth: number;
  /** Length of the strokes in pixels; dots have none. */
  readonly length: number;
  /** Diagonal of the largest mark in pixels. */
  readonly diagonal: number;
}

/**
 * Estimates the typical width of strokes from their area and number of runs. By Crofton's formula
 * the outline is about pi times as long as the number of runs, and a stroke has two sides.
 *
 * @param area Pixels of the strokes.
 * @param runs Number of horizontal runs of the strokes.
 */
export function guessStrokeWidth(area: number, runs: number): number {
  return 2 * area / (Math.PI * Math.max(1, runs));
}

/**
 * Length of a mark as a stroke, in pixels; 0 for a dot.
 *
 * @param area Pixels of the mark.
 * @param strokeWidth Its width in pixels.
 */
export function strokeLength(area: number, strokeWidth: number): number {
  return Math.max(0, area / strokeWidth - strokeWidth);
}

/**
 * Measures the amount of writing among marks.
 *
 * @param marks The marks.
 * @param keep One byte per mark, 0 for marks to ignore; all count by default.
 */
export function measureInk(marks: Components, keep?: Uint8Array): InkExtent {
  let [area, runs, length, diagonal] = [0, 0, 0, 0];
  for (let c = 0; c < marks.count; c++) if (keep?.[c] !== 0) area += marks.area[c]!;
  for (const c of marks.runComponent) if (keep?.[c] !== 0) runs++;
  const strokeWidth = guessStrokeWidth(area, runs);
  for (let c = 0; c < marks.count; c++) {
    if (keep?.[c] === 0) continue;
    length += strokeLength(marks.area[c]!, strokeWidth);
    diagonal = Math.max(diagonal, diagonalOf(marks, c));
  }
  return { strokeWidth, length, diagonal };
}

/** Diagonal of the box of a mark in pixels. */
export function diagonalOf({ top, left, bottom, right }: Components, mark: number): number {
  return Math.hypot(bottom[mark]! - top[mark]!, right[mark]! - left[mark]!);
}

/**
 * Whether marks can be a signature: strokes of some length, not dots.
 *
 * @param extent The marks.
 * @param longSide The long side of the image in pixels.
 */
export function canBeSignature({ length, diagonal }: InkExtent, longSide: number): boolean {
  return length >= Math.max(MIN_LENGTH, MIN_LENGTH_FRACTION * longSide) &&
    diagonal >= Math.max(MIN_DIAGONAL, MIN_DIAGONAL_FRACTION * longSide);
}
