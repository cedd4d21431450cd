/**
 * Euclidean distance transform.
 *
 * @module
 */

/**
 * The squared Euclidean distance of every pixel to the nearest pixel where the mask has a value.
 *
 * One pass along the columns and one along the rows; the second looks sideways only as far as the
 * distance found so far, so the cost grows with the distances and `limit` bounds it.
 *
 * @param mask Row-major, `height * width` bytes.
 * @param target The value to measure the distance to; outside the picture is nowhere.
 * @param limit Whole number; distances from here on are not told apart.
 * @returns `height * width` squared distances in pixels, exact below `limit ** 2`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const distances = squaredDistances(new Uint8Array([1, 0, 0, 0, 0, 0]), 2, 3, 1, 9);
 * assert.deepEqual([...distances], [0, 1, 4, 1, 2, 5]);
 * ```
 */
export function squaredDistances(
  mask: Uint8Array,
  height: number,
  width: number,
  target: number,
  limit: number,
): Int32Array<ArrayBuffer> {
  const columns = columnDistances(mask, height, width, target, limit);
  const result = new Int32Array(height * width).fill(limit * limit);
  for (let start = 0; start < result.length; start += width) {
    const end = start + width;
    let behind = start - limit;
    let ahead = start;
    for (let i = start; i < end; i++) {
      if (ahead < i) ahead = i;
      while (ahead < end && ahead - i < limit && columns[ahead]! >= limit) ahead++;
      if (ahead === i) behind = i;
      else if (i - behind >= limit && (ahead === end || ahead - i >= limit)) continue;
      result[i] = nearest(columns, i, start, end, result[i]!);
    }
  }
  return result;
}

/** The least squared distance to what is above, below or beside pixel `i` of the row. */
function nearest(columns: Int32Array, i: number, start: number, end: number, most: number): number {
  const down = columns[i]!;
  let best = down * down < most ? down * down : most;
  for (let dx = 1; dx * dx < best; dx++) {
    if (i - dx >= start) {
      const d = columns[i - dx]!;
      if (d * d + dx * dx < best) best = d * d + dx * dx;
    }
    if (i + dx < end) {
      const d = columns[i + dx]!;
      if (d * d + dx * dx < best) best = d * d + dx * dx;
    }
  }
  return best;
}

/** The distance to the target along each column, at most `limit`. */
function columnDistances(
  mask: Uint8Array,
  height: number,
  width: number,
  target: number,
  limit: number,
): Int32Array {
  const result = new Int32Array(height * width);
  for (let i = 0; i < result.length; i++) {
    if (mask[i] === target) continue;
    const above = i < width ? limit : result[i - width]! + 1;
    result[i] = above < limit ? above : limit;
  }
  for (let i = result.length - width - 1; i >= 0; i--) {
    const below = result[i + width]! + 1;
    if (below < result[i]!) result[i] = below;
  }
  return result;
}
