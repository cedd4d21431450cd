/**
 * Signatures in memory.
 *
 * @module
 */

/** Signatures of one size with their writers, ink quantized to bytes. */
export interface SignatureDataset {
  /** Rows of each image. */
  readonly height: number;
  /** Columns of each image. */
  readonly width: number;
  /** `[count, height * width]`: 0 is paper, 255 is ink. */
  readonly images: Uint8Array;
  /** Name of the writer of each image, `[count]`. */
  readonly writers: readonly string[];
  /**
   * Name of each image, `[count]`: its path below the folder that it was loaded from, with `/`
   * between the parts, or `writer-0012/signature-03`.
   */
  readonly names: readonly string[];
}
