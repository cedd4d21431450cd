/**
 * Kernels that tfjs does not have, for the layers of `lib/model/layers.ts`: swish, layer norm, a whole
 * residual block, and bias with ReLU.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Binary, Job, Reduction, Unary } from "../assembly/operations.ts";
import type { SimdBackend } from "../backend.ts";
import { chunksOf, floatBits } from "../engine.ts";
import { runBinary, runUnary } from "./elementwise.ts";
import { type Kernel, type Kernels, matrixOf, requireFloats } from "./kernel.ts";
import { multiply } from "./matmul.ts";
import { runReduction } from "./reduction.ts";

/** Values per chunk of kernels with several passes, or an exponential per value. */
const CHUNK_VALUES = 8192;

/** Runs a job over the rows of `like`; the addresses follow its sizes among the arguments. */
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

/** `x` with each row normalized to mean 0 and variance 1, and the scale `[..., 1]` of each row. */
export function normalize(
  backend: SimdBackend,
  x: tf.TensorInfo,
  epsilon: number,
): [tf.TensorInfo, tf.TensorInfo] {
  const y = backend.allocate(x.shape);
  const scale = backend.allocate(x.shape.with(-1, 1));
  const addresses = backend.addresses(x, y, scale);
  runRows(backend, Job.LayerNorm, x, [...addresses, floatBits(epsilon)]);
  return [y, scale];
}

/** The gradient with respect to the input of a layer norm, plus `other`. */
export function normalizeGradient(
  backend: SimdBackend,
  dy: tf.TensorInfo,
  y: tf.TensorInfo,
  scale: tf.TensorInfo,
  other?: tf.TensorInfo,
): tf.TensorInfo {
  const dx = backend.allocate(dy.shape);
  const addresses = backend.addresses(dy, y, scale);
  const added = other ? backend.address(other) : 0;
  runRows(backend, Job.LayerNormGrad, dy, [...addresses, added, backend.address(dx)]);
  return dx;
}

/** `LayerNorm`: from `x` to normalized rows and their scales. */
const layerNorm: Kernel = (backend, inputs, { epsilon }) => {
  requireFloats(backend, inputs);
  return normalize(backend, inputs.x!, epsilon as number);
};

/** `LayerNormGrad`: from `dy` and the results `y` and `scale` to `dx`. */
const layerNormGrad: Kernel = (backend, inputs) => {
  requireFloats(backend, inputs);
  return normalizeGradient(backend, inputs.dy!, inputs.y!, inputs.scale!);
};

/** `Silu`: `x sigmoid(x)`. */
const silu: Kernel = (backend, inputs) => {
  requireFloats(backend, inputs);
  const y = backend.allocate(inputs.x!.shape);
  runUnary(backend, Unary.Silu, inputs.x!, y);
  return y;
};

/** The gradient of `Silu` with respect to its input `x`, given that of its result, `dy`. */
function siluGradient(
  backend: SimdBackend,
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
): tf.TensorInfo {
  const dx = backend.allocate(x.shape);
  runBinary(backend, Binary.SiluGrad, dy, x, dx);
  return dx;
}

/** `SiluGrad`: from `dy` and `x` to `dx`. */
const siluGrad: Kernel = (backend, inputs) => {
  requireFloats(backend, inputs);
  return siluGradient(backend, inputs.dy!, inputs.x!);
};

/**
 * `ResidualBlock`: `y = x + silu(linear)` with `linear = normalized weight + bias`, `normalized` being
 * the layer norm of `x`. Gives `y`, `normalized`, its `scale` and `linear`.
 */
const residualBlock: Kernel = (backend, inputs, { epsilon }) => {
  requireFloats(backend, inputs);
  const { x, weight, bias } = inputs;
  const [normalized, scale] = normalize(backend, x!, epsilon as number);
  const linear = multiply(backend, normalized, weight!, false, false);
  const y = backend.allocate(x!.shape);
  const addresses = backend.addresses(linear, bias!, x!, y);
  runRows(backend, Job.ResidualSilu, x!, addresses);
  return [y, normalized, scale, linear];
};

/** The sum of a matrix's rows: the gradient with respect to a bias that is added to each. */
export function sumRows(backend: SimdBackend, x: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = matrixOf(x);
  const y = backend.allocate([columns]);
  runReduction(backend, Reduction.Sum, x, [1, rows, columns], backend.address(y));
  return y;
}

/** `ResidualBlockGrad`: from `dy`, `weight` and the results of the block to `dx`, `dWeight`, `dBias`. */
const residualBlockGrad: Kernel = (backend, inputs) => {
  requireFloats(backend, inputs);
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
  requireFloats(backend, inputs);
  const { x, bias } = inputs;
  const y = backend.allocate(x!.shape);
  runBinary(backend, Binary.AddRelu, x!, bias!, y);
  return y;
};

/** `BiasReluGrad`: from `dy` and the result `y` to `dx` and `dBias`. */
const biasReluGrad: Kernel = (backend, inputs) => {
  requireFloats(backend, inputs);
  const { dy, y } = inputs;
  const dx = backend.allocate(y!.shape);
  runBinary(backend, Binary.ReluGrad, dy!, y!, dx);
  return [dx, sumRows(backend, dx)];
};

/** Kernels of layers. */
export const LAYER_KERNELS: Kernels = {
  LayerNorm: layerNorm,
  LayerNormGrad: layerNormGrad,
  Silu: silu,
  SiluGrad: siluGrad,
  ResidualBlock: residualBlock,
  ResidualBlockGrad: residualBlockGrad,
  BiasRelu: biasRelu,
  BiasReluGrad: biasReluGrad,
};
