// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Shared functions for vectors of four floats.

/** `a * b + c`, rounded once where the machine has fused multiply-add. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Each lane times a number. */
export function scaled(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

/** Stores the first `count` (0 to 4) lanes. */
export function storeLanes(address: usize, x: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, x);
    return;
  }
  if (count > 0) v128.store32_lane(address, x, 0);
  if (count > 1) v128.store32_lane(address, x, 1, 4);
  if (count > 2) v128.store32_lane(address, x, 2, 8);
}

/** All bits set in the first `count` lanes. */
export function lanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Loads the first `count` (0 to 4) lanes, zero in the rest; may read past them. */
export function loadLanes(address: usize, count: i32): v128 {
  if (count >= 4) return v128.load(address);
  return v128.and(v128.load(address), lanes(count));
}

/** Where the part of `total` that belongs to `chunk` of `chunks` starts. */
export function chunkStart(total: i32, chunk: i32, chunks: i32): i32 {
  return <i32> (<i64> total * chunk / chunks);
}
