/**
 * Functions of one or two tensors, value by value.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Binary, CastFrom, Job, Logic, Unary } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf, floatBits } from "../engine.ts";
import { type Attributes, type Kernel, type Kernels, reshaped, sizeOf } from "./kernel.ts";
import { broadcastStrides, joinDimensions, walkArguments } from "./strides.ts";

/** Stores a function of `x` in `y`, which may be `x` itself. */
export function runUnary(
  backend: SimdBackend,
  operation: Unary,
  x: tf.TensorInfo,
  y: tf.TensorInfo,
  first = 0,
  second = 0,
): void {
  const length = sizeOf(x.shape);
  if (length === 0) return;
  const chunks = chunksOf(length);
  const addresses = backend.addresses(x, y);
  const parameters = [floatBits(first), floatBits(second)];
  backend.engine.run(Job.Unary, chunks, [operation, length, chunks, ...addresses, ...parameters]);
}

function unaryKernel(
  operation: Unary,
  parameters: (attributes: Attributes) => readonly number[] = () => [],
): Kernel {
  return (backend, { x }, attributes) => {
    if (!backend.isFloat(x!)) return undefined;
    const y = backend.allocate(x!.shape);
    const [first, second] = parameters(attributes);
    runUnary(backend, operation, x!, y, first, second);
    return y;
  };
}

/** Dimensions of a broadcast, after neighbouring ones are joined. */
const BROADCAST_RANK = 4;

/** Stores a function of `a` and `b`, broadcast, in `y`; false if they need too many dimensions. */
export function runBinary(
  backend: SimdBackend,
  operation: Binary,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  y: tf.TensorInfo,
): boolean {
  const length = sizeOf(y.shape);
  if (length === 0) return true;
  const walk = joinDimensions({
    sizes: y.shape,
    aStrides: broadcastStrides(a.shape, y.shape.length),
    bStrides: broadcastStrides(b.shape, y.shape.length),
  });
  if (walk.sizes.length > BROADCAST_RANK) return false;
  const rows = length / (walk.sizes.at(-1) ?? 1);
  const chunks = rows === 1 ? chunksOf(length) : Math.min(rows, chunksOf(length));
  backend.engine.run(Job.Binary, chunks, [
    ...[operation, chunks, ...backend.addresses(a, b, y)],
    ...walkArguments(walk, BROADCAST_RANK),
  ]);
  return true;
}

function binaryKernel(
  operation: Binary,
  firstName = "a",
  secondName = "b",
): Kernel {
  return (backend, inputs) => {
    const a = inputs[firstName]!;
    const b = inputs[secondName]!;
    if (!backend.isFloat(a) || !backend.isFloat(b)) return undefined;
    const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const y = backend.allocate(shape, operation < Binary.Greater ? "float32" : "bool");
    if (runBinary(backend, operation, a, b, y)) return y;
    backend.disposeIntermediateTensorInfo(y);
    return undefined;
  };
}

/**
 * Casts to float32 convert the values; the cpu backend only relabels integers, which these kernels
 * cannot read.
 */
const cast: Kernel = (backend, { x }, { dtype }) => {
  if (dtype !== "float32" || (x!.dtype !== "int32" && x!.dtype !== "bool")) return undefined;
  const values = backend.values(x!);
  const y = backend.allocate(x!.shape);
  const length = sizeOf(x!.shape);
  if (length === 0) return y;
  const chunks = chunksOf(length);
  const from = values instanceof Uint8Array ? CastFrom.Bool : CastFrom.Int32;
  const addresses = [values.byteOffset, backend.address(y)];
  backend.engine.run(Job.Cast, chunks, [from, length, chunks, ...addresses]);
  return y;
};

/** `Select` with a condition per value; the cpu backend handles conditions per row. */
const select: Kernel = (backend, { condition, t, e }) => {
  const sameShape = condition!.shape.length === t!.shape.length;
  if (!sameShape || !backend.isFloat(t!) || !backend.isFloat(e!)) return undefined;
  if (!(backend.values(condition!) instanceof Uint8Array)) return undefined;
  const y = backend.allocate(t!.shape);
  const length = sizeOf(t!.shape);
  if (length === 0) return y;
  const chunks = chunksOf(length);
  const addresses = backend.addresses(condition!, t!, e!, y);
  backend.engine.run(Job.Select, chunks, [length, chunks, ...addresses]);
  return y;
};

function logicKernel(operation: Logic, firstName: string, secondName: string): Kernel {
  return (backend, inputs) => {
    const a = inputs[firstName]!;
    const b = inputs[secondName]!;
    const length = sizeOf(a.shape);
    const areBytes = [a, b].every((tensor) => backend.values(tensor) instanceof Uint8Array);
    if (!areBytes || length === 0 || !tf.util.arraysEqual(a.shape, b.shape)) return undefined;
    const y = backend.allocate(a.shape, "bool");
    const chunks = chunksOf(length, 131072);
    const addresses = backend.addresses(a, b, y);
    backend.engine.run(Job.Logic, chunks, [operation, length, chunks, ...addresses]);
    return y;
  };
}

/** A sum of many tensors, as a chain of additions onto the first sum. */
const addN: Kernel = (backend, inputs) => {
  const tensors = Object.values(inputs);
  if (tensors.length < 2 || !tensors.every((tensor) => backend.isFloat(tensor))) return undefined;
  const y = backend.allocate(tensors[0]!.shape);
  runBinary(backend, Binary.Add, tensors[0]!, tensors[1]!, y);
  for (const tensor of tensors.slice(2)) runBinary(backend, Binary.Add, y, tensor, y);
  return y;
};

const fill: Kernel = (backend, _, attributes) => {
  const { shape, value, dtype } = attributes as { shape: number[]; value: number; dtype?: string };
  if (typeof value !== "number" || (dtype ?? "float32") !== "float32") return undefined;
  const y = backend.allocate(shape);
  backend.values(y).fill(value);
  return y;
};

const zerosLike: Kernel = (backend, { x }) => {
  if (x!.dtype !== "float32") return undefined;
  const y = backend.allocate(x!.shape);
  backend.values(y).fill(0);
  return y;
};

const onesLike: Kernel = (backend, { x }) => {
  if (x!.dtype !== "float32") return undefined;
  const y = backend.allocate(x!.shape);
  backend.values(y).fill(1);
  return y;
};

const identity: Kernel = (backend, { x }) => reshaped(backend, x!, x!.shape);

/** Elementwise kernels. */
export const ELEMENTWISE_KERNELS: Kernels = {
  Neg: unaryKernel(Unary.Neg),
  Abs: unaryKernel(Unary.Abs),
  Square: unaryKernel(Unary.Square),
  Sqrt: unaryKernel(Unary.Sqrt),
  Rsqrt: unaryKernel(Unary.Rsqrt),
  Reciprocal: unaryKernel(Unary.Reciprocal),
  Exp: unaryKernel(Unary.Exp),
  Expm1: unaryKernel(Unary.Expm1),
  Log: unaryKernel(Unary.Log),
  Log1p: unaryKernel(Unary.Log1p),
  Sigmoid: unaryKernel(Unary.Sigmoid),
  Softplus: unaryKernel(Unary.Softplus),
  Tanh: unaryKernel(Unary.Tanh),
  Relu: unaryKernel(Unary.Relu),
  Relu6: unaryKernel(Unary.Relu6),
  LeakyRelu: unaryKernel(Unary.LeakyRelu, ({ alpha }) => [alpha as number]),
  Elu: unaryKernel(Unary.Elu),
  Step: unaryKernel(Unary.Step, ({ alpha }) => [alpha as number]),
  Sign: unaryKernel(Unary.Sign),
  Floor: unaryKernel(Unary.Floor),
  Ceil: unaryKernel(Unary.Ceil),
  Round: unaryKernel(Unary.Round),
  ClipByValue: unaryKernel(
    Unary.Clip,
    ({ clipValueMin, clipValueMax }) => [clipValueMin as number, clipValueMax as number],
  ),
  Add: binaryKernel(Binary.Add),
  Sub: binaryKernel(Binary.Sub),
  Multiply: binaryKernel(Binary.Mul),
  RealDiv: binaryKernel(Binary.Div),
  Maximum: binaryKernel(Binary.Maximum),
  Minimum: binaryKernel(Binary.Minimum),
  SquaredDifference: binaryKernel(Binary.SquaredDifference),
  EluGrad: binaryKernel(Binary.EluGrad, "dy", "y"),
  Greater: binaryKernel(Binary.Greater),
  GreaterEqual: binaryKernel(Binary.GreaterEqual),
  Less: binaryKernel(Binary.Less),
  LessEqual: binaryKernel(Binary.LessEqual),
  Equal: binaryKernel(Binary.Equal),
  NotEqual: binaryKernel(Binary.NotEqual),
  LogicalAnd: logicKernel(Logic.And, "a", "b"),
  LogicalOr: logicKernel(Logic.Or, "a", "b"),
  LogicalNot: logicKernel(Logic.Not, "x", "x"),
  Cast: cast,
  Select: select,
  AddN: addN,
  Fill: fill,
  ZerosLike: zerosLike,
  OnesLike: onesLike,
  Identity: identity,
};
