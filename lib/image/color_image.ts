/**
 * Colour images.
 *
 * @module
 */

/** Red, green and blue, 0 to 255. */
export type Color = readonly [number, number, number];

/** A colour image. */
export interface ColorImage {
  /** Number of rows. */
  readonly height: number;
  /** Number of columns. */
  readonly width: number;
  /** Row-major, `[height, width, 3]`: red, green, blue, 0 to 255. */
  readonly data: Uint8Array;
}
