// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Strided copies between tensors, for slice, concat, pad, tile and transpose.
import { chunkStart } from "./vector.ts";

/**
 * Arguments: chunks, x, y, then six dimensions, x's steps and y's steps along them, all counted
 * in values of four bytes. Chunks divide the rows of the last dimension.
 */
export function copyJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args);
  const x = load<usize>(args, 4);
  const y = load<usize>(args, 8);
  const n = load<i32>(args, 32);
  const xStep = load<i32>(args, 56);
  const yStep = load<i32>(args, 80);
  let rows = 1;
  for (let d: usize = 0; d < 5; d++) rows *= load<i32>(args + 12 + 4 * d);
  const end = chunkStart(rows, chunk + 1, chunks);
  for (let row = chunkStart(rows, chunk, chunks); row < end; row++) {
    let rest = row;
    let p = 0;
    let q = 0;
    for (let d: usize = 20; d > 0; d -= 4) {
      const size = load<i32>(args + 8 + d);
      const i = rest % size;
      rest /= size;
      p += i * load<i32>(args + 32 + d);
      q += i * load<i32>(args + 56 + d);
    }
    let from = x + (<usize> p << 2);
    let to = y + (<usize> q << 2);
    if (xStep == 1 && yStep == 1) {
      if (n >= 16) {
        memory.copy(to, from, <usize> n << 2);
        continue;
      }
    }
    for (let i = 0; i < n; i++) {
      store<i32>(to, load<i32>(from));
      from += <usize> xStep << 2;
      to += <usize> yStep << 2;
    }
  }
}
