/**
 * Histograms of oriented gradients.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";

/** The resolution of {@linkcode orientedGradients}. */
export interface GradientGrid {
  /** Cells from top to bottom. */
  readonly rows: number;
  /** Cells from left to right. */
  readonly columns: number;
  /** Directions in a half turn. */
  readonly orientations: number;
}

/**
 * A histogram of oriented gradients per cell of a grid (Dalal and Triggs, 2005, without the
 * normalization by blocks: the amount of ink is information here).
 *
 * Gradients are Sobel's. Each is distributed over the two nearest directions and the four nearest
 * cells by linear interpolation. Opposite gradients have the same direction.
 *
 * @param image The image.
 * @param grid The grid.
 * @returns Square roots of the sums, cell by cell: `rows * columns * orientations` values.
 */
export function orientedGradients(
  { height, width, data }: InkImage,
  { rows, columns, orientations }: GradientGrid,
): number[] {
  const sums = new Float64Array(rows * columns * orientations);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const [a, b, c] = [data[i - width - 1]!, data[i - width]!, data[i - width + 1]!];
      const [d, e] = [data[i - 1]!, data[i + 1]!];
      const [f, g, h] = [data[i + width - 1]!, data[i + width]!, data[i + width + 1]!];
      const dx = c + 2 * e + h - a - 2 * d - f;
      const dy = f + 2 * g + h - a - 2 * b - c;
      if (dx === 0 && dy === 0) continue;
      const turn = Math.atan2(dy, dx) / Math.PI; // -1 to 1
      const bin = (turn < 0 ? turn + 1 : turn) * orientations;
      const row = (y + 0.5) / height * rows - 0.5;
      const column = (x + 0.5) / width * columns - 0.5;
      distribute(sums, { rows, columns, orientations }, row, column, bin, Math.hypot(dx, dy));
    }
  }
  return Array.from(sums, Math.sqrt);
}

function distribute(
  sums: Float64Array,
  { rows, columns, orientations }: GradientGrid,
  row: number,
  column: number,
  bin: number,
  amount: number,
): void {
  const [top, left, first] = [Math.floor(row), Math.floor(column), Math.floor(bin)];
  for (let r = Math.max(0, top); r <= Math.min(rows - 1, top + 1); r++) {
    const byRow = amount * (1 - Math.abs(row - r));
    for (let c = Math.max(0, left); c <= Math.min(columns - 1, left + 1); c++) {
      const byCell = byRow * (1 - Math.abs(column - c));
      const cell = (r * columns + c) * orientations;
      sums[cell + first % orientations]! += byCell * (first + 1 - bin);
      sums[cell + (first + 1) % orientations]! += byCell * (bin - first);
    }
  }
}
