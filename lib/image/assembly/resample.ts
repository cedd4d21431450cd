// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Resampling of bytes to as many columns or fewer, see resample in ../resize.ts.
import { isWhite } from "./white.ts";

/** New pixels of one row that are passed over together where all they cover is white. */
const GROUP = 16;

/**
 * Resamples rows of bytes.
 *
 * @param firstRow For each new row the first one it reads, 32 bits like all whole numbers here.
 * @param offset Weights of new row `y` are `weights[offset[y] .. offset[y + 1])`.
 * @param column For each edge between new columns the column it lies in.
 * @param share 64-bit floats: the fraction of that column left of the edge.
 * @param scale 64-bit floats: factor of the sum over each new pixel.
 * @param sums Room for the weighted sums of all columns that are read for a group, and 9 more.
 * @param isFloat Whether the result has 32-bit floats in place of rounded bytes.
 */
export function resampleBytes(
  source: usize,
  stride: i32,
  height: i32,
  width: i32,
  firstRow: usize,
  offset: usize,
  weights: usize,
  column: usize,
  share: usize,
  scale: usize,
  sums: usize,
  out: usize,
  isFloat: bool,
): void {
  fillWhite(out, height * width, isFloat);
  for (let y = 0; y < height; y++) {
    const row = source + load<i32>(firstRow + 4 * y) * stride;
    const rowWeights = weights + 4 * load<i32>(offset + 4 * y);
    const rows = load<i32>(offset + 4 * y, 4) - load<i32>(offset + 4 * y);
    for (let x = 0; x < width; x += GROUP) {
      const end = min(x + GROUP, width);
      const from = load<i32>(column + 4 * x);
      const count = load<i32>(column + 4 * end) + 1 - from;
      if (isWhite(row + from, stride, rows, count)) continue;
      const to = out + (y * width + x) * (isFloat ? 4 : 1);
      sumRows(row + from, stride, rows, rowWeights, count, sums);
      meanBetween(sums, column + 4 * x, share + 8 * x, scale + 8 * x, end - x, to, isFloat);
    }
  }
}

function fillWhite(to: usize, count: i32, isFloat: bool): void {
  if (!isFloat) memory.fill(to, 255, count);
  else for (let i = 0; i < count; i++) store<f32>(to + 4 * i, 255);
}

/** The sums from the first of some columns to each other one over a few weighted rows. */
function sumRows(
  start: usize,
  stride: i32,
  rows: i32,
  weights: usize,
  count: i32,
  sums: usize,
): void {
  store<i32>(sums, 0);
  let before = i32x4.splat(0);
  for (let x = 0; x < count; x += 8) {
    let low = i32x4.splat(0);
    let high = low;
    let address = start + x;
    for (let k = 0; k < rows; k++, address += stride) {
      const weight = v128.load32_splat(weights + 4 * k);
      const levels = i16x8.extend_low_i8x16_u(v128.load64_zero(address));
      low = i32x4.add(low, i32x4.mul(weight, i32x4.extend_low_i16x8_u(levels)));
      high = i32x4.add(high, i32x4.mul(weight, i32x4.extend_high_i16x8_u(levels)));
    }
    low = i32x4.add(before, accumulate(low));
    high = i32x4.add(i32x4.shuffle(low, low, 3, 3, 3, 3), accumulate(high));
    before = i32x4.shuffle(high, high, 3, 3, 3, 3);
    v128.store(sums + 4 * x, low, 4);
    v128.store(sums + 4 * x, high, 20);
  }
}

/** Sums of all lanes up to each one. */
function accumulate(values: v128): v128 {
  const zero = i32x4.splat(0);
  values = i32x4.add(values, i32x4.shuffle(zero, values, 0, 4, 5, 6));
  return i32x4.add(values, i32x4.shuffle(zero, values, 0, 1, 4, 5));
}

/**
 * The means of some new pixels from sums that start at `column[0]`. They are sums modulo 2^32, of
 * which only differences are used.
 */
function meanBetween(
  sums: usize,
  column: usize,
  share: usize,
  scale: usize,
  count: i32,
  out: usize,
  isFloat: bool,
): void {
  const base = sums - 4 * load<i32>(column);
  const first = v128.load64_zero(sums);
  let before = i32x4.shuffle(first, first, 0, 0, 0, 0);
  let part = f64x2.splat(load<f64>(share) * <f64> (load<i32>(sums, 4) - load<i32>(sums)));
  for (let i = 0; i < count; i += 2) {
    // Where the number of pixels is odd, the last pair is half empty.
    const isPair = i + 1 < count;
    const one = v128.load64_zero(base + 4 * load<i32>(column + 4 * i, 4));
    const two = isPair ? v128.load64_zero(base + 4 * load<i32>(column + 4 * i, 8)) : one;
    const sum = i32x4.shuffle(one, two, 0, 4, 0, 4);
    const after = i32x4.shuffle(one, two, 1, 5, 1, 5);
    const whole = i32x4.sub(sum, i32x4.shuffle(before, sum, 1, 4, 1, 4));
    const next = f64x2.mul(
      v128.load(share + 8 * i, 8),
      f64x2.convert_low_i32x4_s(i32x4.sub(after, sum)),
    );
    const parts = i64x2.shuffle(part, next, 1, 2);
    const mean = f64x2.mul(
      f64x2.sub(f64x2.add(f64x2.convert_low_i32x4_s(whole), next), parts),
      v128.load(scale + 8 * i),
    );
    if (isFloat) {
      const floats = f32x4.demote_f64x2_zero(mean);
      store<f32>(out + 4 * i, f32x4.extract_lane(floats, 0));
      if (isPair) store<f32>(out + 4 * i, f32x4.extract_lane(floats, 1), 4);
    } else {
      const rounded = i32x4.trunc_sat_f64x2_u_zero(f64x2.add(mean, f64x2.splat(0.5)));
      store<u8>(out + i, <u8> i32x4.extract_lane(rounded, 0));
      if (isPair) store<u8>(out + i, <u8> i32x4.extract_lane(rounded, 1), 1);
    }
    before = sum;
    part = next;
  }
}
