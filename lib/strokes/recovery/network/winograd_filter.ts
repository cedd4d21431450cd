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
  const half = new Float64Array(3 * G.length * panel); // G g of all filters of a panel
  for (let p = 0; p < panels; p++) {
    G.forEach((row, i) => {
      for (let column = 0; column < 3; column++) {
        const out = half.subarray((3 * i + column) * panel, (3 * i + column + 1) * panel);
        combine(row, weight, (9 * p + column) * panel, 3 * panel, out);
      }
    });
    for (let element = 0; element < ELEMENTS; element++) {
      const [i, j] = [Math.floor(element / G.length), element % G.length];
      const first = (element * panels + p) * panel;
      combine(G[j]!, half, 3 * i * panel, panel, result.subarray(first, first + panel));
    }
  }
  return result;
}

/** Sums three parts of an array, `step` apart, times a row of G. */
function combine(
  [a, b, c]: (typeof G)[number],
  values: Float32Array | Float64Array,
  first: number,
  step: number,
  out: Float32Array | Float64Array,
): void {
  for (let k = 0; k < out.length; k++) {
    const at = first + k;
    out[k] = a * values[at]! + b * values[at + step]! + c * values[at + 2 * step]!;
  }
}
