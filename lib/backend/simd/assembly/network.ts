// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// What lies between the matrix products of a network of dense layers, in one pass each. Matrices are
// `[rows, columns]`; chunks divide the rows.
import { sigmoid } from "./mathematics.ts";
import { high, reduceRow, RUN, Sum } from "./reduction.ts";
import { chunkStart, loadLanes, storeLanes } from "./vector.ts";

/** The sum of the products of two rows, added like other sums. */
function dot(x: usize, y: usize, n: i32): f64 {
  let low = f64x2.splat(0), upper = f64x2.splat(0);
  let i = 0;
  while (i < n) {
    const end = min(i + 4 * RUN, n);
    let run = f32x4.splat(0);
    for (; i + 4 <= end; i += 4) {
      const offset = <usize> i << 2;
      run = f32x4.add(run, f32x4.mul(v128.load(x + offset), v128.load(y + offset)));
    }
    if (i < end) {
      const offset = <usize> i << 2;
      // What lies past the row may be no number, so it is cut off before it is multiplied.
      const rest = f32x4.mul(loadLanes(x + offset, end - i), loadLanes(y + offset, end - i));
      run = f32x4.add(run, rest);
      i = end;
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(run));
    upper = f64x2.add(upper, high(run));
  }
  const both = f64x2.add(low, upper);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/**
 * Rows with mean 0 and variance 1, and what they were multiplied with.
 * Arguments: rows, columns, chunks, x, y, scale `[rows]`, epsilon (a float32).
 */
export function layerNormJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), n = load<i32>(args, 4), chunks = load<i32>(args, 8);
  const scales = load<usize>(args, 20);
  const epsilon = <f64> load<f32>(args, 24);
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const offset = <usize> row * n << 2;
    const x = load<usize>(args, 12) + offset, y = load<usize>(args, 16) + offset;
    const mean = f32x4.splat(<f32> (reduceRow<Sum>(x, n) / n));
    for (let i = 0; i < n; i += 4) {
      const at = <usize> i << 2;
      storeLanes(y + at, f32x4.sub(v128.load(x + at), mean), n - i);
    }
    const scale = <f32> (1 / Math.sqrt(dot(y, y, n) / n + epsilon));
    store<f32>(scales + (<usize> row << 2), scale);
    for (let i = 0; i < n; i += 4) {
      const at = <usize> i << 2;
      storeLanes(y + at, f32x4.mul(v128.load(y + at), f32x4.splat(scale)), n - i);
    }
  }
}

/**
 * The gradient of a layer norm, `(dy - mean(dy) - y mean(dy y)) scale`, onto another gradient.
 * Arguments: rows, columns, chunks, dy, y, scale `[rows]`, what to add (0 for nothing), dx.
 */
export function layerNormGradJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), n = load<i32>(args, 4), chunks = load<i32>(args, 8);
  const scales = load<usize>(args, 20), others = load<usize>(args, 24);
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const offset = <usize> row * n << 2;
    const dy = load<usize>(args, 12) + offset, y = load<usize>(args, 16) + offset;
    const dx = load<usize>(args, 28) + offset;
    const mean = f32x4.splat(<f32> (reduceRow<Sum>(dy, n) / n));
    const slope = f32x4.splat(<f32> (dot(dy, y, n) / n));
    const scale = v128.load32_splat(scales + (<usize> row << 2));
    for (let i = 0; i < n; i += 4) {
      const at = <usize> i << 2;
      const centred = f32x4.sub(v128.load(dy + at), mean);
      let value = f32x4.mul(f32x4.sub(centred, f32x4.mul(v128.load(y + at), slope)), scale);
      if (others != 0) value = f32x4.add(value, v128.load(others + offset + at));
      storeLanes(dx + at, value, n - i);
    }
  }
}

/**
 * `x += bias`, then `y = residual + x sigmoid(x)`.
 * Arguments: rows, columns, chunks, x, bias `[columns]`, residual, y.
 */
export function residualSiluJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args), n = load<i32>(args, 4), chunks = load<i32>(args, 8);
  const bias = load<usize>(args, 16);
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    const offset = <usize> row * n << 2;
    const x = load<usize>(args, 12) + offset;
    const residual = load<usize>(args, 20) + offset, y = load<usize>(args, 24) + offset;
    for (let i = 0; i < n; i += 4) {
      const at = <usize> i << 2;
      const value = f32x4.add(v128.load(x + at), v128.load(bias + at));
      storeLanes(x + at, value, n - i);
      const silu = f32x4.mul(value, sigmoid(value));
      storeLanes(y + at, f32x4.add(v128.load(residual + at), silu), n - i);
    }
  }
}
