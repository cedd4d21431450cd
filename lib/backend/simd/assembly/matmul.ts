// deno-lint-ignore-file
// @ts-nocheck: AssemblyScript
// Matrix products: a register tile of 4 rows by 8 columns. The right matrix is packed into panels of
// 8 columns, the left one, a block at a time, into panels of 4 rows.
import { PANEL_COLUMNS, TILE_ROWS } from "./operations.ts";
import { chunkStart, madd, storeLanes } from "./vector.ts";

/** Depth of one pass, so that a panel of both matrices stays in the first cache. */
const DEPTH: i32 = 256;
/** Rows of the left matrix that are packed at once, so that they stay in the second cache. */
const CHUNK_ROWS: i32 = 96;
/** Columns of the right matrix that are packed at once: two cache lines. */
const RIGHT_COLUMNS: i32 = 32;

/** Offset of the packed matrices in the scratch memory of a product, after a tile. */
const RIGHT_SCRATCH: usize = 256;
const LEFT_SCRATCH: usize = 256 + 32768;
/** Scratch memory of a product, in bytes. */
export const PRODUCT_SCRATCH: usize = LEFT_SCRATCH + 98304 + 64;

/** Bytes of a packed panel of the right matrix, for `depth` rows. */
export function panelBytes(depth: i32): usize {
  return <usize> depth * 4 * PANEL_COLUMNS;
}

/**
 * One tile: a panel of 4 rows times a panel of 8 columns. Its 8 sums, two vectors of the right matrix,
 * one of the left and a spread value of it are 12 of the 15 registers that engines hand out. With
 * more rows a sum is kept in memory, and each addition to it waits for the last to arrive there.
 */
export function tile(
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  cStride: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const x = v128.load(a);
    let y = v128.shuffle<i32>(x, x, 0, 0, 0, 0);
    c00 = madd(y, b0, c00);
    c01 = madd(y, b1, c01);
    y = v128.shuffle<i32>(x, x, 1, 1, 1, 1);
    c10 = madd(y, b0, c10);
    c11 = madd(y, b1, c11);
    y = v128.shuffle<i32>(x, x, 2, 2, 2, 2);
    c20 = madd(y, b0, c20);
    c21 = madd(y, b1, c21);
    y = v128.shuffle<i32>(x, x, 3, 3, 3, 3);
    c30 = madd(y, b0, c30);
    c31 = madd(y, b1, c31);
    a += 16;
    b += 32;
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
  }
  v128.store(c, c00), v128.store(c, c01, 16);
  c += cStride;
  v128.store(c, c10), v128.store(c, c11, 16);
  c += cStride;
  v128.store(c, c20), v128.store(c, c21, 16);
  c += cStride;
  v128.store(c, c30), v128.store(c, c31, 16);
}

/** Stores the existing part of a tile from `edge` in `c`. */
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
 * Packs rows of `a [rows, depth]`, strides in bytes, into panels of 4 rows, each `[depth, 4]`. Rows
 * beyond the end have arbitrary values.
 */
export function packLeft(
  a: usize,
  rowStride: usize,
  columnStride: usize,
  rows: i32,
  depth: i32,
  to: usize,
): void {
  let row = 0;
  if (rowStride == 4) {
    // Four panels at once, because their values are in one cache line.
    const panel = <usize> depth << 4;
    for (; row + 4 * TILE_ROWS <= rows; row += 4 * TILE_ROWS) {
      let p = a + (<usize> row << 2);
      for (let k = 0; k < depth; k++) {
        v128.store(to, v128.load(p));
        v128.store(to + panel, v128.load(p, 16));
        v128.store(to + 2 * panel, v128.load(p, 32));
        v128.store(to + 3 * panel, v128.load(p, 48));
        p += columnStride;
        to += 16;
      }
      to += 3 * panel;
    }
  }
  for (; row < rows; row += TILE_ROWS) {
    let p0 = a + <usize> row * rowStride;
    if (rowStride == 4) {
      for (let k = 0; k < depth; k++) {
        v128.store(to, v128.load(p0));
        p0 += columnStride;
        to += 16;
      }
      continue;
    }
    const last = a + <usize> (rows - 1) * rowStride;
    let p1 = min(p0 + rowStride, last);
    let p2 = min(p0 + 2 * rowStride, last);
    let p3 = min(p0 + 3 * rowStride, last);
    let k = 0;
    if (columnStride == 4) {
      for (; k + 4 <= depth; k += 4) {
        const x0 = v128.load(p0), x1 = v128.load(p1);
        const x2 = v128.load(p2), x3 = v128.load(p3);
        const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
        const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
        const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
        const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
        v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 16);
        v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 32);
        v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 48);
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
        to += 64;
      }
    }
    for (; k < depth; k++) {
      store<f32>(to, load<f32>(p0));
      store<f32>(to, load<f32>(p1), 4);
      store<f32>(to, load<f32>(p2), 8);
      store<f32>(to, load<f32>(p3), 12);
      p0 += columnStride;
      p1 += columnStride;
      p2 += columnStride;
      p3 += columnStride;
      to += 16;
    }
  }
}

/**
 * `c [rows, columns] (+)= a [rows, depth] x b [depth, columns]`, strides in bytes; `b` is packed
 * with panels `panelStride` bytes apart; `scratch` is PRODUCT_SCRATCH bytes.
 */
export function multiply(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  panelStride: usize,
  c: usize,
  cStride: usize,
  accumulate: bool,
  scratch: usize,
): void {
  multiplyBlocks(
    rows,
    columns,
    depth,
    a,
    aRow,
    aColumn,
    b,
    panelStride,
    0,
    0,
    c,
    cStride,
    accumulate,
    scratch,
  );
}

/** As `multiply`; where `panelStride` is 0, `b` is not packed and has strides of its own. */
function multiplyBlocks(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  panelStride: usize,
  bRow: usize,
  bColumn: usize,
  c: usize,
  cStride: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const packed = scratch + LEFT_SCRATCH;
  for (let k = 0; k == 0 || k < depth; k += DEPTH) {
    const pass = min(DEPTH, depth - k);
    const add = accumulate || k > 0;
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const end = min(start + CHUNK_ROWS, rows);
      const block = a + <usize> start * aRow + <usize> k * aColumn;
      packLeft(block, aRow, aColumn, end - start, pass, packed);
      for (let column = 0; column < columns; column += 8) {
        const width = min(8, columns - column);
        let panel = b + <usize> (column >> 3) * panelStride + panelBytes(k);
        if (panelStride == 0) {
          const inGroup = column % RIGHT_COLUMNS;
          panel = scratch + RIGHT_SCRATCH + <usize> (inGroup >> 3) * panelBytes(pass);
          if (inGroup == 0) {
            const from = b + <usize> k * bRow + <usize> column * bColumn;
            packGroup(from, bRow, bColumn, pass, min(RIGHT_COLUMNS, columns - column), panel);
          }
        }
        let left = packed;
        for (let row = start; row < end; row += TILE_ROWS) {
          const height = min(TILE_ROWS, end - row);
          const result = c + <usize> row * cStride + (<usize> column << 2);
          if (height == TILE_ROWS && width == 8) {
            tile(pass, left, panel, result, cStride, add);
          } else {
            tile(pass, left, panel, scratch, 32, false);
            storeEdge(height, width, scratch, result, cStride, add);
          }
          left += <usize> (TILE_ROWS * pass) << 2;
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

/** Packs up to RIGHT_COLUMNS columns of `b [depth, columns]` into adjacent panels. */
function packGroup(
  b: usize,
  rowStride: usize,
  columnStride: usize,
  depth: i32,
  columns: i32,
  panels: usize,
): void {
  const stride = panelBytes(depth);
  if (columnStride != 4 || columns < RIGHT_COLUMNS) {
    for (let column = 0; column < columns; column += 8) {
      const from = b + <usize> column * columnStride;
      packPanel(from, rowStride, columnStride, depth, min(8, columns - column), panels);
      panels += stride;
    }
    return;
  }
  let p1 = panels + stride;
  let p2 = p1 + stride;
  let p3 = p2 + stride;
  for (let k = 0; k < depth; k++) {
    v128.store(panels, v128.load(b));
    v128.store(panels, v128.load(b, 16), 16);
    v128.store(p1, v128.load(b, 32));
    v128.store(p1, v128.load(b, 48), 16);
    v128.store(p2, v128.load(b, 64));
    v128.store(p2, v128.load(b, 80), 16);
    v128.store(p3, v128.load(b, 96));
    v128.store(p3, v128.load(b, 112), 16);
    b += rowStride;
    panels += 32;
    p1 += 32;
    p2 += 32;
    p3 += 32;
  }
}

/** `y [columns, rows] = transpose(x [rows, columns])`, strides in bytes. */
function transposeInto(
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
 * Arguments: a, b, c, batch, rows, depth, columns, steps of a between matrices, rows and columns,
 * the same of b, row blocks, column blocks, whether to add to c. A packed `b` has no steps between rows and columns.
 */
export function matMulJob(args: usize, chunk: i32, scratch: usize): void {
  const a = load<usize>(args), b = load<usize>(args, 4), c = load<usize>(args, 8);
  const rows = load<i32>(args, 16), depth = load<i32>(args, 20), columns = load<i32>(args, 24);
  const aBatch = load<usize>(args, 28) << 2;
  const aRow = load<usize>(args, 32) << 2;
  const aColumn = load<usize>(args, 36) << 2;
  const bBatch = load<usize>(args, 40) << 2;
  const bRow = load<usize>(args, 44) << 2;
  const bColumn = load<usize>(args, 48) << 2;
  const rowBlocks = load<i32>(args, 52), columnBlocks = load<i32>(args, 56);
  const index = chunk / (rowBlocks * columnBlocks);
  const block = chunk % (rowBlocks * columnBlocks);
  const panels = (columns + 7) >> 3;
  const panelStart = chunkStart(panels, block % columnBlocks, columnBlocks);
  const panelEnd = chunkStart(panels, block % columnBlocks + 1, columnBlocks);
  const columnStart = panelStart << 3;
  const width = min(panelEnd << 3, columns) - columnStart;
  const rowStart = chunkStart(rows, block / columnBlocks, rowBlocks);
  const rowEnd = chunkStart(rows, block / columnBlocks + 1, rowBlocks);
  const stride: usize = bColumn == 0 ? panelBytes(depth) : 0;
  const right = b + <usize> index * bBatch +
    (stride == 0 ? <usize> columnStart * bColumn : <usize> panelStart * stride);
  multiplyBlocks(
    rowEnd - rowStart,
    width,
    depth,
    a + <usize> index * aBatch + <usize> rowStart * aRow,
    aRow,
    aColumn,
    right,
    stride,
    bRow,
    bColumn,
    c + (<usize> ((index * rows + rowStart) * columns + columnStart) << 2),
    <usize> columns << 2,
    load<i32>(args, 60) != 0,
    scratch,
  );
}
