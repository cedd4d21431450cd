/**
 * Kernels that tfjs does not have, for networks of dense layers: swish, layer norm, a whole residual
 * block, bias with ReLU, and the norm of all gradients.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Binary, Job, Reduction, Unary } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf, floatBits } from "../engine.ts";
import { runBinary, runUnary } from "./elementwise.ts";
import { type Inputs, type Kernel, type Kernels, sizeOf } from "./kernel.ts";
import { multiply } from "./matmul.ts";
import { runReduction } from "./reduction.ts";

/** Rows and columns of a matrix, or of a tensor seen as one with all but the last axis as rows. */
export function matrixOf({ shape }: tf.TensorInfo): [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [sizeOf(shape.slice(0, -1)), columns];
}

/** Refuses tensors of unsupported types, for which there is no fallback. */
export function check(backend: SimdBackend, inputs: Inputs): void {
  for (const [name, tensor] of Object.entries(inputs)) {
    if (!backend.isFloat(tensor)) {
      throw new TypeError(`Cannot compute with ${name}: it is ${tensor.dtype}, expected float32`);
    }
  }
}

/** Runs a job that goes over the rows of `like`, whose addresses follow those of its sizes. */
function runRows(
  backend: SimdBackend,
  job: Job,
  like: tf.TensorInfo,
  args: readonly number[],
): void {
  const [rows, columns] = matrixOf(like);
  if (rows * columns === 0) return;
  const chunks = Math.min(rows, chunksOf(rows * columns, CHUNK_VALUES));
  backend.engine.run(job, chunks, [rows, columns, chunks, ...args]);
}

/** Values per chunk of kernels with several passes, or an exponential per value. */
const CHUNK_VALUES = 8192;

/** `x` with each row at mean 0 and variance 1, and the factor `[..., 1]` of each row. */
export function normalize(
  backend: SimdBackend,
  x: tf.TensorInfo,
  epsilon: number,
): [tf.TensorInfo, tf.TensorInfo] {
  const y = backend.allocate(x.shape);
  const scale = backend.allocate(x.shape.with(-1, 1));
  const addresses = [x, y, scale].map((tensor) => backend.address(tensor));
  runRows(backend, Job.LayerNorm, x, [...addresses, floatBits(epsilon)]);
  return [y, scale];
}

/** The gradient to a layer norm's input; `other` is added to it. */
export function normalizeGradient(
  backend: SimdBackend,
  dy: tf.TensorInfo,
  y: tf.TensorInfo,
  scale: tf.TensorInfo,
  other?: tf.TensorInfo,
): tf.TensorInfo {
  const dx = backend.allocate(dy.shape);
  const addresses = [dy, y, scale].map((tensor) => backend.address(tensor));
  const added = other ? backend.address(other) : 0;
  runRows(backend, Job.LayerNormGrad, dy, [...addresses, added, backend.address(dx)]);
  return dx;
}

/** `LayerNorm`: of `x` to normalized rows and their factors. */
const layerNorm: Kernel = (backend, inputs, { epsilon }) => {
  check(backend, inputs);
  return normalize(backend, inputs.x!, epsilon as number);
};

/** `LayerNormGrad`: of `dy` and the results `y` and `scale` to `dx`. */
const layerNormGrad: Kernel = (backend, inputs) => {
  check(backend, inputs);
  return normalizeGradient(backend, inputs.dy!, inputs.y!, inputs.scale!);
};

/** `Silu`: `x sigmoid(x)`. */
const silu: Kernel = (backend, inputs) => {
  check(backend, inputs);
  const y = backend.allocate(inputs.x!.shape);
  runUnary(backend, Unary.Silu, inputs.x!, y);
  return y;
};

/** The gradient of `Silu` from that of its result, `dy`, and from what it was applied to, `x`. */
function siluGradient(
  backend: SimdBackend,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
): tf.TensorInfo {
  const dx = backend.allocate(x.shape);
  runBinary(backend, Binary.SiluGrad, dy, x, dx);
  return dx;
}

/** `SiluGrad`: of `dy` and `x` to `dx`. */
const siluGrad: Kernel = (backend, inputs) => {
  check(backend, inputs);
  return siluGradient(backend, inputs.dy!, inputs.x!);
};

/**
 * `ResidualBlock`: `y = x + silu(linear)` with `linear = normalized weight + bias`, `normalized` being
 * the layer norm of `x`. Gives `y`, `normalized`, its `scale` and `linear`.
 */
const residualBlock: Kernel = (backend, inputs, { epsilon }) => {
  check(backend, inputs);
  const { x, weight, bias } = inputs;
  const [normalized, scale] = normalize(backend, x!, epsilon as number);
  const linear = multiply(backend, normalized, weight!, false, false);
  const y = backend.allocate(x!.shape);
  const addresses = [linear, bias!, x!, y].map((tensor) => backend.address(tensor));
  runRows(backend, Job.ResidualSilu, x!, addresses);
  return [y, normalized, scale, linear];
};

/** The sum of a matrix's rows, which is the gradient of what was added to each. */
export function sumRows(backend: SimdBackend, x: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = matrixOf(x);
  const y = backend.allocate([columns]);
  runReduction(backend, Reduction.Sum, x, [1, rows, columns], backend.address(y));
  return y;
}

/** `ResidualBlockGrad`: of `dy`, `weight` and the results of the block to `dx`, `dWeight`, `dBias`. */
const residualBlockGrad: Kernel = (backend, inputs) => {
  check(backend, inputs);
  const { dy, weight, normalized, scale, linear } = inputs;
  const dLinear = siluGradient(backend, dy!, linear!);
  const dWeight = multiply(backend, normalized!, dLinear, true, false);
  const dBias = sumRows(backend, dLinear);
  const dNormalized = multiply(backend, dLinear, weight!, false, true);
  const dx = normalizeGradient(backend, dNormalized, normalized!, scale!, dy);
  backend.disposeIntermediateTensorInfo(dLinear);
  backend.disposeIntermediateTensorInfo(dNormalized);
  return [dx, dWeight, dBias];
};

/** `BiasRelu`: `max(x + bias, 0)`, the bias for the last axis. */
const biasRelu: Kernel = (backend, inputs) => {
  check(backend, inputs);
  const { x, bias } = inputs;
  const y = backend.allocate(x!.shape);
  runBinary(backend, Binary.AddRelu, x!, bias!, y);
  return y;
};

/** `BiasReluGrad`: of `dy` and the result `y` to `dx` and `dBias`. */
const biasReluGrad: Kernel = (backend, inputs) => {
  check(backend, inputs);
  const { dy, y } = inputs;
  const dx = backend.allocate(y!.shape);
  runBinary(backend, Binary.ReluGrad, dy!, y!, dx);
  return [dx, sumRows(backend, dx)];
};

/** `GlobalNorm`: the root of the sum of the squares of all values of all inputs. */
const globalNorm: Kernel = (backend, inputs) => {
  check(backend, inputs);
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

/** Kernels for networks of dense layers. */
export const NETWORK_KERNELS: Kernels = {
  LayerNorm: layerNorm,
  LayerNormGrad: layerNormGrad,
  Silu: silu,
  SiluGrad: siluGrad,
  ResidualBlock: residualBlock,
  ResidualBlockGrad: residualBlockGrad,
  BiasRelu: biasRelu,
  BiasReluGrad: biasReluGrad,
  GlobalNorm: globalNorm,
};
