// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// A causal convolution over time with three taps: four outputs in a row by 6 products where the plain
// sum takes 12 (the Toom-Cook algorithm, Winograd's F(4, 3); B. Barabasz et al., 2020, on points).
//
// Rows `step` apart follow each other in time; so do four of them, which are a tile. Tile `i` has the
// rows `row(i) + r step` with r from 0 to 3 and depends on those with r from -2 to 3; rows that do not
// exist are zeros. As polynomials of which these rows are coefficients, tiles are evaluated at the
// points 0, a, -a, b, -b and infinity: each point is one matrix product over all tiles, with the
// weights' polynomial there, and the outputs are interpolated from the products. The gradients are
// the same maps transposed.
import { sigmoid } from "./mathematics.ts";
import { chunkStart, scaled } from "./vector.ts";

// a = 3/4 and b = 3/2 lose the fewest digits; their powers are exact.
const A: f32 = 0.75, B: f32 = 1.5;
const A2: f32 = A * A, B2: f32 = B * B;
const A3: f32 = A2 * A, B3: f32 = B2 * B;
/** Divisors of the weights' values at 0, at a and -a, and at b and -b. */
const AT_0: f32 = <f32> (1 / 1.265625);
const AT_A: f32 = <f32> (1 / (2 * 0.5625 * (0.5625 - 2.25)));
const AT_B: f32 = <f32> (1 / (2 * 2.25 * (2.25 - 0.5625)));

/** The first row of tile `i`. */
function firstRow(i: i32, step: i32): i32 {
  return 4 * (i / step) * step + i % step;
}

/** The address of a row of a matrix, or of zeros if there is no such row. */
function rowAt(x: usize, row: i32, rows: i32, bytes: usize, zeros: usize): usize {
  return row >= 0 && row < rows ? x + <usize> row * bytes : zeros;
}

/**
 * The weights at the six points, `u [6, values]`.
 * Arguments: chunks, values (padded to a whole vector), weights 0, 1 and 2 steps back, u.
 */
export function causalWeightsJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args), vectors = load<i32>(args, 4) >> 2;
  const w0 = load<usize>(args, 8), w1 = load<usize>(args, 12), w2 = load<usize>(args, 16);
  const u = load<usize>(args, 20);
  const stride = <usize> vectors << 4;
  const end = <usize> chunkStart(vectors, chunk + 1, chunks) << 4;
  for (let at = <usize> chunkStart(vectors, chunk, chunks) << 4; at < end; at += 16) {
    const g0 = v128.load(w2 + at), g1 = v128.load(w1 + at), g2 = v128.load(w0 + at);
    const evenA = f32x4.add(g0, scaled(g2, A2)), oddA = scaled(g1, A);
    const evenB = f32x4.add(g0, scaled(g2, B2)), oddB = scaled(g1, B);
    let to = u + at;
    v128.store(to, scaled(g0, AT_0));
    to += stride;
    v128.store(to, scaled(f32x4.add(evenA, oddA), AT_A));
    to += stride;
    v128.store(to, scaled(f32x4.sub(evenA, oddA), AT_A));
    to += stride;
    v128.store(to, scaled(f32x4.add(evenB, oddB), AT_B));
    to += stride;
    v128.store(to, scaled(f32x4.sub(evenB, oddB), AT_B));
    to += stride;
    v128.store(to, g2);
  }
}

/** The map of `causalWeightsJob` transposed. Arguments: as there, `u` being gradients and read. */
export function causalWeightsGradJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args), vectors = load<i32>(args, 4) >> 2;
  const w0 = load<usize>(args, 8), w1 = load<usize>(args, 12), w2 = load<usize>(args, 16);
  const u = load<usize>(args, 20);
  const stride = <usize> vectors << 4;
  const end = <usize> chunkStart(vectors, chunk + 1, chunks) << 4;
  for (let at = <usize> chunkStart(vectors, chunk, chunks) << 4; at < end; at += 16) {
    const from = u + at;
    const plusA = v128.load(from + stride), minusA = v128.load(from + 2 * stride);
    const plusB = v128.load(from + 3 * stride), minusB = v128.load(from + 4 * stride);
    const evenA = scaled(f32x4.add(plusA, minusA), AT_A);
    const evenB = scaled(f32x4.add(plusB, minusB), AT_B);
    const oddA = scaled(f32x4.sub(plusA, minusA), A * AT_A);
    const oddB = scaled(f32x4.sub(plusB, minusB), B * AT_B);
    const even = f32x4.add(evenA, evenB);
    v128.store(w2 + at, f32x4.add(scaled(v128.load(from), AT_0), even));
    v128.store(w1 + at, f32x4.add(oddA, oddB));
    const squares = f32x4.add(scaled(evenA, A2), scaled(evenB, B2));
    v128.store(w0 + at, f32x4.add(v128.load(from + 5 * stride), squares));
  }
}

/**
 * The rows that tiles depend on, at the six points: `v [6, tiles, columns]`.
 * Arguments: chunks, rows, columns (a multiple of 4), step, tiles, a row of zeros, x, v.
 */
export function causalInputJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args), rows = load<i32>(args, 4);
  const bytes = load<usize>(args, 8) << 2;
  const step = load<i32>(args, 12), tiles = load<i32>(args, 16);
  const zeros = load<usize>(args, 20), x = load<usize>(args, 24), v = load<usize>(args, 28);
  const stride = <usize> tiles * bytes;
  const end = chunkStart(tiles, chunk + 1, chunks);
  for (let i = chunkStart(tiles, chunk, chunks); i < end; i++) {
    const row = firstRow(i, step);
    const x0 = rowAt(x, row - 2 * step, rows, bytes, zeros);
    const x1 = rowAt(x, row - step, rows, bytes, zeros);
    const x2 = rowAt(x, row, rows, bytes, zeros);
    const x3 = rowAt(x, row + step, rows, bytes, zeros);
    const x4 = rowAt(x, row + 2 * step, rows, bytes, zeros);
    const x5 = rowAt(x, row + 3 * step, rows, bytes, zeros);
    let to = v + <usize> i * bytes;
    for (let c: usize = 0; c < bytes; c += 16) {
      const d0 = v128.load(x0 + c), d1 = v128.load(x1 + c), d2 = v128.load(x2 + c);
      const d3 = v128.load(x3 + c), d4 = v128.load(x4 + c), d5 = v128.load(x5 + c);
      v128.store(to, f32x4.add(f32x4.sub(d4, scaled(d2, A2 + B2)), scaled(d0, A2 * B2)));
      const evenA = f32x4.sub(d4, scaled(d2, B2)), oddA = scaled(f32x4.sub(d3, scaled(d1, B2)), A);
      v128.store(to + stride, f32x4.add(evenA, oddA));
      v128.store(to + 2 * stride, f32x4.sub(evenA, oddA));
      const evenB = f32x4.sub(d4, scaled(d2, A2)), oddB = scaled(f32x4.sub(d3, scaled(d1, A2)), B);
      v128.store(to + 3 * stride, f32x4.add(evenB, oddB));
      v128.store(to + 4 * stride, f32x4.sub(evenB, oddB));
      const last = f32x4.add(f32x4.sub(d5, scaled(d3, A2 + B2)), scaled(d1, A2 * B2));
      v128.store(to + 5 * stride, last);
      to += 16;
    }
  }
}

/**
 * The map of `causalInputJob` transposed: a row takes from its own tile and, if it is one of the last
 * two of that, from the next one.
 * Arguments: as there, `x` being gradients, which are written, and `v` gradients, which are read.
 */
export function causalInputGradJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args), rows = load<i32>(args, 4);
  const bytes = load<usize>(args, 8) << 2;
  const step = load<i32>(args, 12), tiles = load<i32>(args, 16);
  const zeros = load<usize>(args, 20), x = load<usize>(args, 24), v = load<usize>(args, 28);
  const stride = <usize> tiles * bytes;
  const end = chunkStart(tiles, chunk + 1, chunks);
  for (let i = chunkStart(tiles, chunk, chunks); i < end; i++) {
    const row = firstRow(i, step);
    const own = v + <usize> i * bytes;
    const hasNext = i + step < tiles;
    const next = hasNext ? own + <usize> step * bytes : zeros;
    const nextStride: usize = hasNext ? stride : 0;
    const x0 = x + <usize> row * bytes, rowStep = <usize> step * bytes;
    const count = min(4, (rows - row + step - 1) / step);
    for (let c: usize = 0; c < bytes; c += 16) {
      let from = own + c;
      const m0 = v128.load(from), last = v128.load(from + 5 * stride);
      const plusA = v128.load(from + stride), minusA = v128.load(from + 2 * stride);
      const plusB = v128.load(from + 3 * stride), minusB = v128.load(from + 4 * stride);
      const evenA = f32x4.add(plusA, minusA), evenB = f32x4.add(plusB, minusB);
      const oddA = scaled(f32x4.sub(plusA, minusA), A), oddB = scaled(f32x4.sub(plusB, minusB), B);
      const squares = f32x4.add(scaled(evenA, B2), scaled(evenB, A2));
      v128.store(x0 + c, f32x4.sub(scaled(m0, -(A2 + B2)), squares));
      if (count == 1) continue;
      const odd = f32x4.add(oddA, oddB);
      v128.store(x0 + rowStep + c, f32x4.sub(odd, scaled(last, A2 + B2)));
      if (count == 2) continue;
      const even = f32x4.add(m0, f32x4.add(evenA, evenB));
      from = next + c;
      v128.store(
        x0 + 2 * rowStep + c,
        f32x4.add(even, scaled(v128.load(from), A2 * B2)),
      );
      if (count == 3) continue;
      const nextA = f32x4.sub(v128.load(from + nextStride), v128.load(from + 2 * nextStride));
      const nextB = f32x4.sub(v128.load(from + 3 * nextStride), v128.load(from + 4 * nextStride));
      const nextLast = scaled(v128.load(from + 5 * nextStride), A2 * B2);
      const nextOdd = f32x4.add(scaled(nextA, A * B2), scaled(nextB, B * A2));
      v128.store(x0 + 3 * rowStep + c, f32x4.add(last, f32x4.sub(nextLast, nextOdd)));
    }
  }
}

/**
 * Of the outputs of tiles, which are interpolated from their products at the six points, with a bias:
 * their swish, and its slope there.
 * Arguments: chunks, rows, columns (a multiple of 4), step, tiles, products, bias, swish, slope.
 */
export function causalOutputJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args), rows = load<i32>(args, 4);
  const bytes = load<usize>(args, 8) << 2;
  const step = load<i32>(args, 12), tiles = load<i32>(args, 16);
  const m = load<usize>(args, 20), bias = load<usize>(args, 24);
  const swish = load<usize>(args, 28), slope = load<usize>(args, 32);
  const stride = <usize> tiles * bytes, rowStep = <usize> step * bytes;
  const end = chunkStart(tiles, chunk + 1, chunks);
  for (let i = chunkStart(tiles, chunk, chunks); i < end; i++) {
    const row = firstRow(i, step);
    const count = min(4, (rows - row + step - 1) / step);
    const at = <usize> row * bytes;
    for (let c: usize = 0; c < bytes; c += 16) {
      const from = m + <usize> i * bytes + c;
      const plusA = v128.load(from + stride), minusA = v128.load(from + 2 * stride);
      const plusB = v128.load(from + 3 * stride), minusB = v128.load(from + 4 * stride);
      const evenA = f32x4.add(plusA, minusA), oddA = f32x4.sub(plusA, minusA);
      const evenB = f32x4.add(plusB, minusB), oddB = f32x4.sub(plusB, minusB);
      const offset = v128.load(bias + c);
      let to = at + c;
      const sum = f32x4.add(v128.load(from), f32x4.add(evenA, evenB));
      storeOutput(to, f32x4.add(sum, offset), swish, slope);
      if (count == 1) continue;
      to += rowStep;
      const odd = f32x4.add(scaled(oddA, A), scaled(oddB, B));
      storeOutput(to, f32x4.add(odd, offset), swish, slope);
      if (count == 2) continue;
      to += rowStep;
      const squares = f32x4.add(scaled(evenA, A2), scaled(evenB, B2));
      storeOutput(to, f32x4.add(squares, offset), swish, slope);
      if (count == 3) continue;
      to += rowStep;
      const cubes = f32x4.add(scaled(oddA, A3), scaled(oddB, B3));
      const last = f32x4.add(cubes, v128.load(from + 5 * stride));
      storeOutput(to, f32x4.add(last, offset), swish, slope);
    }
  }
}

function storeOutput(at: usize, value: v128, swish: usize, slope: usize): void {
  const s = sigmoid(value);
  const y = f32x4.mul(value, s);
  v128.store(swish + at, y);
  v128.store(slope + at, f32x4.add(s, f32x4.sub(y, f32x4.mul(y, s))));
}

/**
 * The map of `causalOutputJob` transposed: the gradients to the products at the six points.
 * Arguments: chunks, rows, columns (a multiple of 4), step, tiles, a row of zeros, dy, products.
 */
export function causalOutputGradJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args), rows = load<i32>(args, 4);
  const bytes = load<usize>(args, 8) << 2;
  const step = load<i32>(args, 12), tiles = load<i32>(args, 16);
  const zeros = load<usize>(args, 20), dy = load<usize>(args, 24), m = load<usize>(args, 28);
  const stride = <usize> tiles * bytes;
  const end = chunkStart(tiles, chunk + 1, chunks);
  for (let i = chunkStart(tiles, chunk, chunks); i < end; i++) {
    const row = firstRow(i, step);
    const y0 = rowAt(dy, row, rows, bytes, zeros);
    const y1 = rowAt(dy, row + step, rows, bytes, zeros);
    const y2 = rowAt(dy, row + 2 * step, rows, bytes, zeros);
    const y3 = rowAt(dy, row + 3 * step, rows, bytes, zeros);
    let to = m + <usize> i * bytes;
    for (let c: usize = 0; c < bytes; c += 16) {
      const d0 = v128.load(y0 + c), d1 = v128.load(y1 + c);
      const d2 = v128.load(y2 + c), d3 = v128.load(y3 + c);
      v128.store(to, d0);
      const evenA = f32x4.add(d0, scaled(d2, A2)), oddA = f32x4.add(scaled(d1, A), scaled(d3, A3));
      v128.store(to + stride, f32x4.add(evenA, oddA));
      v128.store(to + 2 * stride, f32x4.sub(evenA, oddA));
      const evenB = f32x4.add(d0, scaled(d2, B2)), oddB = f32x4.add(scaled(d1, B), scaled(d3, B3));
      v128.store(to + 3 * stride, f32x4.add(evenB, oddB));
      v128.store(to + 4 * stride, f32x4.sub(evenB, oddB));
      v128.store(to + 5 * stride, d3);
      to += 16;
    }
  }
}
