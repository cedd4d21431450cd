/**
 * Kernels that only move values: transpose, slice, split, concat, stack, pad and tile.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Job } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf } from "../engine.ts";
import { type Kernel, type Kernels, reshaped, sizeOf } from "./kernel.ts";
import { contiguousStrides, joinDimensions, type Walk, walkArguments } from "./strides.ts";

/** Dimensions of a copy, after neighbouring ones are joined. */
const COPY_RANK = 6;

/** Copies along a walk from an address to another; false if it has too many dimensions. */
function runCopy(backend: SimdBackend, from: number, to: number, copied: Walk): boolean {
  const walk = joinDimensions(copied);
  if (walk.sizes.length > COPY_RANK) return false;
  const length = sizeOf(walk.sizes);
  if (length === 0) return true;
  const rows = length / (walk.sizes.at(-1) ?? 1);
  const chunks = Math.min(rows, chunksOf(length));
  backend.engine.run(Job.Copy, chunks, [chunks, from, to, ...walkArguments(walk, COPY_RANK)]);
  return true;
}

/** Returns `y`, or disposes it if the copy was not possible. */
function finished(
  backend: SimdBackend,
  y: tf.TensorInfo,
  done: boolean,
): tf.TensorInfo | undefined {
  if (done) return y;
  backend.disposeIntermediateTensorInfo(y);
  return undefined;
}

/** Transposes a float32 tensor; undefined if that needs too many dimensions. */
export function permute(
  backend: SimdBackend,
  x: tf.TensorInfo,
  permutation: readonly number[],
): tf.TensorInfo | undefined {
  const shape = permutation.map((i) => x.shape[i]!);
  const strides = contiguousStrides(x.shape);
  const y = backend.allocate(shape);
  const walk = {
    sizes: shape,
    aStrides: permutation.map((i) => strides[i]!),
    bStrides: contiguousStrides(shape),
  };
  return finished(backend, y, runCopy(backend, backend.address(x), backend.address(y), walk));
}

const transpose: Kernel = (backend, { x }, { perm }) => {
  if (!backend.isFloat(x!)) return undefined;
  return permute(backend, x!, perm as number[]);
};

const slice: Kernel = (backend, { x }, attributes) => {
  if (!backend.isFloat(x!)) return undefined;
  const { begin, size } = attributes as { begin: number | number[]; size: number | number[] };
  const [start, shape] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
  tf.slice_util.assertParamsValid(x as tf.Tensor, start!, shape!);
  const strides = contiguousStrides(x!.shape);
  const offset = start!.reduce((sum, position, i) => sum + position * strides[i]!, 0);
  const y = backend.allocate(shape!);
  const walk = { sizes: shape!, aStrides: strides, bStrides: contiguousStrides(shape!) };
  const from = backend.address(x!) + 4 * offset;
  return finished(backend, y, runCopy(backend, from, backend.address(y), walk));
};

const splitV: Kernel = (backend, { x }, attributes) => {
  if (!backend.isFloat(x!)) return undefined;
  const axis = tf.util.parseAxisParam(attributes.axis as number, x!.shape)[0]!;
  const numOrSizeSplits = attributes.numOrSizeSplits as number | number[];
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, axis);
  const fromStrides = contiguousStrides(x!.shape);
  let from = backend.address(x!);
  const parts: tf.TensorInfo[] = [];
  for (const size of sizes) {
    const shape = x!.shape.with(axis, size);
    const y = backend.allocate(shape);
    parts.push(y);
    const walk = { sizes: shape, aStrides: fromStrides, bStrides: contiguousStrides(shape) };
    if (!runCopy(backend, from, backend.address(y), walk)) {
      parts.forEach((part) => backend.disposeIntermediateTensorInfo(part));
      return undefined;
    }
    from += 4 * fromStrides[axis]! * size;
  }
  return parts;
};

/** Concatenates float32 tensors, reshaped, along an axis. */
function joinTensors(
  backend: SimdBackend,
  tensors: readonly tf.TensorInfo[],
  shapes: number[][],
  axis: number,
): tf.TensorInfo | undefined {
  const shape = tf.backend_util.computeOutShape(shapes, axis);
  const y = backend.allocate(shape);
  const toStrides = contiguousStrides(shape);
  let to = backend.address(y);
  for (const [i, tensor] of tensors.entries()) {
    const sizes = shapes[i]!;
    const walk = { sizes, aStrides: contiguousStrides(sizes), bStrides: toStrides };
    if (!runCopy(backend, backend.address(tensor), to, walk)) {
      return finished(backend, y, false);
    }
    to += 4 * toStrides[axis]! * sizes[axis]!;
  }
  return y;
}

const concat: Kernel = (backend, inputs, attributes) => {
  const tensors = Object.values(inputs);
  if (!tensors.every((tensor) => backend.isFloat(tensor))) return undefined;
  const axis = tf.util.parseAxisParam(attributes.axis as number, tensors[0]!.shape)[0]!;
  const shapes = tensors.map((tensor) => tensor.shape);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  return joinTensors(backend, tensors, shapes, axis);
};

const pack: Kernel = (backend, inputs, { axis }) => {
  const tensors = Object.values(inputs);
  const { shape } = tensors[0]!;
  const isAlike = (tensor: tf.TensorInfo) =>
    backend.isFloat(tensor) && tf.util.arraysEqual(tensor.shape, shape);
  if (!tensors.every(isAlike)) return undefined;
  const stacked = shape.toSpliced(axis as number, 0, 1);
  return joinTensors(backend, tensors, tensors.map(() => stacked), axis as number);
};

const padV2: Kernel = (backend, { x }, attributes) => {
  if (!backend.isFloat(x!)) return undefined;
  const { paddings, constantValue } = attributes as {
    paddings: [number, number][];
    constantValue: number;
  };
  const shape = x!.shape.map((size, i) => paddings[i]![0] + size + paddings[i]![1]);
  const y = backend.allocate(shape);
  backend.values(y).fill(constantValue);
  const toStrides = contiguousStrides(shape);
  const offset = paddings.reduce((sum, [before], i) => sum + before * toStrides[i]!, 0);
  const walk = { sizes: x!.shape, aStrides: contiguousStrides(x!.shape), bStrides: toStrides };
  const to = backend.address(y) + 4 * offset;
  return finished(backend, y, runCopy(backend, backend.address(x!), to, walk));
};

const tile: Kernel = (backend, { x }, { reps }) => {
  if (!backend.isFloat(x!)) return undefined;
  const repetitions = reps as number[];
  const shape = x!.shape.map((size, i) => size * repetitions[i]!);
  const y = backend.allocate(shape);
  const fromStrides = contiguousStrides(x!.shape);
  const toStrides = contiguousStrides(shape);
  const walk = {
    sizes: x!.shape.flatMap((size, i) => [repetitions[i]!, size]),
    aStrides: fromStrides.flatMap((stride) => [0, stride]),
    bStrides: toStrides.flatMap((stride, i) => [stride * x!.shape[i]!, stride]),
  };
  return finished(backend, y, runCopy(backend, backend.address(x!), backend.address(y), walk));
};

const reshape: Kernel = (backend, { x }, { shape }) => {
  const size = sizeOf(x!.shape);
  const newShape = tf.util.inferFromImplicitShape(shape as number[], size);
  if (sizeOf(newShape) !== size) return undefined;
  return reshaped(backend, x!, newShape);
};

/** Kernels that move values. */
export const LAYOUT_KERNELS: Kernels = {
  Transpose: transpose,
  Slice: slice,
  SplitV: splitV,
  Concat: concat,
  Pack: pack,
  PadV2: padV2,
  Tile: tile,
  Reshape: reshape,
};
