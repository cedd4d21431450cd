// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// The linear maps of Winograd's algorithm along one axis, for a kernel (g0, g1) on inputs d0, d1, ...:
// `size` outputs y by `size + 1` products of points (A. Lavin and S. Gray, 2016). With 2 outputs
//   m0 = (d0 - d1) g0,  m1 = d1 (g0 + g1),  m2 = (d2 - d1) g1,  y0 = m0 + m1,  y1 = m1 + m2.
// With 4 outputs the points are those of polynomials at a, -a, b, -b and infinity (the Toom-Cook
// algorithm). The gradients are the same maps transposed.
//
// What is mapped are rows of `bytes` bytes; results are `stride` bytes apart.
import { scaled } from "./vector.ts";

// With a = 1/2 and b = 5/4 few digits are lost: 1e-6 of the scale in two dimensions, where 0, 1, -1 and
// 2 lose 6e-6. Their powers are exact.
const A: f32 = 0.5, B: f32 = 1.25;
const A2: f32 = A * A, B2: f32 = B * B;
const A3: f32 = A2 * A, B3: f32 = B2 * B;
/** Divisors of the kernel's values at a and -a, and at b and -b. */
const AT_A: f32 = <f32> (1 / (2 * 0.5 * (0.25 - 1.5625)));
const AT_B: f32 = <f32> (1 / (2 * 1.25 * (1.5625 - 0.25)));

/** Three rows, `step` bytes apart, to two: the first two added, and the last two. */
function sumNeighbours(from: usize, step: usize, to: usize, stride: usize, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 16) {
    const m1 = v128.load(from + step + c);
    v128.store(to + c, f32x4.add(v128.load(from + c), m1));
    v128.store(to + stride + c, f32x4.add(m1, v128.load(from + 2 * step + c)));
  }
}

/** The map of `sumNeighbours` transposed: two rows to three, with their sum between them. */
function putSumBetween(s0: usize, s1: usize, to: usize, stride: usize, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 16) {
    const y0 = v128.load(s0 + c), y1 = v128.load(s1 + c);
    v128.store(to + c, y0);
    v128.store(to + stride + c, f32x4.add(y0, y1));
    v128.store(to + 2 * stride + c, y1);
  }
}

/** Inputs, `size + 1` rows, to points. */
export function inputPoints(
  size: i32,
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
  s4: usize,
  to: usize,
  stride: usize,
  bytes: usize,
): void {
  if (size == 2) {
    for (let c: usize = 0; c < bytes; c += 16) {
      const d1 = v128.load(s1 + c);
      v128.store(to + c, f32x4.sub(v128.load(s0 + c), d1));
      v128.store(to + stride + c, d1);
      v128.store(to + 2 * stride + c, f32x4.sub(v128.load(s2 + c), d1));
    }
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const d0 = v128.load(s0 + c), d1 = v128.load(s1 + c), d2 = v128.load(s2 + c);
    const d3 = v128.load(s3 + c), d4 = v128.load(s4 + c);
    const oddA = f32x4.sub(d3, scaled(d1, B2)), evenA = scaled(f32x4.sub(d2, scaled(d0, B2)), A);
    v128.store(to + c, f32x4.add(oddA, evenA));
    v128.store(to + stride + c, f32x4.sub(oddA, evenA));
    const oddB = f32x4.sub(d3, scaled(d1, A2)), evenB = scaled(f32x4.sub(d2, scaled(d0, A2)), B);
    v128.store(to + 2 * stride + c, f32x4.add(oddB, evenB));
    v128.store(to + 3 * stride + c, f32x4.sub(oddB, evenB));
    const last = f32x4.add(f32x4.sub(d4, scaled(d2, A2 + B2)), scaled(d0, A2 * B2));
    v128.store(to + 4 * stride + c, last);
  }
}

/** The map of `inputPoints` transposed: gradients to points, `step` bytes apart, to inputs. */
export function inputGradient(
  size: i32,
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  bytes: usize,
): void {
  if (size == 2) {
    for (let c: usize = 0; c < bytes; c += 16) {
      const m0 = v128.load(from + c), m2 = v128.load(from + 2 * step + c);
      v128.store(to + c, m0);
      v128.store(to + stride + c, f32x4.sub(v128.load(from + step + c), f32x4.add(m0, m2)));
      v128.store(to + 2 * stride + c, m2);
    }
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const plusA = v128.load(from + c), minusA = v128.load(from + step + c);
    const plusB = v128.load(from + 2 * step + c), minusB = v128.load(from + 3 * step + c);
    const last = v128.load(from + 4 * step + c);
    const sumA = f32x4.add(plusA, minusA), sumB = f32x4.add(plusB, minusB);
    const differenceA = scaled(f32x4.sub(plusA, minusA), A);
    const differenceB = scaled(f32x4.sub(plusB, minusB), B);
    const first = f32x4.add(scaled(differenceA, B2), scaled(differenceB, A2));
    v128.store(to + c, f32x4.sub(scaled(last, A2 * B2), first));
    v128.store(to + stride + c, f32x4.sub(scaled(sumA, -B2), scaled(sumB, A2)));
    const third = f32x4.add(differenceA, differenceB);
    v128.store(to + 2 * stride + c, f32x4.sub(third, scaled(last, A2 + B2)));
    v128.store(to + 3 * stride + c, f32x4.add(sumA, sumB));
    v128.store(to + 4 * stride + c, last);
  }
}

/** Products at points, `step` bytes apart, to outputs. */
export function outputs(
  size: i32,
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  bytes: usize,
): void {
  if (size == 2) {
    sumNeighbours(from, step, to, stride, bytes);
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const plusA = v128.load(from + c), minusA = v128.load(from + step + c);
    const plusB = v128.load(from + 2 * step + c), minusB = v128.load(from + 3 * step + c);
    const evenA = f32x4.add(plusA, minusA), oddA = f32x4.sub(plusA, minusA);
    const evenB = f32x4.add(plusB, minusB), oddB = f32x4.sub(plusB, minusB);
    v128.store(to + c, f32x4.add(evenA, evenB));
    v128.store(to + stride + c, f32x4.add(scaled(oddA, A), scaled(oddB, B)));
    v128.store(to + 2 * stride + c, f32x4.add(scaled(evenA, A2), scaled(evenB, B2)));
    const cubes = f32x4.add(scaled(oddA, A3), scaled(oddB, B3));
    v128.store(to + 3 * stride + c, f32x4.add(cubes, v128.load(from + 4 * step + c)));
  }
}

/** The map of `outputs` transposed: gradients to outputs, `size` rows, to those to products. */
export function outputPoints(
  size: i32,
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
  to: usize,
  stride: usize,
  bytes: usize,
): void {
  if (size == 2) {
    putSumBetween(s0, s1, to, stride, bytes);
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const y0 = v128.load(s0 + c), y1 = v128.load(s1 + c);
    const y2 = v128.load(s2 + c), y3 = v128.load(s3 + c);
    const evenA = f32x4.add(y0, scaled(y2, A2)), oddA = f32x4.add(scaled(y1, A), scaled(y3, A3));
    v128.store(to + c, f32x4.add(evenA, oddA));
    v128.store(to + stride + c, f32x4.sub(evenA, oddA));
    const evenB = f32x4.add(y0, scaled(y2, B2)), oddB = f32x4.add(scaled(y1, B), scaled(y3, B3));
    v128.store(to + 2 * stride + c, f32x4.add(evenB, oddB));
    v128.store(to + 3 * stride + c, f32x4.sub(evenB, oddB));
    v128.store(to + 4 * stride + c, y3);
  }
}

/** A kernel's two taps to points. */
export function kernelPoints(
  size: i32,
  s0: usize,
  s1: usize,
  to: usize,
  stride: usize,
  bytes: usize,
): void {
  if (size == 2) {
    putSumBetween(s0, s1, to, stride, bytes);
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const g0 = v128.load(s0 + c), g1 = v128.load(s1 + c);
    const evenA = scaled(g0, AT_A), oddA = scaled(g1, A * AT_A);
    v128.store(to + c, f32x4.add(oddA, evenA));
    v128.store(to + stride + c, f32x4.sub(oddA, evenA));
    const evenB = scaled(g0, AT_B), oddB = scaled(g1, B * AT_B);
    v128.store(to + 2 * stride + c, f32x4.add(oddB, evenB));
    v128.store(to + 3 * stride + c, f32x4.sub(oddB, evenB));
    v128.store(to + 4 * stride + c, g1);
  }
}

/** The map of `kernelPoints` transposed: gradients to points, `step` bytes apart, to the two taps. */
export function kernelGradient(
  size: i32,
  from: usize,
  step: usize,
  to: usize,
  stride: usize,
  bytes: usize,
): void {
  if (size == 2) {
    sumNeighbours(from, step, to, stride, bytes);
    return;
  }
  for (let c: usize = 0; c < bytes; c += 16) {
    const plusA = v128.load(from + c), minusA = v128.load(from + step + c);
    const plusB = v128.load(from + 2 * step + c), minusB = v128.load(from + 3 * step + c);
    const evenA = scaled(f32x4.sub(plusA, minusA), AT_A);
    const evenB = scaled(f32x4.sub(plusB, minusB), AT_B);
    v128.store(to + c, f32x4.add(evenA, evenB));
    const oddA = scaled(f32x4.add(plusA, minusA), A * AT_A);
    const oddB = scaled(f32x4.add(plusB, minusB), B * AT_B);
    const odd = f32x4.add(oddA, oddB);
    v128.store(to + stride + c, f32x4.add(odd, v128.load(from + 4 * step + c)));
  }
}
