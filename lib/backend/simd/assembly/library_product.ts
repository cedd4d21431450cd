// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Matrix products by a library outside of WebAssembly. Each thread calls it for the chunks it takes.
import { chunkStart } from "./vector.ts";

/** Columns of a chunk begin at a multiple of this: a cache line. */
const COLUMNS: i32 = 16;

/**
 * `c = a x b`, or `c += a x b`, row-major, with strides in values between rows. It is imported from
 * a module with the name of this file.
 */
export declare function product(
  transposeA: i32,
  transposeB: i32,
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  c: usize,
  cStride: i32,
  accumulate: i32,
): void;

/**
 * Products of a batch, `c [batch, rows, columns]`.
 * Arguments: a, b, c, rows, depth, columns, steps of a and of b between matrices, whether each is
 * transposed, row blocks, column blocks, whether to add to c.
 */
export function libraryProductJob(args: usize, chunk: i32): void {
  const rows = load<i32>(args, 12), depth = load<i32>(args, 16), columns = load<i32>(args, 20);
  const transposeA = load<i32>(args, 32), transposeB = load<i32>(args, 36);
  const rowBlocks = load<i32>(args, 40), columnBlocks = load<i32>(args, 44);
  const index = chunk / (rowBlocks * columnBlocks);
  const block = chunk % (rowBlocks * columnBlocks);
  const lines = (columns + COLUMNS - 1) / COLUMNS;
  const column = chunkStart(lines, block % columnBlocks, columnBlocks) * COLUMNS;
  const columnEnd = min(
    chunkStart(lines, block % columnBlocks + 1, columnBlocks) * COLUMNS,
    columns,
  );
  const row = chunkStart(rows, block / columnBlocks, rowBlocks);
  const rowEnd = chunkStart(rows, block / columnBlocks + 1, rowBlocks);
  const a = load<usize>(args) + (<usize> (index * load<i32>(args, 24)) << 2);
  const b = load<usize>(args, 4) + (<usize> (index * load<i32>(args, 28)) << 2);
  const c = load<usize>(args, 8) + (<usize> ((index * rows + row) * columns + column) << 2);
  product(
    transposeA,
    transposeB,
    rowEnd - row,
    columnEnd - column,
    depth,
    a + (<usize> (transposeA ? row : row * depth) << 2),
    transposeA ? rows : depth,
    b + (<usize> (transposeB ? column * depth : column) << 2),
    transposeB ? depth : columns,
    c,
    columns,
    load<i32>(args, 48),
  );
}
