// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Stretches of plain paper, which are passed over.

/** Whether some columns of a few rows are pure white; may say no for what follows the columns. */
export function isWhite(start: usize, stride: i32, rows: i32, columns: i32): bool {
  for (; rows > 0; rows--, start += stride) {
    let all = v128.load(start);
    for (let x = 16; x < columns; x += 16) all = v128.and(all, v128.load(start + x));
    if (!i8x16.all_true(i8x16.eq(all, i8x16.splat(-1)))) return false;
  }
  return true;
}
