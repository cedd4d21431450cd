/**
 * Splitting arrays.
 *
 * @module
 */

/**
 * Splits row-major values into copies of their rows: the inverse of `concatenate`.
 *
 * @param values `[count, ...]`.
 * @param count Number of rows, at least 1.
 */
export function splitRows(values: Float32Array, count: number): Float32Array[] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
}
