/**
 * Two-dimensional value noise.
 *
 * @module
 */

/**
 * Smooth random values over the plane: uniform values on the integer lattice, blended between
 * (value noise; Ebert et al., "Texturing and modeling", 2003, chapter 2).
 *
 * @param seed An integer.
 * @returns A function of x and y with values from -1 to 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const noise = valueNoise(7);
 * assert.equal(noise(0.5, 2), valueNoise(7)(0.5, 2));
 * assert.ok(Math.abs(noise(1.5, 2) - noise(1.501, 2)) < 0.01);
 * ```
 */
export function valueNoise(seed: number): (x: number, y: number) => number {
  return (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [blend(x - column), blend(y - row)];
    const top = lattice(column, row, seed) * (1 - u) + lattice(column + 1, row, seed) * u;
    const bottom = lattice(column, row + 1, seed) * (1 - u) +
      lattice(column + 1, row + 1, seed) * u;
    return top * (1 - v) + bottom * v;
  };
}

function blend(t: number): number {
  return t * t * (3 - 2 * t);
}

/** The value at a point of the lattice, -1 to 1, by an integer hash. */
function lattice(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 0x7fffffff - 1;
}
