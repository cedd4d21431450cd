/**
 * Matrix products.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Job, PANEL_COLUMNS } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf } from "../engine.ts";
import { activate, addBias } from "./activation.ts";
import { type Inputs, type Kernel, type Kernels, sizeOf } from "./kernel.ts";

/** Rows of a chunk. */
const CHUNK_ROWS = 96;
/** Minimum columns of a chunk: each chunk packs its rows of the left matrix. */
const CHUNK_COLUMNS = 32;
/** Number of chunks up to which a product is divided by columns too. */
const ENOUGH_CHUNKS = 12;
/** Maximum number of multiplications of an undivided product. */
const SMALL_PRODUCT = 100_000;

/**
 * Minimum number of multiplications of a product that a library computes; a call costs about as
 * much.
 */
const LIBRARY_PRODUCT = 2048;
/** Minimum number of multiplications per chunk of a product by a library. */
const LIBRARY_CHUNK = 2_000_000;
/** Maximum number of chunks of a library's product, and the minimum of their sides. */
const MAX_LIBRARY_CHUNKS = 16;
const LIBRARY_SIDE = 64;

/** Products deeper than `DEEP` times both sides are divided by depth, into parts of `PART_DEPTH` or more. */
const DEEP = 4;
const PART_DEPTH = 1024;
const MAX_PARTS = 16;

/** Values of a chunk of packing. */
const PACKED_CHUNK = 65536;

/** How a matrix is read: values between matrices of a batch, between rows, between columns. */
interface Steps {
  readonly batch: number;
  readonly row: number;
  readonly column: number;
}

/** Packs the right matrix of a product, `[depth, columns]` for each of `batch`, into `to`. */
export function packRight(
  backend: SimdBackend,
  from: number,
  to: number,
  [batch, depth, columns]: readonly [number, number, number],
  steps: Steps,
): void {
  const panels = batch * Math.ceil(columns / PANEL_COLUMNS);
  const length = panels * depth * PANEL_COLUMNS;
  const chunks = Math.min(panels, chunksOf(length, PACKED_CHUNK));
  const sizes = [batch, depth, columns];
  const allSteps = [steps.batch, steps.row, steps.column];
  backend.engine.run(Job.PackRight, chunks, [chunks, from, to, ...sizes, ...allSteps]);
}

/** Bytes of packed matrices `[batch, depth, columns]`. */
export function packedBytes(batch: number, depth: number, columns: number): number {
  return 4 * PANEL_COLUMNS * batch * depth * Math.ceil(columns / PANEL_COLUMNS);
}

function blocksOf(rows: number, depth: number, columns: number, batch: number): [number, number] {
  if (batch * rows * depth * columns < SMALL_PRODUCT) return [1, 1];
  const rowBlocks = Math.ceil(rows / CHUNK_ROWS);
  const target = Math.ceil(ENOUGH_CHUNKS / (batch * rowBlocks));
  return [rowBlocks, Math.min(target, Math.ceil(columns / CHUNK_COLUMNS))];
}

/**
 * Number of row and column blocks of a product by a library; depends on its size alone. Halves the
 * longer side until there are enough chunks, because a library copies both sides of each.
 */
function libraryBlocks(
  rows: number,
  depth: number,
  columns: number,
  batch: number,
): [number, number] {
  const enough = Math.ceil(MAX_LIBRARY_CHUNKS / batch);
  const target = Math.min(enough, rows * depth * columns / LIBRARY_CHUNK);
  let [rowBlocks, columnBlocks] = [1, 1];
  while (2 * rowBlocks * columnBlocks <= target) {
    const [height, width] = [rows / rowBlocks, columns / columnBlocks];
    if (Math.max(height, width) < 2 * LIBRARY_SIDE) break;
    if (height > width) rowBlocks *= 2;
    else columnBlocks *= 2;
  }
  return [rowBlocks, columnBlocks];
}

/** Products `y = a b` or `y += a b` of contiguous matrices, by their addresses. */
export interface Product {
  readonly a: number;
  readonly b: number;
  readonly y: number;
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Whether `a` is stored as `[depth, rows]`. */
  readonly transposeA?: boolean;
  /** Whether `b` is stored as `[columns, depth]`. */
  readonly transposeB?: boolean;
  /** Number of products; 1 by default. */
  readonly batch?: number;
  /** Number of matrices in `a` and `b`: 1 for all products, or one for each. */
  readonly aBatch?: number;
  readonly bBatch?: number;
  /** Whether the products are added to `y`. */
  readonly accumulate?: boolean;
}

/** Number of equal parts by depth; depends on the size of the product alone. */
function partsOf({ rows, depth, columns, transposeA, transposeB, ...rest }: Product): number {
  // Only then are the parts of both matrices contiguous.
  const divides = transposeA && !transposeB && (rest.batch ?? 1) === 1 && !rest.accumulate;
  if (!divides || depth < DEEP * Math.max(rows, columns)) return 1;
  let parts = 1;
  while (2 * parts <= MAX_PARTS && depth % (2 * parts) === 0 && depth >= 2 * parts * PART_DEPTH) {
    parts *= 2;
  }
  return parts;
}

/**
 * Computes products of at least one row, one column and a depth of one. Deep and narrow products, such
 * as gradients with respect to weights, are split by depth and the parts are added: otherwise each
 * thread would compute a sliver of the result and read most of both matrices.
 */
export function runProduct(backend: SimdBackend, product: Product): void {
  const parts = partsOf(product);
  if (parts === 1) return runWhole(backend, product);
  const { engine } = backend;
  const length = product.rows * product.columns;
  engine.heap.lend(4 * parts * length, (partials) => {
    const depth = product.depth / parts;
    const batches = { batch: parts, aBatch: parts, bBatch: parts };
    runWhole(backend, { ...product, ...batches, depth, y: partials });
    const chunks = chunksOf(parts * length);
    engine.run(Job.SumPartials, chunks, [length, chunks, parts, partials, product.y]);
  });
}

/** Computes products without dividing them by depth, by the library where that is worth a call. */
function runWhole(backend: SimdBackend, product: Product): void {
  const { rows, depth, columns } = product;
  const isForLibrary = backend.engine.hasLibrary && rows * depth * columns >= LIBRARY_PRODUCT;
  if (isForLibrary) runLibrary(backend, product);
  else runKernel(backend, product);
}

function runLibrary({ engine }: SimdBackend, product: Product): void {
  const { a, b, y, rows, depth, columns, transposeA = false, transposeB = false } = product;
  const { batch = 1, aBatch = 1, bBatch = 1, accumulate = false } = product;
  const [aStep, bStep] = [aBatch === 1 ? 0 : rows * depth, bBatch === 1 ? 0 : depth * columns];
  const [rowBlocks, columnBlocks] = libraryBlocks(rows, depth, columns, batch);
  engine.run(Job.LibraryProduct, batch * rowBlocks * columnBlocks, [
    ...[a, b, y, rows, depth, columns, aStep, bStep],
    ...[Number(transposeA), Number(transposeB), rowBlocks, columnBlocks, Number(accumulate)],
  ]);
}

function runKernel(backend: SimdBackend, product: Product): void {
  const { a, b, y, rows, depth, columns, transposeA, transposeB } = product;
  const { batch = 1, aBatch = 1, bBatch = 1, accumulate = false } = product;
  const { engine } = backend;
  const aStep = aBatch === 1 ? 0 : rows * depth;
  const [rowBlocks, columnBlocks] = blocksOf(rows, depth, columns, batch);
  const steps: Steps = {
    batch: depth * columns,
    row: transposeB ? 1 : columns,
    column: transposeB ? depth : 1,
  };
  const run = (from: number, { batch: step, row, column }: Steps) => {
    engine.run(Job.MatMul, batch * rowBlocks * columnBlocks, [
      ...[a, from, y, batch, rows, depth, columns],
      ...[aStep, transposeA ? 1 : depth, transposeA ? rows : 1],
      ...[bBatch === 1 ? 0 : step, row, column, rowBlocks, columnBlocks, Number(accumulate)],
    ]);
  };
  // A matrix that only one chunk reads is packed there.
  if (rowBlocks === 1 && batch === bBatch) {
    run(b, steps);
    return;
  }
  const bytes = packedBytes(1, depth, columns);
  engine.heap.lend(bBatch * bytes, (packed) => {
    packRight(backend, b, packed, [bBatch, depth, columns], steps);
    run(packed, { batch: bytes / 4, row: 0, column: 0 });
  });
}

/** The product of two float32 tensors of rank 2 or more; batches of size 1 are repeated. */
export function multiply(
  backend: SimdBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  const [aBatch, bBatch] = [sizeOf(a.shape.slice(0, -2)), sizeOf(b.shape.slice(0, -2))];
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [inner, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (depth !== inner) {
    throw new TypeError(
      `Cannot multiply matrices of shapes [${a.shape}] and [${b.shape}]: inner dimensions are ` +
        `${depth} and ${inner}`,
    );
  }
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const batch = sizeOf(outer);
  const y = backend.allocate([...outer, rows, columns]);
  if (batch * rows * columns === 0) return y;
  if (depth === 0) {
    backend.values(y).fill(0);
    return y;
  }
  const [atA, atB, atY] = backend.addresses(a, b, y);
  runProduct(backend, {
    a: atA!,
    b: atB!,
    y: atY!,
    rows,
    depth,
    columns,
    transposeA,
    transposeB,
    batch,
    aBatch,
    bBatch,
  });
  return y;
}

/** Whether the batch of each operand is the whole batch or a single matrix. */
function hasSimpleBatch({ a, b }: Inputs): boolean {
  const [aBatch, bBatch] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
  return sizeOf(aBatch) === 1 || sizeOf(bBatch) === 1 || tf.util.arraysEqual(aBatch, bBatch);
}

const batchMatMul: Kernel = (backend, inputs, { transposeA, transposeB }) => {
  const { a, b } = inputs;
  if (!backend.isFloat(a!) || !backend.isFloat(b!) || !hasSimpleBatch(inputs)) return undefined;
  return multiply(backend, a!, b!, transposeA === true, transposeB === true);
};

const fusedMatMul: Kernel = (backend, inputs, attributes) => {
  const { a, b, bias, preluActivationWeights } = inputs;
  if (!backend.isFloat(a!) || !backend.isFloat(b!) || !hasSimpleBatch(inputs)) return undefined;
  if (preluActivationWeights !== undefined) return undefined;
  const { transposeA, transposeB } = attributes;
  const y = multiply(backend, a!, b!, transposeA === true, transposeB === true);
  if (addBias(backend, y, bias) && activate(backend, y, attributes)) return y;
  backend.disposeIntermediateTensorInfo(y);
  return undefined;
};

/** Matrix products. */
export const MATMUL_KERNELS: Kernels = {
  BatchMatMul: batchMatMul,
  _FusedMatMul: fusedMatMul,
};
