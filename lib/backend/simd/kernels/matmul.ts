/**
 * Matrix products.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Job } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { activate, addBias } from "./activation.ts";
import { type Inputs, type Kernel, type Kernels, sizeOf } from "./kernel.ts";

/** Rows of a chunk. */
const CHUNK_ROWS = 96;
/** Columns of a chunk, at the least: each chunk packs its rows of the left matrix. */
const CHUNK_COLUMNS = 32;
/** A product is divided by columns too until it has so many chunks. */
const ENOUGH_CHUNKS = 12;
/** Products of fewer multiplications are not divided. */
const SMALL_PRODUCT = 100_000;

/** A library computes products of at least so many multiplications; a call costs as much as those. */
const LIBRARY_PRODUCT = 2048;
/** Multiplications that are worth a chunk of a library's product. */
const LIBRARY_CHUNK = 2_000_000;
/** A library's product is divided into at most so many chunks, of this many columns and rows. */
const MOST_LIBRARY_CHUNKS = 32;
const LIBRARY_COLUMNS = 64;
const LIBRARY_ROWS = 128;

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
  const panels = batch * Math.ceil(columns / 8);
  const chunks = Math.min(panels, Math.max(1, Math.floor(panels * depth * 8 / 65536)));
  const sizes = [batch, depth, columns];
  const allSteps = [steps.batch, steps.row, steps.column];
  backend.engine.run(Job.PackRight, chunks, [chunks, from, to, ...sizes, ...allSteps]);
}

/** Bytes of packed matrices `[batch, depth, columns]`. */
export function packedBytes(batch: number, depth: number, columns: number): number {
  return 32 * batch * depth * Math.ceil(columns / 8);
}

function blocksOf(rows: number, depth: number, columns: number, batch: number): [number, number] {
  if (batch * rows * depth * columns < SMALL_PRODUCT) return [1, 1];
  const rowBlocks = Math.ceil(rows / CHUNK_ROWS);
  const wanted = Math.ceil(ENOUGH_CHUNKS / (batch * rowBlocks));
  return [rowBlocks, Math.min(wanted, Math.ceil(columns / CHUNK_COLUMNS))];
}

/** Into how many blocks of rows and of columns a library's product is divided, by its size alone. */
function libraryBlocks(rows: number, depth: number, columns: number): [number, number] {
  const wanted = Math.floor(rows * depth * columns / LIBRARY_CHUNK);
  const chunks = Math.min(MOST_LIBRARY_CHUNKS, Math.max(1, wanted));
  const columnBlocks = Math.min(chunks, Math.max(1, Math.floor(columns / LIBRARY_COLUMNS)));
  const rowBlocks = Math.min(
    Math.floor(chunks / columnBlocks),
    Math.max(1, Math.floor(rows / LIBRARY_ROWS)),
  );
  return [rowBlocks, columnBlocks];
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
  if (backend.engine.hasLibrary && rows * depth * columns >= LIBRARY_PRODUCT) {
    const [rowBlocks, columnBlocks] = libraryBlocks(rows, depth, columns);
    backend.engine.run(Job.LibraryProduct, batch * rowBlocks * columnBlocks, [
      ...[backend.address(a), backend.address(b), backend.address(y), rows, depth, columns],
      ...[aBatch === 1 ? 0 : rows * depth, bBatch === 1 ? 0 : depth * columns],
      ...[Number(transposeA), Number(transposeB), rowBlocks, columnBlocks],
    ]);
    return y;
  }
  const [rowBlocks, columnBlocks] = blocksOf(rows, depth, columns, batch);
  const steps: Steps = {
    batch: depth * columns,
    row: transposeB ? 1 : columns,
    column: transposeB ? depth : 1,
  };
  const run = (from: number, { batch: step, row, column }: Steps) => {
    backend.engine.run(Job.MatMul, batch * rowBlocks * columnBlocks, [
      ...[backend.address(a), from, backend.address(y), batch, rows, depth, columns],
      ...[aBatch === 1 ? 0 : rows * depth, transposeA ? 1 : depth, transposeA ? rows : 1],
      ...[bBatch === 1 ? 0 : step, row, column, rowBlocks, columnBlocks],
    ]);
  };
  // What only one chunk reads is packed there.
  if (rowBlocks === 1 && batch === bBatch) {
    run(backend.address(b), steps);
    return y;
  }
  const { heap } = backend.engine;
  const bytes = packedBytes(1, depth, columns);
  const packed = heap.allocate(bBatch * bytes);
  try {
    packRight(backend, backend.address(b), packed, [bBatch, depth, columns], steps);
    run(packed, { batch: bytes / 4, row: 0, column: 0 });
  } finally {
    heap.free(packed);
  }
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
