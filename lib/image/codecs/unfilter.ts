/**
 * The row filters of PNG (ISO/IEC 15948, clause 9).
 *
 * @module
 */
import { openKernels } from "../kernels.ts";

/** Bytes that are unfiltered at a time; they fit the cache of a processor. */
const BAND_BYTES = 1 << 17;

/**
 * Undoes the row filters in place: `rows` rows of one filter byte and `rowBytes` bytes each.
 *
 * @param raw The filtered data.
 * @param start Index of the filter byte of the first row.
 * @param pixelBytes Distance between the bytes of one channel, at least 1.
 * @throws {SyntaxError} If a filter does not exist.
 */
export function unfilter(
  raw: Uint8Array,
  start: number,
  rows: number,
  rowBytes: number,
  pixelBytes: number,
): void {
  const stride = 1 + rowBytes;
  const bandRows = Math.max(1, Math.floor(BAND_BYTES / stride));
  const kernels = openKernels();
  // Room for the row above.
  const above = kernels.reserve((1 + bandRows) * stride);
  const band = above + stride;
  for (let y = 0; y < rows; y += bandRows) {
    const count = Math.min(bandRows, rows - y);
    const from = raw.subarray(start + y * stride, start + (y + count) * stride);
    const bytes = kernels.bytes(band, from.length);
    bytes.set(from);
    const unknown = kernels.run.unfilter(band, count, rowBytes, pixelBytes, y === 0);
    if (unknown !== 0) throw new SyntaxError(`row filter ${unknown} does not exist`);
    from.set(bytes);
    kernels.bytes(above, stride).set(bytes.subarray((count - 1) * stride));
  }
}
