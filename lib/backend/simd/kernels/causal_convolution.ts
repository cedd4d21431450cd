/**
 * Dilated causal convolutions over rows, with their activation: direct sums or, for three taps, the
 * Toom-Cook algorithm of `assembly/causal.ts`.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Binary, Job, Unary } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf } from "../engine.ts";
import { runBinary, runUnary } from "./elementwise.ts";
import { type Product, runProduct } from "./matmul.ts";

/** Outputs of a tile, and products of rows that they take. */
const TILE = 4;
const POINTS = 6;
/** Relative cost of a product of a row, with the transforms of its inputs and outputs. */
const OVERHEAD = 1.15;
/** Minimum number of features; with fewer the transforms cost more than they save. */
const MIN_FEATURES = 48;
/** Values of a chunk, each of which is read and written for several rows. */
const CHUNK_VALUES = 16384;

/** A causal convolution from `depth` to `columns` features. */
export interface CausalConvolution {
  /** Rows of the input and of the output. */
  readonly rows: number;
  /** Features of the input. */
  readonly depth: number;
  /** Features of the output. */
  readonly columns: number;
  /** Rows between two taps. */
  readonly step: number;
  /** One per tap, the first that of the row itself; `[depth, columns]` each. */
  readonly weights: readonly tf.TensorInfo[];
}

/** Number of tiles, including incomplete ones at the end. */
function tilesOf({ rows, step }: CausalConvolution): number {
  const whole = Math.floor(rows / (TILE * step));
  return whole * step + Math.min(step, rows - whole * TILE * step);
}

/** Whether the Toom-Cook algorithm applies and takes less time. */
function usesToomCook(convolution: CausalConvolution): boolean {
  const { rows, depth, columns, step, weights } = convolution;
  if (weights.length !== 3 || depth % 4 !== 0 || columns % 4 !== 0) return false;
  if (Math.min(depth, columns) < MIN_FEATURES) return false;
  const plain = weights.reduce((sum, _, k) => sum + Math.max(0, rows - k * step), 0);
  return OVERHEAD * POINTS * tilesOf(convolution) < plain;
}

/** Runs a job over tiles of `columns` columns. */
function runTiles(
  backend: SimdBackend,
  job: Job,
  convolution: CausalConvolution,
  columns: number,
  addresses: readonly number[],
): void {
  const tiles = tilesOf(convolution);
  const chunks = Math.min(tiles, chunksOf(tiles * columns, CHUNK_VALUES));
  const { rows, step } = convolution;
  backend.engine.run(job, chunks, [chunks, rows, columns, step, tiles, ...addresses]);
}

/** Runs a job over the weights at these addresses and their points. */
function runWeights(
  backend: SimdBackend,
  job: Job,
  { depth, columns }: CausalConvolution,
  weights: readonly tf.TensorInfo[],
  points: number,
): void {
  const length = depth * columns;
  const chunks = chunksOf(length, CHUNK_VALUES);
  const addresses = backend.addresses(...weights);
  backend.engine.run(job, chunks, [chunks, length, ...addresses, points]);
}

/** The memory of a tiled convolution; all but the zeros hold values at the six points. */
interface TileMemory {
  /** A row of zeros. */
  readonly zeros: number;
  /** The weights; they are computed. */
  readonly weights: number;
  /** The inputs of tiles. */
  readonly inputs: number;
  /** The products of tiles. */
  readonly products: number;
}

/** Runs `use` with the memory of a convolution by tiles. */
function withTiles(
  backend: SimdBackend,
  convolution: CausalConvolution,
  use: (memory: TileMemory, batches: Pick<Product, "batch" | "aBatch" | "bBatch">) => void,
): void {
  const { depth, columns } = convolution;
  const width = Math.max(depth, columns);
  const tileSize = POINTS * tilesOf(convolution);
  const size = width + POINTS * depth * columns + tileSize * (depth + columns);
  backend.engine.heap.lend(4 * size, (zeros) => {
    const weights = zeros + 4 * width;
    const inputs = weights + 4 * POINTS * depth * columns;
    const products = inputs + 4 * tileSize * depth;
    backend.engine.floats(zeros, width).fill(0);
    runWeights(backend, Job.CausalWeights, convolution, convolution.weights, weights);
    const memory = { zeros, weights, inputs, products };
    use(memory, { batch: POINTS, aBatch: POINTS, bBatch: POINTS });
  });
}

/** The swish of `bias + sum over k of x[i - k step] weights[k]` for each row, and its slope there. */
export function convolveCausally(
  backend: SimdBackend,
  convolution: CausalConvolution,
  x: tf.TensorInfo,
  bias: tf.TensorInfo,
): [swish: tf.TensorInfo, slope: tf.TensorInfo] {
  const shape = [convolution.rows, convolution.columns];
  const [swish, slope] = [backend.allocate(shape), backend.allocate(shape)];
  const run = usesToomCook(convolution) ? convolveTiles : convolveRows;
  run(backend, convolution, x, bias, swish, slope);
  return [swish, slope];
}

function convolveTiles(
  backend: SimdBackend,
  convolution: CausalConvolution,
  x: tf.TensorInfo,
  bias: tf.TensorInfo,
  swish: tf.TensorInfo,
  slope: tf.TensorInfo,
): void {
  const { depth, columns } = convolution;
  const [atX, ...outputs] = backend.addresses(x, bias, swish, slope);
  withTiles(backend, convolution, ({ zeros, weights, inputs, products }, batches) => {
    runTiles(backend, Job.CausalInput, convolution, depth, [zeros, atX!, inputs]);
    runProduct(backend, {
      a: inputs,
      b: weights,
      y: products,
      rows: tilesOf(convolution),
      depth,
      columns,
      ...batches,
    });
    runTiles(backend, Job.CausalOutput, convolution, columns, [products, ...outputs]);
  });
}

/** Shifts rows by address offsets. The sums are stored in the memory of their slopes. */
function convolveRows(
  backend: SimdBackend,
  { rows, depth, columns, step, weights }: CausalConvolution,
  x: tf.TensorInfo,
  bias: tf.TensorInfo,
  swish: tf.TensorInfo,
  slope: tf.TensorInfo,
): void {
  weights.forEach((weight, k) => {
    if (k * step >= rows) return;
    runProduct(backend, {
      a: backend.address(x),
      b: backend.address(weight),
      y: backend.address(slope) + 4 * k * step * columns,
      rows: rows - k * step,
      depth,
      columns,
      accumulate: k > 0,
    });
  });
  runBinary(backend, Binary.Add, slope, bias, slope);
  runUnary(backend, Unary.Silu, slope, swish);
  runUnary(backend, Unary.SiluSlope, slope, slope);
}

/** The gradients with respect to the input and each of the weights, given that of the output, `dy`. */
export function causalGradient(
  backend: SimdBackend,
  convolution: CausalConvolution,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
): [dx: tf.TensorInfo, dWeights: tf.TensorInfo[]] {
  const dx = backend.allocate(x.shape);
  const dWeights = convolution.weights.map(({ shape }) => backend.allocate(shape));
  const run = usesToomCook(convolution) ? tilesGradient : rowsGradient;
  run(backend, convolution, dy, x, dx, dWeights);
  return [dx, dWeights];
}

function tilesGradient(
  backend: SimdBackend,
  convolution: CausalConvolution,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  dx: tf.TensorInfo,
  dWeights: readonly tf.TensorInfo[],
): void {
  const { depth, columns } = convolution;
  const tiles = tilesOf(convolution);
  const [atDy, atX, atDx] = backend.addresses(dy, x, dx);
  withTiles(backend, convolution, ({ zeros, weights, inputs, products }, batches) => {
    runTiles(backend, Job.CausalOutputGrad, convolution, columns, [zeros, atDy!, products]);
    runProduct(backend, {
      a: products,
      b: weights,
      y: inputs,
      rows: tiles,
      depth: columns,
      columns: depth,
      transposeB: true,
      ...batches,
    });
    runTiles(backend, Job.CausalInputGrad, convolution, depth, [zeros, atDx!, inputs]);
    runTiles(backend, Job.CausalInput, convolution, depth, [zeros, atX!, inputs]);
    runProduct(backend, {
      a: inputs,
      b: products,
      y: weights,
      rows: depth,
      depth: tiles,
      columns,
      transposeA: true,
      ...batches,
    });
    runWeights(backend, Job.CausalWeightsGrad, convolution, dWeights, weights);
  });
}

function rowsGradient(
  backend: SimdBackend,
  { rows, depth, columns, step, weights }: CausalConvolution,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  dx: tf.TensorInfo,
  dWeights: readonly tf.TensorInfo[],
): void {
  weights.forEach((weight, k) => {
    const count = rows - k * step;
    if (count <= 0) {
      backend.values(dWeights[k]!).fill(0);
      return;
    }
    const from = backend.address(dy) + 4 * k * step * columns;
    runProduct(backend, {
      a: from,
      b: backend.address(weight),
      y: backend.address(dx),
      rows: count,
      depth: columns,
      columns: depth,
      transposeB: true,
      accumulate: k > 0,
    });
    runProduct(backend, {
      a: backend.address(x),
      b: from,
      y: backend.address(dWeights[k]!),
      rows: depth,
      depth: count,
      columns,
      transposeA: true,
    });
  });
}
