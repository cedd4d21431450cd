/**
 * Samples in rows, and regions of them.
 *
 * @module
 */

/** A rectangle of an image in pixels; edges may lie between pixels. */
export interface Region {
  /** Rows above it. */
  readonly top: number;
  /** Columns left of it. */
  readonly left: number;
  /** Its rows. */
  readonly height: number;
  /** Its columns. */
  readonly width: number;
}

/** Row-major samples with their size. */
export interface Plane {
  /** Samples per column. */
  readonly height: number;
  /** Samples per row. */
  readonly width: number;
  /** `height * width` samples. */
  readonly data: Uint8Array | Float32Array;
}
