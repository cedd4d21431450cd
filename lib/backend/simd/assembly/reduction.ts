// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Sums, sums of squares, maxima and minima. A sum adds at most 16 numbers in float32 before it goes on in float64.
import { Reduction } from "./operations.ts";
import { chunkStart, loadLanes } from "./vector.ts";

/** Vectors that are added in float32. */
export const RUN: i32 = 16;

// A reduction is a class without fields, so that each gets loops of its own.

@unmanaged
export class Sum {
  @inline
  of(x: v128): v128 {
    return x;
  }

  @inline
  neutral(): f64 {
    return 0;
  }

  @inline
  join(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }

  @inline
  joinWide(a: v128, b: v128): v128 {
    return f64x2.add(a, b);
  }

  @inline
  joinOne(a: f64, b: f64): f64 {
    return a + b;
  }
}

@unmanaged
class Max {
  @inline
  of(x: v128): v128 {
    return x;
  }

  @inline
  neutral(): f64 {
    return -Infinity;
  }

  @inline
  join(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }

  @inline
  joinWide(a: v128, b: v128): v128 {
    return f64x2.max(a, b);
  }

  @inline
  joinOne(a: f64, b: f64): f64 {
    return max(a, b);
  }
}

@unmanaged
class Min {
  @inline
  of(x: v128): v128 {
    return x;
  }

  @inline
  neutral(): f64 {
    return Infinity;
  }

  @inline
  join(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }

  @inline
  joinWide(a: v128, b: v128): v128 {
    return f64x2.min(a, b);
  }

  @inline
  joinOne(a: f64, b: f64): f64 {
    return min(a, b);
  }
}

@unmanaged
class SumOfSquares {
  @inline
  of(x: v128): v128 {
    return f32x4.mul(x, x);
  }

  @inline
  neutral(): f64 {
    return 0;
  }

  @inline
  join(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }

  @inline
  joinWide(a: v128, b: v128): v128 {
    return f64x2.add(a, b);
  }

  @inline
  joinOne(a: f64, b: f64): f64 {
    return a + b;
  }
}

/** The upper two of four floats, in float64. */
export function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

export function reduceRow<R>(x: usize, n: i32): f64 {
  const r = changetype<R>(0);
  const neutral = f32x4.splat(<f32> r.neutral());
  let low = f64x2.splat(r.neutral());
  let upper = low;
  const whole = n & ~3;
  let i = 0;
  while (i < whole) {
    const end = min(i + 4 * RUN, whole);
    let run = neutral;
    for (; i < end; i += 4) {
      run = r.join(run, r.of(v128.load(x + (<usize> i << 2))));
    }
    low = r.joinWide(low, f64x2.promote_low_f32x4(run));
    upper = r.joinWide(upper, high(run));
  }
  for (; i < n; i++) {
    const value = <f64> f32x4.extract_lane(r.of(v128.load32_splat(x + (<usize> i << 2))), 0);
    low = r.joinWide(low, f64x2.replace_lane(f64x2.splat(r.neutral()), 0, value));
  }
  const both = r.joinWide(low, upper);
  const other = v128.shuffle<f64>(both, both, 1, 0);
  return f64x2.extract_lane(r.joinWide(both, other), 0);
}

/** Reduces `rows` rows of `columns` values, `stride` bytes apart, into float64 per column. */
function reduceColumns<R>(
  x: usize,
  rows: i32,
  columns: i32,
  stride: usize,
  y: usize,
): void {
  const r = changetype<R>(0);
  const neutral = f32x4.splat(<f32> r.neutral());
  for (let column = 0; column < columns; column += 4) {
    const address = x + (<usize> column << 2);
    let low = f64x2.splat(r.neutral());
    let upper = low;
    let row = 0;
    let p = address;
    while (row < rows) {
      const end = min(row + RUN, rows);
      let run = neutral;
      for (; row < end; row++) {
        run = r.join(run, r.of(v128.load(p)));
        p += stride;
      }
      low = r.joinWide(low, f64x2.promote_low_f32x4(run));
      upper = r.joinWide(upper, high(run));
    }
    v128.store(y + (<usize> column << 3), low);
    v128.store(y + (<usize> column << 3), upper, 16);
  }
}

/**
 * First half of a reduction of `[outer, count, inner]` over its middle: every block of `block`
 * middle rows to one row of float64.
 * Arguments: operation, chunks, outer, count, inner, block, x, partials.
 */
export function reduceJob(args: usize, chunk: i32): void {
  const op = load<i32>(args);
  const chunks = load<i32>(args, 4);
  const outer = load<i32>(args, 8);
  const count = load<i32>(args, 12);
  const inner = load<i32>(args, 16);
  const block = load<i32>(args, 20);
  const x = load<usize>(args, 24);
  const partials = load<usize>(args, 28);
  const blocks = (count + block - 1) / block;
  const padded = <usize> (inner == 1 ? 1 : (inner + 3) & ~3) << 3;
  const end = chunkStart(outer * blocks, chunk + 1, chunks);
  for (let task = chunkStart(outer * blocks, chunk, chunks); task < end; task++) {
    const first = (task % blocks) * block;
    const rows = min(block, count - first);
    const address = x + <usize> ((task / blocks) * count + first) * inner * 4;
    const y = partials + <usize> task * padded;
    const stride = <usize> inner << 2;
    if (inner == 1) {
      if (op == Reduction.Sum) store<f64>(y, reduceRow<Sum>(address, rows));
      else if (op == Reduction.SumOfSquares) store<f64>(y, reduceRow<SumOfSquares>(address, rows));
      else if (op == Reduction.Max) store<f64>(y, reduceRow<Max>(address, rows));
      else store<f64>(y, reduceRow<Min>(address, rows));
    } else if (op == Reduction.Sum) {
      reduceColumns<Sum>(address, rows, inner, stride, y);
    } else if (op == Reduction.SumOfSquares) {
      reduceColumns<SumOfSquares>(address, rows, inner, stride, y);
    } else if (op == Reduction.Max) {
      reduceColumns<Max>(address, rows, inner, stride, y);
    } else {
      reduceColumns<Min>(address, rows, inner, stride, y);
    }
  }
}

function finish<R>(args: usize, chunk: i32): void {
  const r = changetype<R>(0);
  const chunks = load<i32>(args, 4);
  const outer = load<i32>(args, 8);
  const blocks = load<i32>(args, 12);
  const inner = load<i32>(args, 16);
  const partials = load<usize>(args, 20);
  const y = load<usize>(args, 24);
  const divisor = <f64> load<f32>(args, 28);
  const padded = inner == 1 ? 1 : (inner + 3) & ~3;
  const end = chunkStart(outer, chunk + 1, chunks);
  for (let row = chunkStart(outer, chunk, chunks); row < end; row++) {
    for (let column = 0; column < inner; column++) {
      let total = r.neutral();
      let p = partials + (<usize> (row * blocks * padded + column) << 3);
      for (let i = 0; i < blocks; i++) {
        total = r.joinOne(total, load<f64>(p));
        p += <usize> padded << 3;
      }
      store<f32>(y + (<usize> (row * inner + column) << 2), <f32> (total / divisor));
    }
  }
}

/**
 * Second half: joins the blocks in their order.
 * Arguments: operation, chunks, outer, blocks, inner, partials, y, divisor (a float32).
 */
export function reduceFinishJob(args: usize, chunk: i32): void {
  const op = load<i32>(args);
  if (op == Reduction.Sum || op == Reduction.SumOfSquares) finish<Sum>(args, chunk);
  else if (op == Reduction.Max) finish<Max>(args, chunk);
  else finish<Min>(args, chunk);
}

/** Adds `count` consecutive arrays. Arguments: length, chunks, count, x, y. */
export function sumPartialsJob(args: usize, chunk: i32): void {
  const length = load<i32>(args);
  const chunks = load<i32>(args, 4);
  const count = load<i32>(args, 8);
  const x = load<usize>(args, 12);
  const y = load<usize>(args, 16);
  const vectors = (length + 3) >> 2;
  const end = chunkStart(vectors, chunk + 1, chunks);
  for (let i = chunkStart(vectors, chunk, chunks); i < end; i++) {
    let p = x + (<usize> i << 4);
    const lanes = length - (i << 2);
    let total = loadLanes(p, lanes);
    for (let part = 1; part < count; part++) {
      p += <usize> length << 2;
      total = f32x4.add(total, loadLanes(p, lanes));
    }
    v128.store(y + (<usize> i << 4), total);
  }
}
