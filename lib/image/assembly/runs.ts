// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Runs of pixels with values in a range, see findRuns in ../components.ts.

/**
 * Stores the starts and ends of runs and the number of runs before each row, as 32-bit integers.
 *
 * @returns The number of runs.
 */
export function findRuns(
  values: usize,
  height: i32,
  width: i32,
  least: i32,
  most: i32,
  starts: usize,
  ends: usize,
  rowOffset: usize,
): i32 {
  const lowest = i8x16.splat(<i8> least);
  const range = i8x16.splat(<i8> (most - least));
  let count = 0;
  for (let y = 0; y < height; y++) {
    store<i32>(rowOffset + 4 * y, count);
    const row = y * width;
    // Whether the pixel before is in a run.
    let inside = 0;
    for (let x = 0; x < width; x += 16) {
      const lifted = i8x16.sub(v128.load(values + row + x), lowest);
      let mask = i8x16.bitmask(i8x16.le_u(lifted, range));
      if (x + 16 > width) mask &= (1 << (width - x)) - 1;
      // A bit for each pixel that is not like the one before: runs start and end in turn.
      let changes = (mask ^ (mask << 1 | inside)) & 0xffff;
      for (; changes != 0; changes &= changes - 1) {
        const at = row + x + ctz(changes);
        if (inside) store<i32>(ends + 4 * count++, at);
        else store<i32>(starts + 4 * count, at);
        inside ^= 1;
      }
    }
    if (inside) store<i32>(ends + 4 * count++, row + width);
  }
  store<i32>(rowOffset + 4 * height, count);
  return count;
}
