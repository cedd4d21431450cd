// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Resampling of bytes to as many columns or fewer, see resample in ../resize.ts.
import { isWhite } from "./white";

/** New pixels of one row that are passed over together where all they cover is white. */
const GROUP = 16;

/**
 * Resamples rows of bytes.
 *
 * @param firstRow For each new row the first one it reads, 32 bits like all whole numbers here.
 * @param offset Weights of new row `y` are `weights[offset[y] .. offset[y + 1])`.
 * @param column For each edge between new columns the column it lies in.
 * @param share 64-bit floats: how much of that column is to the left of the edge.
 * @param scale 64-bit floats: what to multiply the sum over each new pixel by.
 * @param sums Room for the weighted sums of `column[GROUP] + 17` columns.
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
  for (let y = 0; y < height; y++) {
    const row = source + load<i32>(firstRow + 4 * y) * stride;
    const rowWeights = weights + 4 * load<i32>(offset + 4 * y);
    const rows = load<i32>(offset + 4 * y, 4) - load<i32>(offset + 4 * y);
    for (let x = 0; x < width; x += GROUP) {
      const end = min(x + GROUP, width);
      const from = load<i32>(column + 4 * x);
      const count = load<i32>(column + 4 * end) + 1 - from;
      const to = out + (y * width + x) * (isFloat ? 4 : 1);
      if (isWhite(row + from, stride, rows, count)) {
        fillWhite(to, end - x, isFloat);
        continue;
      }
      sumRows(row + from, stride, rows, rowWeights, count, sums);
      meanBetween(sums, column + 4 * x, share + 8 * x, scale + 8 * x, end - x, to, isFloat);
    }
  }
}

function fillWhite(to: usize, count: i32, isFloat: bool): void {
  if (!isFloat) memory.fill(to, 255, count);
  else for (let i = 0; i < count; i++) store<f32>(to + 4 * i, 255);
}

/** The sums of some columns over a few weighted rows. */
function sumRows(
  start: usize,
  stride: i32,
  rows: i32,
  weights: usize,
  count: i32,
  sums: usize,
): void {
  for (let x = 0; x < count; x += 16) {
    let s0 = i32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let address = start + x;
    for (let k = 0; k < rows; k++, address += stride) {
      const weight = v128.load32_splat(weights + 4 * k);
      const bytes = v128.load(address);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      s0 = i32x4.add(s0, i32x4.mul(weight, i32x4.extend_low_i16x8_u(low)));
      s1 = i32x4.add(s1, i32x4.mul(weight, i32x4.extend_high_i16x8_u(low)));
      s2 = i32x4.add(s2, i32x4.mul(weight, i32x4.extend_low_i16x8_u(high)));
      s3 = i32x4.add(s3, i32x4.mul(weight, i32x4.extend_high_i16x8_u(high)));
    }
    const to = sums + 4 * x;
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
}

/** The means of some new pixels from the sums of the columns from `column[0]` on. */
function meanBetween(
  sums: usize,
  column: usize,
  share: usize,
  scale: usize,
  count: i32,
  out: usize,
  isFloat: bool,
): void {
  const from = load<i32>(column);
  let at = sums;
  let part = load<f64>(share) * <f64> load<i32>(at);
  for (let i = 0; i < count; i++) {
    const end = sums + 4 * (load<i32>(column + 4 * i, 4) - from);
    let sum = 0;
    for (; at < end; at += 4) sum += load<i32>(at);
    const next = load<f64>(share + 8 * i, 8) * <f64> load<i32>(end);
    const mean = (<f64> sum + next - part) * load<f64>(scale + 8 * i);
    if (isFloat) store<f32>(out + 4 * i, <f32> mean);
    else store<u8>(out + i, <u8> (mean + 0.5));
    part = next;
  }
}
