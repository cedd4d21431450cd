/**
 * The two kinds of picture this project works with.
 *
 * @module
 */

/** A decoded picture: one byte of luminance per pixel, composited over white. */
export interface GrayImage {
  /** Pixels per column. */
  readonly height: number;
  /** Pixels per row. */
  readonly width: number;
  /** Row-major, `height * width` bytes: 0 is black, 255 is white. */
  readonly data: Uint8Array;
}

/** A cleaned signature: how much of each pixel is covered by ink. */
export interface InkImage {
  /** Pixels per column. */
  readonly height: number;
  /** Pixels per row. */
  readonly width: number;
  /** Row-major, `height * width` values in `[0, 1]`: 0 is paper, 1 is ink. */
  readonly data: Float32Array;
}
