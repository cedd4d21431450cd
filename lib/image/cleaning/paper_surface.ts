/**
 * Models slow changes of the light on paper by a quadratic surface.
 *
 * @module
 */
import type { Plane } from "../plane.ts";

/** Minimum level of the background. A darker one is not paper and is not brightened further. */
export const MIN_PAPER_LEVEL = 32;

/** Terms of a quadratic surface: powers of x and of y. */
const TERMS = [[0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2]] as const;

/**
 * Fits a quadratic surface to the paper by iterated least squares. Each round leaves out pixels
 * much darker than the previous surface.
 *
 * @param plane Dark ink on light paper.
 * @param rounds Number of fits.
 * @returns The surface at each pixel of the plane.
 */
export function fitPaperSurface(plane: Plane, rounds: number): Float32Array<ArrayBuffer> {
  const surface = new Float32Array(plane.data.length);
  let tolerance = Infinity;
  for (let round = 0; round < rounds; round++) {
    const weights = solve(sumMoments(plane, surface, tolerance), TERMS.length);
    tolerance = Math.max(2, updateSurface(plane, surface, weights, tolerance));
  }
  return surface;
}

/** The normal equations of the pixels that are not much darker than the surface. */
function sumMoments(
  { height, width, data }: Plane,
  surface: Float32Array,
  tolerance: number,
): Float64Array {
  const powers = 5;
  const moments = new Float64Array(powers * powers);
  const sums = new Float64Array(3 * 3);
  for (let v = 0; v < height; v++) {
    let [x0, x1, x2, x3, x4, d0, d1, d2] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let u = 0, i = v * width; u < width; u++, i++) {
      const value = data[i]!;
      if (surface[i]! - value > tolerance) continue;
      const x = u / width - 0.5;
      const xx = x * x;
      x0++;
      x1 += x;
      x2 += xx;
      x3 += x * xx;
      x4 += xx * xx;
      d0 += value;
      d1 += x * value;
      d2 += xx * value;
    }
    const y = v / height - 0.5;
    for (let j = 0, yj = 1; j < powers; j++, yj *= y) {
      moments[j]! += x0 * yj;
      moments[powers + j]! += x1 * yj;
      moments[2 * powers + j]! += x2 * yj;
      moments[3 * powers + j]! += x3 * yj;
      moments[4 * powers + j]! += x4 * yj;
      if (j > 2) continue;
      sums[j]! += d0 * yj;
      sums[3 + j]! += d1 * yj;
      sums[6 + j]! += d2 * yj;
    }
  }
  const equations = TERMS.flatMap(([xa, ya]) => [
    ...TERMS.map(([xb, yb]) => moments[(xa + xb) * powers + ya + yb]!),
    sums[xa * 3 + ya]!,
  ]);
  return Float64Array.from(equations);
}

/** Updates the surface. Returns the standard deviation of the fitted pixels from it. */
function updateSurface(
  { height, width, data }: Plane,
  surface: Float32Array,
  weights: Float64Array,
  tolerance: number,
): number {
  const [w1, wx, wy, wxx, wxy, wyy] = [...weights] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  let spread = 0;
  let count = 0;
  for (let v = 0; v < height; v++) {
    const y = v / height - 0.5;
    const constant = w1 + y * (wy + y * wyy);
    const linear = wx + y * wxy;
    for (let u = 0, i = v * width; u < width; u++, i++) {
      const x = u / width - 0.5;
      const fitted = constant + x * (linear + x * wxx);
      const value = fitted < MIN_PAPER_LEVEL ? MIN_PAPER_LEVEL : fitted > 255 ? 255 : fitted;
      const level = data[i]!;
      if (surface[i]! - level <= tolerance) {
        spread += (value - level) * (value - level);
        count++;
      }
      surface[i] = value;
    }
  }
  return Math.sqrt(spread / Math.max(1, count));
}

/**
 * Solves `n` normal equations, rows of `n + 1` numbers, by elimination. A ridge keeps it stable.
 */
function solve(rows: Float64Array, n: number): Float64Array {
  const stride = n + 1;
  for (let i = 0; i < n; i++) rows[i * stride + i]! += 1e-6 * (1 + rows[0]!);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = rows[j * stride + i]! / rows[i * stride + i]!;
      for (let k = i; k <= n; k++) rows[j * stride + k]! -= factor * rows[i * stride + k]!;
    }
  }
  return Float64Array.from({ length: n }, (_, i) => rows[i * stride + n]! / rows[i * stride + i]!);
}
