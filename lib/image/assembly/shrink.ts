// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Shrinking by a whole factor, see shrinkByFactor in ../resize.ts.
import { isWhite } from "./white.ts";

/** New pixels of one row that are passed over together where all they cover is white. */
const GROUP = 16;
/** Rows whose bytes have a sum below 2^16. */
const ROWS_PER_SUM = 256;

/**
 * Shrinks rows; all but the last row of the result are complete. `sums` has room for `GROUP *
 * factor + 16` sums of 32 bits.
 */
export function shrinkByFactor(
  source: usize,
  height: i32,
  width: i32,
  factor: i32,
  sums: usize,
  out: usize,
): void {
  const columns = (width + factor - 1) / factor;
  memory.fill(out, 255, (height + factor - 1) / factor * columns);
  for (let top = 0; top < height; top += factor) {
    const row = source + top * width;
    const rows = min(factor, height - top);
    let x = 0;
    if (factor == 2 && rows == 2) x = shrinkPairs(row, width, out);
    for (; x < columns; x += GROUP) {
      const end = min(x + GROUP, columns);
      const from = x * factor;
      const to = min(end * factor, width);
      if (isWhite(row + from, width, rows, to - from)) continue;
      sumColumns(row + from, width, rows, to - from, sums);
      for (let i = x; i < end; i++) {
        const first = i * factor;
        const count = min(factor, width - first);
        let sum = 0;
        for (let j = first - from; j < first - from + count; j++) sum += load<i32>(sums + 4 * j);
        store<u8>(out + i, <u8> (<f64> sum / <f64> (rows * count) + 0.5));
      }
    }
    out += columns;
  }
}

/** Stores the means of squares of two by two pixels, 16 at a time; returns their number. */
function shrinkPairs(row: usize, width: i32, out: usize): i32 {
  const two = i16x8.splat(2);
  let x = 0;
  for (; 2 * x + 32 <= width; x += 16) {
    const a = row + 2 * x;
    const b = a + width;
    const left = i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(v128.load(a)),
      i16x8.extadd_pairwise_i8x16_u(v128.load(b)),
    );
    const right = i16x8.add(
      i16x8.extadd_pairwise_i8x16_u(v128.load(a, 16)),
      i16x8.extadd_pairwise_i8x16_u(v128.load(b, 16)),
    );
    const low = i16x8.shr_u(i16x8.add(left, two), 2);
    const high = i16x8.shr_u(i16x8.add(right, two), 2);
    v128.store(out + x, i8x16.narrow_i16x8_u(low, high));
  }
  return x;
}

/** The sums of some columns over a few rows. */
function sumColumns(start: usize, stride: i32, rows: i32, columns: i32, sums: usize): void {
  memory.fill(sums, 0, 4 * (columns + 15));
  for (let x = 0; x < columns; x += 16) {
    const sum = sums + 4 * x;
    let address = start + x;
    for (let done = 0; done < rows; done += ROWS_PER_SUM) {
      let low = i16x8.splat(0);
      let high = i16x8.splat(0);
      for (let row = min(ROWS_PER_SUM, rows - done); row > 0; row--, address += stride) {
        const bytes = v128.load(address);
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
      }
      addTo(sum, i32x4.extend_low_i16x8_u(low));
      addTo(sum + 16, i32x4.extend_high_i16x8_u(low));
      addTo(sum + 32, i32x4.extend_low_i16x8_u(high));
      addTo(sum + 48, i32x4.extend_high_i16x8_u(high));
    }
  }
}

function addTo(address: usize, values: v128): void {
  v128.store(address, i32x4.add(v128.load(address), values));
}
