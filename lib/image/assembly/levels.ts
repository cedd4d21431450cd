// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Counts and maps the levels of an image. Plain paper comes in long stretches, which are
// taken 16 bytes at a time.

/**
 * Counts how often each of 256 levels occurs. There are four tables of 256 counts of 32 bits to be
 * added up, because a count that was just written is slow to read again.
 */
export function countLevels(data: usize, length: i32, counts: usize): void {
  const end = data + length;
  let i = data;
  while (i + 16 <= end) {
    const first = v128.load8_splat(i);
    const start = i;
    while (i + 16 <= end && i8x16.all_true(i8x16.eq(v128.load(i), first))) i += 16;
    if (i > start) {
      add(counts, load<u8>(start), i - start);
      continue;
    }
    for (const next = i + 16; i < next; i += 4) {
      add(counts, load<u8>(i), 1);
      add(counts + 1024, load<u8>(i, 1), 1);
      add(counts + 2048, load<u8>(i, 2), 1);
      add(counts + 3072, load<u8>(i, 3), 1);
    }
  }
  for (; i < end; i++) add(counts, load<u8>(i), 1);
}

function add(counts: usize, level: u8, times: i32): void {
  const address = counts + 4 * <usize> level;
  store<i32>(address, load<i32>(address) + times);
}

/** Replaces each level by that of a table of 256, in place. */
export function mapLevels(data: usize, length: i32, levels: usize): void {
  const end = data + length;
  let i = data;
  while (i + 16 <= end) {
    const first = v128.load8_splat(i);
    const start = i;
    const mapped = v128.load8_splat(levels + load<u8>(i));
    while (i + 16 <= end && i8x16.all_true(i8x16.eq(v128.load(i), first))) {
      v128.store(i, mapped);
      i += 16;
    }
    if (i === start) { for (const next = i + 16; i < next; i++) map(i, levels); }
  }
  for (; i < end; i++) map(i, levels);
}

function map(i: usize, levels: usize): void {
  store<u8>(i, load<u8>(levels + load<u8>(i)));
}
