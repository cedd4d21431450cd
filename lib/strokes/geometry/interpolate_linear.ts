/**
 * Linear interpolation.
 *
 * @module
 */

/**
 * Interpolates a piecewise linear function.
 *
 * @param values Values at the knots, at least one.
 * @param knots Positions of the values, ascending.
 * @param positions Where to evaluate, ascending; beyond the ends the function is constant.
 * @returns One value per position.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([...interpolateLinear([10, 30], [0, 2], [0.5, 1, 3])], [15, 20, 30]);
 * ```
 */
export function interpolateLinear(
  values: ArrayLike<number>,
  knots: ArrayLike<number>,
  positions: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const last = values.length - 1;
  let left = 0;
  return Float64Array.from(positions, (position) => {
    while (left < last - 1 && knots[left + 1]! < position) left++;
    const right = Math.min(left + 1, last);
    if (position >= knots[right]!) return values[right]!;
    const gap = knots[right]! - knots[left]!;
    const fraction = gap > 0 ? Math.max((position - knots[left]!) / gap, 0) : 0;
    return values[left]! + fraction * (values[right]! - values[left]!);
  });
}
