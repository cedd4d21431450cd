/**
 * Types of images.
 *
 * @module
 */

/** A gray image: one byte of luminance per pixel, composited over white. */
export interface GrayImage {
  /** Pixels per column. */
  readonly height: number;
  /** Pixels per row. */
  readonly width: number;
  /** Row-major, `height * width` bytes: 0 is black, 255 is white. */
  readonly data: Uint8Array;
}

/** A decoded image file. */
export interface ScannedImage extends GrayImage {
  /**
   * Red, green and blue of each pixel over white, `height * width * 3` bytes; absent if the image
   * has no colour.
   */
  readonly color?: Uint8Array;
  /** Whether the file has further pages with ink, which were left out. */
  readonly hasMorePages?: boolean;
}

/** A cleaned signature: the fraction of each pixel that ink covers. */
export interface InkImage {
  /** Pixels per column. */
  readonly height: number;
  /** Pixels per row. */
  readonly width: number;
  /** Row-major, `height * width` values in `[0, 1]`: 0 is paper, 1 is ink. */
  readonly data: Float32Array;
}
