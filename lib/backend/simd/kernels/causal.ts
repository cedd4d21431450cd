/**
 * Residual blocks around dilated causal convolutions over rows: direct sums or, for three taps, the
 * Toom-Cook algorithm of `assembly/causal.ts`.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Binary, Job, Unary } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf } from "../engine.ts";
import { runBinary, runUnary } from "./elementwise.ts";
import type { Inputs, Kernel, Kernels } from "./kernel.ts";
import { multiply, type Product, runProduct } from "./matmul.ts";
import { check, matrixOf, normalize, normalizeGradient, sumRows } from "./network.ts";

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
interface Convolution {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Rows between two taps. */
  readonly step: number;
  /** One per tap, the first that of the row itself; `[depth, columns]` each. */
  readonly weights: readonly tf.TensorInfo[];
}

/** Number of tiles, including incomplete ones at the end. */
function tilesOf({ rows, step }: Convolution): number {
  const whole = Math.floor(rows / (TILE * step));
  return whole * step + Math.min(step, rows - whole * TILE * step);
}

/** Whether the Toom-Cook algorithm applies and takes less time. */
function isFast(convolution: Convolution): boolean {
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
  convolution: Convolution,
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
  { depth, columns }: Convolution,
  weights: readonly tf.TensorInfo[],
  points: number,
): void {
  const length = depth * columns;
  const chunks = chunksOf(length, CHUNK_VALUES);
  const addresses = weights.map((weight) => backend.address(weight));
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
  convolution: Convolution,
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
function convolve(
  backend: SimdBackend,
  convolution: Convolution,
  x: tf.TensorInfo,
  bias: tf.TensorInfo,
): [swish: tf.TensorInfo, slope: tf.TensorInfo] {
  const shape = [convolution.rows, convolution.columns];
  const [swish, slope] = [backend.allocate(shape), backend.allocate(shape)];
  const run = isFast(convolution) ? convolveTiles : convolveRows;
  run(backend, convolution, x, bias, swish, slope);
  return [swish, slope];
}

function convolveTiles(
  backend: SimdBackend,
  convolution: Convolution,
  x: tf.TensorInfo,
  bias: tf.TensorInfo,
  swish: tf.TensorInfo,
  slope: tf.TensorInfo,
): void {
  const { depth, columns } = convolution;
  const [atX, ...outputs] = [x, bias, swish, slope].map((tensor) => backend.address(tensor));
  withTiles(backend, convolution, ({ zeros, weights, inputs, products }, batches) => {
    runTiles(backend, Job.CausalInput, convolution, depth, [zeros, atX!, inputs]);
    runProduct(backend, {
      ...{ a: inputs, b: weights, y: products, rows: tilesOf(convolution), depth, columns },
      ...{ transposeA: false, transposeB: false, ...batches },
    });
    runTiles(backend, Job.CausalOutput, convolution, columns, [products, ...outputs]);
  });
}

/** Shifts rows by address offsets. The sums are stored in the memory of their slopes. */
function convolveRows(
  backend: SimdBackend,
  { rows, depth, columns, step, weights }: Convolution,
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
      ...{ rows: rows - k * step, depth, columns, transposeA: false, transposeB: false },
      accumulate: k > 0,
    });
  });
  runBinary(backend, Binary.Add, slope, bias, slope);
  runUnary(backend, Unary.Silu, slope, swish);
  runUnary(backend, Unary.SiluSlope, slope, slope);
}

/** The gradients to the input and to each of the weights from that to the output, `dy`. */
function convolveGradient(
  backend: SimdBackend,
  convolution: Convolution,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
): [dx: tf.TensorInfo, dWeights: tf.TensorInfo[]] {
  const dx = backend.allocate(x.shape);
  const dWeights = convolution.weights.map(({ shape }) => backend.allocate(shape));
  const run = isFast(convolution) ? tilesGradient : rowsGradient;
  run(backend, convolution, dy, x, dx, dWeights);
  return [dx, dWeights];
}

function tilesGradient(
  backend: SimdBackend,
  convolution: Convolution,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  dx: tf.TensorInfo,
  dWeights: readonly tf.TensorInfo[],
): void {
  const { depth, columns } = convolution;
  const tiles = tilesOf(convolution);
  const [atDy, atX, atDx] = [dy, x, dx].map((tensor) => backend.address(tensor));
  withTiles(backend, convolution, ({ zeros, weights, inputs, products }, batches) => {
    runTiles(backend, Job.CausalOutputGrad, convolution, columns, [zeros, atDy!, products]);
    runProduct(backend, {
      ...{ a: products, b: weights, y: inputs, rows: tiles, depth: columns, columns: depth },
      ...{ transposeA: false, transposeB: true, ...batches },
    });
    runTiles(backend, Job.CausalInputGrad, convolution, depth, [zeros, atDx!, inputs]);
    runTiles(backend, Job.CausalInput, convolution, depth, [zeros, atX!, inputs]);
    runProduct(backend, {
      ...{ a: inputs, b: products, y: weights, rows: depth, depth: tiles, columns },
      ...{ transposeA: true, transposeB: false, ...batches },
    });
    runWeights(backend, Job.CausalWeightsGrad, convolution, dWeights, weights);
  });
}

function rowsGradient(
  backend: SimdBackend,
  { rows, depth, columns, step, weights }: Convolution,
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
      ...{ a: from, b: backend.address(weight), y: backend.address(dx) },
      ...{ rows: count, depth: columns, columns: depth, transposeA: false, transposeB: true },
      accumulate: k > 0,
    });
    runProduct(backend, {
      ...{ a: backend.address(x), b: from, y: backend.address(dWeights[k]!) },
      ...{ rows: depth, depth: count, columns, transposeA: true, transposeB: false },
    });
  });
}

/** The weights among a kernel's tensors by their distance, `weight0` being that of the row itself. */
function weightsOf(inputs: Inputs): tf.TensorInfo[] {
  const weights: tf.TensorInfo[] = [];
  for (let i = 0; inputs[`weight${i}`] !== undefined; i++) weights.push(inputs[`weight${i}`]!);
  return weights;
}

function convolutionOf(x: tf.TensorInfo, inputs: Inputs, step: number): Convolution {
  const weights = weightsOf(inputs);
  const [rows, depth] = matrixOf(x);
  const [, columns] = matrixOf(weights[0]!);
  return { rows, depth, columns, step, weights };
}

/**
 * `CausalBlock`: `y = x + swish outputWeight + outputBias`, `swish` being `linear sigmoid(linear)` of
 * `linear[i] = bias + sum over k of normalized[i - k step] weight_k`, and `normalized` the layer norm
 * of `x`. Gives `y`, `normalized`, its `scale`, `swish` and its `slope` at `linear`.
 */
const causalBlock: Kernel = (backend, inputs, { step, epsilon }) => {
  check(backend, inputs);
  const { x, bias, outputWeight, outputBias } = inputs;
  const [normalized, scale] = normalize(backend, x!, epsilon as number);
  const convolution = convolutionOf(x!, inputs, step as number);
  const [swish, slope] = convolve(backend, convolution, normalized, bias!);
  const y = backend.allocate(x!.shape);
  runBinary(backend, Binary.Add, x!, outputBias!, y);
  const [a, b, to] = [swish, outputWeight!, y].map((tensor) => backend.address(tensor));
  const { rows, depth, columns } = convolution;
  runProduct(backend, {
    ...{ a: a!, b: b!, y: to!, rows, depth: columns, columns: depth },
    ...{ transposeA: false, transposeB: false, accumulate: true },
  });
  return [y, normalized, scale, swish, slope];
};

/**
 * `CausalBlockGrad`: of `dy`, the weights and the results of the block to `dx`, `dBias`,
 * `dOutputWeight`, `dOutputBias` and the gradients of the other weights.
 */
const causalBlockGrad: Kernel = (backend, inputs, { step }) => {
  check(backend, inputs);
  const { dy, outputWeight, normalized, scale, swish, slope } = inputs;
  const dOutputWeight = multiply(backend, swish!, dy!, true, false);
  const dLinear = multiply(backend, dy!, outputWeight!, false, true);
  runBinary(backend, Binary.Mul, dLinear, slope!, dLinear);
  const convolution = convolutionOf(normalized!, inputs, step as number);
  const [dNormalized, dWeights] = convolveGradient(backend, convolution, dLinear, normalized!);
  const dx = normalizeGradient(backend, dNormalized, normalized!, scale!, dy);
  const dBias = sumRows(backend, dLinear);
  backend.disposeIntermediateTensorInfo(dLinear);
  backend.disposeIntermediateTensorInfo(dNormalized);
  return [dx, dBias, dOutputWeight, sumRows(backend, dy!), ...dWeights];
};

/** Kernels of causal convolutions. */
export const CAUSAL_KERNELS: Kernels = {
  CausalBlock: causalBlock,
  CausalBlockGrad: causalBlockGrad,
};
