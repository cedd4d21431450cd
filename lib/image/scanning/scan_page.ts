/**
 * The page of a simulated scan before it is digitized.
 *
 * @module
 */
import type { Color } from "../color_image.ts";
import type { Random } from "../../random.ts";

/** A page: the light that each pixel reflects, and where the signature is. */
export interface ScanPage {
  /** Number of rows. */
  readonly height: number;
  /** Number of columns. */
  readonly width: number;
  /** Random generator of whatever is painted. */
  readonly random: Random;
  /** The box of the signature, in pixels. */
  readonly box: {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  };
  /** Row-major, `[height, width, 3]`: red, green and blue, 0 to 255. */
  readonly levels: Float32Array;
}

/**
 * Blends a colour into a rectangle of a page.
 *
 * @param page The page.
 * @param color The colour.
 * @param top First row; all four sides may lie outside of the page.
 * @param left First column.
 * @param bottom The row after the last.
 * @param right The column after the last.
 * @param coverage Opacity at a position, clamped to 0 to 1.
 */
export function paint(
  { height, width, levels }: ScanPage,
  [red, green, blue]: Color,
  top: number,
  left: number,
  bottom: number,
  right: number,
  coverage: (y: number, x: number) => number,
): void {
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); x++) {
      const alpha = Math.min(1, Math.max(0, coverage(y + 0.5, x + 0.5)));
      if (alpha === 0) continue;
      const i = 3 * (y * width + x);
      levels[i] = levels[i]! * (1 - alpha) + red * alpha;
      levels[i + 1] = levels[i + 1]! * (1 - alpha) + green * alpha;
      levels[i + 2] = levels[i + 2]! * (1 - alpha) + blue * alpha;
    }
  }
}

/** Paints a straight line with square ends, `thickness` pixels wide. */
export function paintLine(
  page: ScanPage,
  color: Color,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  thickness: number,
): void {
  const reach = thickness / 2 + 1;
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length];
  paint(
    page,
    color,
    Math.min(y0, y1) - reach,
    Math.min(x0, x1) - reach,
    Math.max(y0, y1) + reach,
    Math.max(x0, x1) + reach,
    (y, x) => {
      const along = (x - x0) * dx + (y - y0) * dy;
      const across = Math.abs((y - y0) * dx - (x - x0) * dy);
      if (along < 0 || along > length) return 0;
      return thickness / 2 + 0.5 - across;
    },
  );
}
