/**
 * The part of an image that something is rendered in.
 *
 * @module
 */
import type { Polyline } from "../geometry/point.ts";

/** Rows and columns of an image; the ends are exclusive. */
export interface PixelRectangle {
  /** First row. */
  readonly top: number;
  /** First column. */
  readonly left: number;
  /** The row after the last. */
  readonly bottom: number;
  /** The column after the last. */
  readonly right: number;
}

/**
 * The pixels of an image near the line between two points.
 *
 * @param points Points of a line, in pixels of the image.
 * @param from Index of the first point.
 * @param to Index of the second point.
 * @param distance Maximum distance from the line along either axis, in pixels.
 * @param size Height and width of the image.
 * @returns The smallest rectangle with all of them. Where none is near enough, a pixel at the edge
 * of the image.
 */
export function pixelsNear(
  { x, y }: Polyline,
  from: number,
  to: number,
  distance: number,
  { height, width }: { readonly height: number; readonly width: number },
): PixelRectangle {
  const within = (value: number, size: number) =>
    Math.min(Math.max(Math.floor(value), 0), size - 1);
  return {
    top: within(Math.min(y[from]!, y[to]!) - distance, height),
    left: within(Math.min(x[from]!, x[to]!) - distance, width),
    bottom: within(Math.max(y[from]!, y[to]!) + distance, height) + 1,
    right: within(Math.max(x[from]!, x[to]!) + distance, width) + 1,
  };
}

/** The smallest rectangle that contains two; the second one where the first is undefined. */
export function unite(a: PixelRectangle | undefined, b: PixelRectangle): PixelRectangle {
  if (a === undefined) return b;
  return {
    top: Math.min(a.top, b.top),
    left: Math.min(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.max(a.right, b.right),
  };
}
