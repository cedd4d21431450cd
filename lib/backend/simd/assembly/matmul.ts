// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Matrix products: a register tile of 6 rows by 8 columns; the right matrix is packed into panels
// of 8 columns, the left one is read where it lies.
import { chunkStart, madd, storeLanes } from "./vector.ts";

/** Rows of a register tile. */
const TILE_ROWS: i32 = 6;
/** Depth of one pass, so that a panel of both matrices stays in the first cache. */
const DEPTH: i32 = 512;
/** Rows of a chunk of a product. */
const CHUNK_ROWS: i32 = 96;

/** Bytes of a packed panel of 8 columns, for `depth` rows. */

export function panelBytes(depth: i32): usize {
  return <usize> depth << 5;
}

/**
 * One tile: 6 rows, each from its own address, times a panel. The order of what it does was chosen
 * by measurement; the engines' register allocation is sensitive to it.
 */
function tile(
  depth: i32,
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  p4: usize,
  p5: usize,
  b: usize,
  c: usize,
  cStride: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0), c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(p0);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(p1);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(p2);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(p3);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    const a4 = v128.load32_splat(p4);
    c40 = madd(a4, b0, c40);
    c41 = madd(a4, b1, c41);
    const a5 = v128.load32_splat(p5);
    c50 = madd(a5, b0, c50);
    c51 = madd(a5, b1, c51);
    b += 32;
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
    p4 += 4;
    p5 += 4;
  }
  if (accumulate) {
    let p = c;
    c00 = f32x4.add(c00, v128.load(p)), c01 = f32x4.add(c01, v128.load(p, 16));
    p += cStride;
    c10 = f32x4.add(c10, v128.load(p)), c11 = f32x4.add(c11, v128.load(p, 16));
    p += cStride;
    c20 = f32x4.add(c20, v128.load(p)), c21 = f32x4.add(c21, v128.load(p, 16));
    p += cStride;
    c30 = f32x4.add(c30, v128.load(p)), c31 = f32x4.add(c31, v128.load(p, 16));
    p += cStride;
    c40 = f32x4.add(c40, v128.load(p)), c41 = f32x4.add(c41, v128.load(p, 16));
    p += cStride;
    c50 = f32x4.add(c50, v128.load(p)), c51 = f32x4.add(c51, v128.load(p, 16));
  }
  v128.store(c, c00), v128.store(c, c01, 16);
  c += cStride;
  v128.store(c, c10), v128.store(c, c11, 16);
  c += cStride;
  v128.store(c, c20), v128.store(c, c21, 16);
  c += cStride;
  v128.store(c, c30), v128.store(c, c31, 16);
  c += cStride;
  v128.store(c, c40), v128.store(c, c41, 16);
  c += cStride;
  v128.store(c, c50), v128.store(c, c51, 16);
}

/** Writes a tile's existing part from `edge` to `c`. */
function storeEdge(
  rows: i32,
  columns: i32,
  edge: usize,
  c: usize,
  cStride: usize,
  accumulate: bool,
): void {
  for (let row = 0; row < rows; row++) {
    let low = v128.load(edge);
    let high = v128.load(edge, 16);
    if (accumulate) {
      low = f32x4.add(low, v128.load(c));
      high = f32x4.add(high, v128.load(c, 16));
    }
    storeLanes(c, low, columns);
    storeLanes(c + 16, high, columns - 4);
    edge += 32;
    c += cStride;
  }
}

/**
 * `c [rows, columns] (+)= a [rows, depth] x b [depth, columns]`, strides in bytes; `b` is packed
 * with panels `panelStride` bytes apart; `edge` is 192 bytes of scratch.
 */
export function multiply(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aStride: usize,
  b: usize,
  panelStride: usize,
  c: usize,
  cStride: usize,
  accumulate: bool,
  edge: usize,
): void {
  for (let k = 0; k == 0 || k < depth; k += DEPTH) {
    const pass = min(DEPTH, depth - k);
    const add = accumulate || k > 0;
    for (let column = 0; column < columns; column += 8) {
      const panel = b + <usize> (column >> 3) * panelStride + panelBytes(k);
      const width = min(8, columns - column);
      for (let row = 0; row < rows; row += TILE_ROWS) {
        const height = min(TILE_ROWS, rows - row);
        const left = a + <usize> row * aStride + (<usize> k << 2);
        const result = c + <usize> row * cStride + (<usize> column << 2);
        // Rows that do not exist are read as the last one that does, and not stored.
        const last = left + <usize> (height - 1) * aStride;
        const p1 = min(left + aStride, last);
        const p2 = min(left + 2 * aStride, last);
        const p3 = min(left + 3 * aStride, last);
        const p4 = min(left + 4 * aStride, last);
        const p5 = min(left + 5 * aStride, last);
        if (height == TILE_ROWS && width == 8) {
          tile(pass, left, p1, p2, p3, p4, p5, panel, result, cStride, add);
        } else {
          tile(pass, left, p1, p2, p3, p4, p5, panel, edge, 32, false);
          storeEdge(height, width, edge, result, cStride, add);
        }
      }
    }
  }
}

/** Packs 8 columns (or `width` of them, zero after that) of `b [depth, columns]` into a panel. */
export function packPanel(
  b: usize,
  rowStride: usize,
  columnStride: usize,
  depth: i32,
  width: i32,
  panel: usize,
): void {
  if (columnStride == 4 && width == 8) {
    for (let k = 0; k < depth; k++) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
      b += rowStride;
      panel += 32;
    }
    return;
  }
  if (rowStride == 4 && width == 8) {
    transposeInto(b, columnStride, 8, depth, panel, 32);
    return;
  }
  for (let k = 0; k < depth; k++) {
    let p = b + <usize> k * rowStride;
    for (let column = 0; column < 8; column++) {
      store<f32>(panel, column < width ? load<f32>(p) : 0);
      p += columnStride;
      panel += 4;
    }
  }
}

/** `y [columns, rows] = transpose(x [rows, columns])`, strides in bytes. */
export function transposeInto(
  x: usize,
  xStride: usize,
  rows: i32,
  columns: i32,
  y: usize,
  yStride: usize,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let p = x + <usize> row * xStride;
    let q = y + (<usize> row << 2);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const x0 = v128.load(p);
      const x1 = v128.load(p + xStride);
      const x2 = v128.load(p + 2 * xStride);
      const x3 = v128.load(p + 3 * xStride);
      const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      v128.store(q, v128.shuffle<i64>(low01, low23, 0, 2));
      v128.store(q + yStride, v128.shuffle<i64>(low01, low23, 1, 3));
      v128.store(q + 2 * yStride, v128.shuffle<i64>(high01, high23, 0, 2));
      v128.store(q + 3 * yStride, v128.shuffle<i64>(high01, high23, 1, 3));
      p += 16;
      q += 4 * yStride;
    }
    for (; column < columns; column++) {
      store<f32>(q, load<f32>(p));
      store<f32>(q, load<f32>(p + xStride), 4);
      store<f32>(q, load<f32>(p + 2 * xStride), 8);
      store<f32>(q, load<f32>(p + 3 * xStride), 12);
      p += 4;
      q += yStride;
    }
  }
  for (; row < rows; row++) {
    let p = x + <usize> row * xStride;
    let q = y + (<usize> row << 2);
    for (let column = 0; column < columns; column++) {
      store<f32>(q, load<f32>(p));
      p += 4;
      q += yStride;
    }
  }
}

/**
 * Packs the right matrix of every product of a batch.
 * Arguments: chunks, b, packed, batch, depth, columns, steps of b between matrices, rows, columns.
 */
export function packRightJob(args: usize, chunk: i32): void {
  const chunks = load<i32>(args);
  const b = load<usize>(args, 4);
  const packed = load<usize>(args, 8);
  const batch = load<i32>(args, 12);
  const depth = load<i32>(args, 16);
  const columns = load<i32>(args, 20);
  const batchStep = load<usize>(args, 24) << 2;
  const rowStride = load<usize>(args, 28) << 2;
  const columnStride = load<usize>(args, 32) << 2;
  const panels = (columns + 7) >> 3;
  const end = chunkStart(batch * panels, chunk + 1, chunks);
  for (let i = chunkStart(batch * panels, chunk, chunks); i < end; i++) {
    const column = (i % panels) << 3;
    const from = b + <usize> (i / panels) * batchStep + <usize> column * columnStride;
    const to = packed + <usize> i * panelBytes(depth);
    packPanel(from, rowStride, columnStride, depth, min(8, columns - column), to);
  }
}

/**
 * Products of a batch, `c [batch, rows, columns]`.
 * Arguments: a, packed b, c, batch, rows, depth, columns, steps of a between matrices, rows and
 * columns, panels of a packed matrix's batch step (0 or all), row blocks, column blocks.
 */
export function matMulJob(args: usize, chunk: i32, scratch: usize): void {
  const a = load<usize>(args);
  const packed = load<usize>(args, 4);
  const c = load<usize>(args, 8);
  const rows = load<i32>(args, 16);
  const depth = load<i32>(args, 20);
  const columns = load<i32>(args, 24);
  const aBatch = load<usize>(args, 28) << 2;
  const aRow = load<usize>(args, 32) << 2;
  const aColumn = load<usize>(args, 36) << 2;
  const panelsPerBatch = load<usize>(args, 40);
  const rowBlocks = load<i32>(args, 44);
  const columnBlocks = load<i32>(args, 48);
  const index = chunk / (rowBlocks * columnBlocks);
  const block = chunk % (rowBlocks * columnBlocks);
  const panels = (columns + 7) >> 3;
  const panelStart = chunkStart(panels, block % columnBlocks, columnBlocks);
  const panelEnd = chunkStart(panels, block % columnBlocks + 1, columnBlocks);
  const columnStart = panelStart << 3;
  const width = min(panelEnd << 3, columns) - columnStart;
  const rowEnd = chunkStart(rows, block / columnBlocks + 1, rowBlocks);
  const stride = panelBytes(depth);
  const b = packed + (<usize> index * panelsPerBatch + <usize> panelStart) * stride;
  for (
    let row = chunkStart(rows, block / columnBlocks, rowBlocks);
    row < rowEnd;
    row += CHUNK_ROWS
  ) {
    const height = min(CHUNK_ROWS, rowEnd - row);
    const left = a + <usize> index * aBatch + <usize> row * aRow;
    const result = c + (<usize> ((index * rows + row) * columns + columnStart) << 2);
    const cStride = <usize> columns << 2;
    if (aColumn == 4 || depth <= 1) {
      multiply(height, width, depth, left, aRow, b, stride, result, cStride, false, scratch);
      continue;
    }
    // The left matrix is transposed: turn it, a pass of its depth at a time.
    const turned = scratch + 256;
    for (let k = 0; k < depth; k += DEPTH) {
      const pass = min(DEPTH, depth - k);
      const passStride = <usize> pass << 2;
      transposeInto(left + <usize> k * aColumn, aColumn, pass, height, turned, passStride);
      const right = b + panelBytes(k);
      multiply(
        height,
        width,
        pass,
        turned,
        passStride,
        right,
        stride,
        result,
        cStride,
        k > 0,
        scratch,
      );
    }
  }
}
