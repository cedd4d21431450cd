/**
 * Catmull-Rom splines.
 *
 * @module
 */

/**
 * Interpolates values with a uniform Catmull-Rom spline (Catmull and Rom, "A class of local
 * interpolating splines", 1974).
 *
 * Between `b` and `c`, with neighbours `a` and `d`, at `t` from 0 to 1:
 *
 * ```text
 * b + t/2 ((c - a) + t ((2a - 5b + 4c - d) + t (3(b - c) + d - a)))
 * ```
 *
 * Beyond both ends the values are continued by odd reflection.
 *
 * @param values Values at even distances, at least one.
 * @param subdivisions Steps from one value to the next, an integer from 1.
 * @returns `[(values - 1) * subdivisions + 1]`: the spline, through all values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([...catmullRom([0, 2, 4], 2)], [0, 1, 2, 3, 4]);
 * ```
 */
export function catmullRom(
  values: ArrayLike<number>,
  subdivisions: number,
): Float32Array<ArrayBuffer> {
  const last = values.length - 1;
  const result = new Float32Array(last * subdivisions + 1);
  for (let i = 0; i < last; i++) {
    const b = values[i]!;
    const c = values[i + 1]!;
    const a = i > 0 ? values[i - 1]! : 2 * b - c;
    const d = i + 2 <= last ? values[i + 2]! : 2 * c - b;
    for (let k = 0; k < subdivisions; k++) {
      const t = k / subdivisions;
      const square = 2 * a - 5 * b + 4 * c - d;
      const cube = 3 * (b - c) + d - a;
      result[i * subdivisions + k] = b + 0.5 * t * (c - a + t * (square + t * cube));
    }
  }
  result[last * subdivisions] = values[last]!;
  return result;
}
