/**
 * Sums, means, maxima and minima over any axes, and the norm of many tensors.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Job, Reduction } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf, floatBits } from "../engine.ts";
import { permute } from "./layout.ts";
import { type Kernel, type Kernels, requireFloats, sizeOf } from "./kernel.ts";

/** Values per partial result. */
const BLOCK_VALUES = 16384;
/** Minimum number of rows per partial result, which limits their number. */
const BLOCK_ROWS = 64;

/** Reduces `x`, seen as `[outer, count, inner]`, over its middle into float32 at `to`. */
export function runReduction(
  backend: SimdBackend,
  operation: Reduction,
  x: tf.TensorInfo,
  [outer, count, inner]: readonly [number, number, number],
  to: number,
  divisor = 1,
): void {
  if (outer * inner === 0) return;
  const { engine } = backend;
  const block = Math.max(BLOCK_ROWS, Math.ceil(BLOCK_VALUES / inner));
  const blocks = Math.ceil(count / block);
  const padded = inner === 1 ? 1 : 4 * Math.ceil(inner / 4);
  engine.heap.lend(8 * outer * blocks * padded, (partials) => {
    const chunks = Math.min(outer * blocks, chunksOf(outer * count * inner));
    const sizes = [outer, count, inner, block];
    const from = backend.address(x);
    engine.run(Job.Reduce, chunks, [operation, chunks, ...sizes, from, partials]);
    const finishChunks = Math.min(outer, chunksOf(outer * inner));
    engine.run(Job.ReduceFinish, finishChunks, [
      ...[operation, finishChunks, outer, blocks, inner, partials],
      ...[to, floatBits(divisor)],
    ]);
  });
}

/** The shape as `[outer, count, inner]` where the reduced axes are neighbours. */
function neighbours(
  shape: readonly number[],
  axes: readonly number[],
): [number, number, number] | undefined {
  const long = axes.filter((axis) => shape[axis] !== 1);
  if (long.length === 0) return [sizeOf(shape), 1, 1];
  const first = Math.min(...long);
  const last = Math.max(...long);
  for (let axis = first; axis <= last; axis++) {
    if (!long.includes(axis) && shape[axis] !== 1) return undefined;
  }
  return [
    sizeOf(shape.slice(0, first)),
    sizeOf(shape.slice(first, last + 1)),
    sizeOf(shape.slice(last + 1)),
  ];
}

/** The reduced shape, with axes of size 1 where they are kept. */
function reducedShape(
  shape: readonly number[],
  axes: readonly number[],
  keepDims: boolean,
): number[] {
  return shape
    .map((size, axis) => axes.includes(axis) ? (keepDims ? 1 : -1) : size)
    .filter((size) => size >= 0);
}

function reductionKernel(operation: Reduction, inputName: string, isMean = false): Kernel {
  return (backend, inputs, attributes) => {
    const x = inputs[inputName]!;
    if (!backend.isFloat(x)) return undefined;
    const { axis, reductionIndices, keepDims } = attributes as {
      axis?: number | number[];
      reductionIndices?: number | number[];
      keepDims?: boolean;
    };
    const axes = tf.util.parseAxisParam((axis ?? reductionIndices)!, x.shape);
    const count = sizeOf(axes.map((i) => x.shape[i]!));
    const y = backend.allocate(reducedShape(x.shape, axes, keepDims ?? false));
    const divisor = isMean ? count : 1;
    const direct = neighbours(x.shape, axes);
    if (direct !== undefined) {
      runReduction(backend, operation, x, direct, backend.address(y), divisor);
      return y;
    }
    const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const turned = permute(backend, x, [...kept, ...axes]);
    if (turned === undefined) {
      backend.disposeIntermediateTensorInfo(y);
      return undefined;
    }
    const address = backend.address(y);
    runReduction(backend, operation, turned, [sizeOf(y.shape), count, 1], address, divisor);
    backend.disposeIntermediateTensorInfo(turned);
    return y;
  };
}

/** `GlobalNorm`: the root of the sum of the squares of all values of all inputs. */
const globalNorm: Kernel = (backend, inputs) => {
  requireFloats(backend, inputs);
  const tensors = Object.values(inputs);
  const squares = backend.allocate([tensors.length]);
  tensors.forEach((tensor, i) => {
    const address = backend.address(squares) + 4 * i;
    runReduction(backend, Reduction.SumOfSquares, tensor, [1, sizeOf(tensor.shape), 1], address);
  });
  const y = backend.allocate([]);
  const sums = backend.engine.floats(backend.address(squares), tensors.length);
  backend.values(y)[0] = Math.sqrt(sums.reduce((sum, x) => sum + x, 0));
  backend.disposeIntermediateTensorInfo(squares);
  return y;
};

/** Reductions. */
export const REDUCTION_KERNELS: Kernels = {
  Sum: reductionKernel(Reduction.Sum, "x"),
  Mean: reductionKernel(Reduction.Sum, "x", true),
  Max: reductionKernel(Reduction.Max, "x"),
  Min: reductionKernel(Reduction.Min, "x"),
  GlobalNorm: globalNorm,
};
