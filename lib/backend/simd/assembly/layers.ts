// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Operations between the matrix products of a network of dense layers, in one pass each. Matrices are
// `[rows, columns]`; chunks divide the rows.
import { sigmoid } from "./mathematics.ts";
import { high, reduceRow, RUN, Sum } from "./reduction.ts";
import { chunkStart, lanes, storeLanes } from "./vector.ts";

/** The sum of `(x - mean)^2` over a row, in the order of other sums. */
function sumOfSquares(x: usize, mean: v128, n: i32): f64 {
  let low = f64x2.splat(0), upper = f64x2.splat(0);
  const whole = n & ~3;
  let i = 0;
  while (i < whole) {
    const end = min(i + 4 * RUN, whole);
    let run = f32x4.splat(0);
    for (; i < end; i += 4) {
      const d = f32x4.sub(v128.load(x + (<usize> i << 2)), mean);
      run = f32x4.add(run, f32x4.mul(d, d));
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(run));
    upper = f64x2.add(upper, high(run));
  }
  if (i < n) {
    const d = f32x4.sub(v128.load(x + (<usize> i << 2)), mean);
    const run = v128.and(f32x4.mul(d, d), lanes(n - i));
    low = f64x2.add(low, f64x2.promote_low_f32x4(run));
    upper = f64x2.add(upper, high(run));
  }
  const both = f64x2.add(low, upper);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** The sum of the products of two rows, in the order of other sums. */
function dot(x: usize, y: usize, n: i32): f64 {
  let low = f64x2.splat(0), upper = f64x2.splat(0);
  const whole = n & ~3;
  let i = 0;
  while (i < whole) {
    const end = min(i + 4 * RUN, whole);
    let run = f32x4.splat(0);
    for (; i < end; i += 4) {
      const at = <usize> i << 2;
      run = f32x4.add(run, f32x4.mul(v128.load(x + at), v128.load(y + at)));
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(run));
    upper = f64x2.add(upper, high(run));
  }
  if (i < n) {
    const at = <usize> i << 2;
    const run = v128.and(f32x4.mul(v128.load(x + at), v128.load(y + at)), lanes(n - i));
    low = f64x2.add(low, f64x2.promote_low_f32x4(run));
    upper = f64x2.add(upper, high(run));
  }
  const both = f64x2.add(low, upper);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/**
 * Rows with mean 0 and variance 1, and their scale factors. Arguments: rows, columns, chunks, x, y,
 * scale `[rows]`, epsilon (a float32).
 */
export function layerNormJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), n = load<i32>(args, 4), chunks = load<i32>(args, 8);
  const scales = load<usize>(args, 20);
  const epsilon = <f64> load<f32>(args, 24);
  const whole = <usize> (n & ~3) << 2;
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const offset = <usize> row * n << 2;
    const x = load<usize>(args, 12) + offset, y = load<usize>(args, 16) + offset;
    const mean = f32x4.splat(<f32> (reduceRow<Sum>(x, n) / n));
    const deviation = Math.sqrt(sumOfSquares(x, mean, n) / n + epsilon);
    const scale = f32x4.splat(<f32> (1 / deviation));
    v128.store32_lane(scales + (<usize> row << 2), scale, 0);
    let at: usize = 0;
    for (; at < whole; at += 16) {
      v128.store(y + at, f32x4.mul(f32x4.sub(v128.load(x + at), mean), scale));
    }
    const last = f32x4.mul(f32x4.sub(v128.load(x + at), mean), scale);
    storeLanes(y + at, last, n & 3);
  }
}

/**
 * The gradient of a layer norm, `(dy - mean(dy) - y mean(dy y)) scale`, onto another gradient.
 * Arguments: rows, columns, chunks, dy, y, scale `[rows]`, what to add (0 for nothing), dx.
 */
export function layerNormGradJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), n = load<i32>(args, 4), chunks = load<i32>(args, 8);
  const scales = load<usize>(args, 20), others = load<usize>(args, 24);
  const whole = <usize> (n & ~3) << 2;
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const offset = <usize> row * n << 2;
    const dy = load<usize>(args, 12) + offset, y = load<usize>(args, 16) + offset;
    const dx = load<usize>(args, 28) + offset;
    const mean = f32x4.splat(<f32> (reduceRow<Sum>(dy, n) / n));
    const slope = f32x4.splat(<f32> (dot(dy, y, n) / n));
    const scale = v128.load32_splat(scales + (<usize> row << 2));
    const other = others == 0 ? 0 : others + offset;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      v128.store(
        dx + at,
        gradientOf(dy + at, y + at, mean, slope, scale, other == 0 ? 0 : other + at),
      );
    }
    const last = gradientOf(dy + at, y + at, mean, slope, scale, other == 0 ? 0 : other + at);
    storeLanes(dx + at, last, n & 3);
  }
}

/** Four values of the gradient of a layer norm, onto four others where these have an address. */
function gradientOf(
  dy: usize,
  y: usize,
  mean: v128,
  slope: v128,
  scale: v128,
  other: usize,
): v128 {
  const centred = f32x4.sub(v128.load(dy), mean);
  const gradient = f32x4.mul(f32x4.sub(centred, f32x4.mul(v128.load(y), slope)), scale);
  return other == 0 ? gradient : f32x4.add(gradient, v128.load(other));
}

/**
 * `x += bias`, then `y = residual + x sigmoid(x)`.
 * Arguments: rows, columns, chunks, x, bias `[columns]`, residual, y.
 */
export function residualSiluJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), n = load<i32>(args, 4), chunks = load<i32>(args, 8);
  const bias = load<usize>(args, 16);
  const whole = <usize> (n & ~3) << 2;
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const offset = <usize> row * n << 2;
    const x = load<usize>(args, 12) + offset;
    const residual = load<usize>(args, 20) + offset, y = load<usize>(args, 24) + offset;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const value = f32x4.add(v128.load(x + at), v128.load(bias + at));
      v128.store(x + at, value);
      v128.store(y + at, f32x4.add(v128.load(residual + at), f32x4.mul(value, sigmoid(value))));
    }
    const value = f32x4.add(v128.load(x + at), v128.load(bias + at));
    const last = f32x4.add(v128.load(residual + at), f32x4.mul(value, sigmoid(value)));
    storeLanes(x + at, value, n & 3);
    storeLanes(y + at, last, n & 3);
  }
}
