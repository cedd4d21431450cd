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

/** Maximum number of dimensions of a copy after neighbouring ones are joined. */
const MAX_DIMENSIONS = 6;

/** A walk through two tensors at once: sizes, and steps in values through each. */
interface Walk {
  readonly sizes: readonly number[];
  readonly fromSteps: readonly number[];
  readonly toSteps: readonly number[];
}

/** Steps through a contiguous tensor. */
function stepsOf(shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    steps[i] = step;
    step *= shape[i]!;
  }
  return steps;
}

/** Merges dimensions that are contiguous on both sides. */
function join(walk: Walk): Walk {
  const sizes: number[] = [];
  const fromSteps: number[] = [];
  const toSteps: number[] = [];
  for (let i = 0; i < walk.sizes.length; i++) {
    const [size, from, to] = [walk.sizes[i]!, walk.fromSteps[i]!, walk.toSteps[i]!];
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && fromSteps[last] === from * size && toSteps[last] === to * size) {
      sizes[last]! *= size;
      fromSteps[last] = from;
      toSteps[last] = to;
    } else {
      sizes.push(size);
      fromSteps.push(from);
      toSteps.push(to);
    }
  }
  return { sizes, fromSteps, toSteps };
}

/** Copies along a walk between two addresses; false if it has too many dimensions. */
function runCopy(backend: SimdBackend, from: number, to: number, walk: Walk): boolean {
  const { sizes, fromSteps, toSteps } = join(walk);
  const missing = MAX_DIMENSIONS - sizes.length;
  if (missing < 0) return false;
  const length = sizeOf(sizes);
  if (length === 0) return true;
  const pad = (values: readonly number[], filler: number) => [
    ...new Array<number>(missing).fill(filler),
    ...values,
  ];
  const rows = length / (sizes.at(-1) ?? 1);
  const chunks = Math.min(rows, chunksOf(length));
  const dimensions = [...pad(sizes, 1), ...pad(fromSteps, 0), ...pad(toSteps, 0)];
  backend.engine.run(Job.Copy, chunks, [chunks, from, to, ...dimensions]);
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
  const steps = stepsOf(x.shape);
  const y = backend.allocate(shape);
  const walk = {
    sizes: shape,
    fromSteps: permutation.map((i) => steps[i]!),
    toSteps: stepsOf(shape),
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
  const steps = stepsOf(x!.shape);
  const offset = start!.reduce((sum, position, i) => sum + position * steps[i]!, 0);
  const y = backend.allocate(shape!);
  const walk = { sizes: shape!, fromSteps: steps, toSteps: stepsOf(shape!) };
  const from = backend.address(x!) + 4 * offset;
  return finished(backend, y, runCopy(backend, from, backend.address(y), walk));
};

const splitV: Kernel = (backend, { x }, attributes) => {
  if (!backend.isFloat(x!)) return undefined;
  const axis = tf.util.parseAxisParam(attributes.axis as number, x!.shape)[0]!;
  const numOrSizeSplits = attributes.numOrSizeSplits as number | number[];
  const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, axis);
  const fromSteps = stepsOf(x!.shape);
  let from = backend.address(x!);
  const parts: tf.TensorInfo[] = [];
  for (const size of sizes) {
    const shape = x!.shape.with(axis, size);
    const y = backend.allocate(shape);
    parts.push(y);
    const walk = { sizes: shape, fromSteps, toSteps: stepsOf(shape) };
    if (!runCopy(backend, from, backend.address(y), walk)) {
      parts.forEach((part) => backend.disposeIntermediateTensorInfo(part));
      return undefined;
    }
    from += 4 * fromSteps[axis]! * size;
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
  const toSteps = stepsOf(shape);
  let to = backend.address(y);
  for (const [i, tensor] of tensors.entries()) {
    const sizes = shapes[i]!;
    const walk = { sizes, fromSteps: stepsOf(sizes), toSteps };
    if (!runCopy(backend, backend.address(tensor), to, walk)) {
      return finished(backend, y, false);
    }
    to += 4 * toSteps[axis]! * sizes[axis]!;
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
  const toSteps = stepsOf(shape);
  const offset = paddings.reduce((sum, [before], i) => sum + before * toSteps[i]!, 0);
  const walk = { sizes: x!.shape, fromSteps: stepsOf(x!.shape), toSteps };
  const to = backend.address(y) + 4 * offset;
  return finished(backend, y, runCopy(backend, backend.address(x!), to, walk));
};

const tile: Kernel = (backend, { x }, { reps }) => {
  if (!backend.isFloat(x!)) return undefined;
  const repetitions = reps as number[];
  const shape = x!.shape.map((size, i) => size * repetitions[i]!);
  const y = backend.allocate(shape);
  const fromSteps = stepsOf(x!.shape);
  const toSteps = stepsOf(shape);
  const walk = {
    sizes: x!.shape.flatMap((size, i) => [repetitions[i]!, size]),
    fromSteps: fromSteps.flatMap((step) => [0, step]),
    toSteps: toSteps.flatMap((step, i) => [step * x!.shape[i]!, step]),
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
