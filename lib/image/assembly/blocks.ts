// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Means of square blocks of 32-bit floats, see resample in ../resize.ts.

/** Writes the mean of each block of `size * size` samples; `width` counts blocks. */
export function meanOfBlocks(
  data: usize,
  height: i32,
  width: i32,
  size: i32,
  out: usize,
): void {
  const stride: usize = 4 * width * size;
  const scale = 1 / <f64> (size * size);
  for (let y = 0; y < height; y++) {
    const row = data + y * size * stride;
    for (let x = 0; x < width; x++, out += 4) {
      const block = row + 4 * x * size;
      store<f32>(out, isZero(block, stride, size) ? 0 : <f32> (sumOf(block, stride, size) * scale));
    }
  }
}

/** Whether a block is all zero; may say no for what follows it. */
function isZero(block: usize, stride: usize, size: i32): bool {
  let any = i32x4.splat(0);
  for (let y = 0; y < size; y++, block += stride) {
    for (let x = 0; x < size; x += 4) any = v128.or(any, v128.load(block + 4 * x));
  }
  return !v128.any_true(any);
}

function sumOf(block: usize, stride: usize, size: i32): f64 {
  let sum: f64 = 0;
  for (let y = 0; y < size; y++, block += stride) {
    let row: f64 = 0;
    for (let x = 0; x < size; x++) row += <f64> load<f32>(block + 4 * x);
    sum += row;
  }
  return sum;
}
