/**
 * Filters of 3 x 3 in the form that Winograd's minimal filtering multiplies.
 *
 * @module
 */

/** Outputs of a tile in each direction. */
export const TILE = 4;

/** Elements of a transformed tile: 6 x 6. */
export const ELEMENTS = (TILE + 2) ** 2;

/** G of F(4 x 4, 3 x 3) in Lavin & Gray 2015. */
const G = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
] as const;

/** Channels of outputs that the kernels compute together. */
const LANES = 8;

/**
 * Transforms the filters of a convolution: `G g G^T`, computed in 64 bits. They take four times the
 * space.
 *
 * @param weight `[outputs / 8, 3, 3, inputs, 8]`.
 * @param outputs Channels of outputs, a multiple of 8.
 * @returns `[36, outputs / 8, inputs, 8]`.
 */
export function transformFilters(weight: Float32Array, outputs: number): Float32Array {
  const panels = outputs / LANES;
  const panel = weight.length / (9 * panels);
  const result = new Float32Array(ELEMENTS * panels * panel);
  for (let p = 0; p < panels; p++) {
    for (let k = 0; k < panel; k++) {
      const g = (row: number, column: number) => weight[(9 * p + 3 * row + column) * panel + k]!;
      G.forEach((left, i) => {
        // Row i of G g, then of G g G^T.
        const half = [0, 1, 2].map((column) =>
          left[0] * g(0, column) + left[1] * g(1, column) + left[2] * g(2, column)
        ) as [number, number, number];
        G.forEach((right, j) => {
          const element = half[0] * right[0] + half[1] * right[1] + half[2] * right[2];
          result[((i * G.length + j) * panels + p) * panel + k] = element;
        });
      });
    }
  }
  return result;
}
