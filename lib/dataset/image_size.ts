/**
 * The size of an image.
 *
 * @module
 */

/** Rows and columns of an image. */
export interface ImageSize {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}
