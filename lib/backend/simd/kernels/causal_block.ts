/**
 * Residual blocks around dilated causal convolutions, which tfjs does not have.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Binary } from "../assembly/operations.ts";
import { type CausalConvolution, causalGradient, convolveCausally } from "./causal_convolution.ts";
import { runBinary } from "./elementwise.ts";
import { type Inputs, type Kernel, type Kernels, matrixOf, requireFloats } from "./kernel.ts";
import { normalize, normalizeGradient, sumRows } from "./layers.ts";
import { multiply, runProduct } from "./matmul.ts";

/** The weights among a kernel's tensors by their distance, `weight0` being that of the row itself. */
function weightsOf(inputs: Inputs): tf.TensorInfo[] {
  const weights: tf.TensorInfo[] = [];
  for (let i = 0; inputs[`weight${i}`] !== undefined; i++) weights.push(inputs[`weight${i}`]!);
  return weights;
}

function convolutionOf(x: tf.TensorInfo, inputs: Inputs, step: number): CausalConvolution {
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
  requireFloats(backend, inputs);
  const { x, bias, outputWeight, outputBias } = inputs;
  const [normalized, scale] = normalize(backend, x!, epsilon as number);
  const convolution = convolutionOf(x!, inputs, step as number);
  const [swish, slope] = convolveCausally(backend, convolution, normalized, bias!);
  const y = backend.allocate(x!.shape);
  runBinary(backend, Binary.Add, x!, outputBias!, y);
  const [a, b, to] = backend.addresses(swish, outputWeight!, y);
  const { rows, depth, columns } = convolution;
  runProduct(backend, {
    a: a!,
    b: b!,
    y: to!,
    rows,
    depth: columns,
    columns: depth,
    accumulate: true,
  });
  return [y, normalized, scale, swish, slope];
};

/**
 * `CausalBlockGrad`: from `dy`, the weights and the results of the block to `dx`, `dBias`,
 * `dOutputWeight`, `dOutputBias` and the gradients of the other weights.
 */
const causalBlockGrad: Kernel = (backend, inputs, { step }) => {
  requireFloats(backend, inputs);
  const { dy, outputWeight, normalized, scale, swish, slope } = inputs;
  const dOutputWeight = multiply(backend, swish!, dy!, true, false);
  const dLinear = multiply(backend, dy!, outputWeight!, false, true);
  runBinary(backend, Binary.Mul, dLinear, slope!, dLinear);
  const convolution = convolutionOf(normalized!, inputs, step as number);
  const [dNormalized, dWeights] = causalGradient(backend, convolution, dLinear, normalized!);
  const dx = normalizeGradient(backend, dNormalized, normalized!, scale!, dy);
  const dBias = sumRows(backend, dLinear);
  backend.disposeIntermediateTensorInfo(dLinear);
  backend.disposeIntermediateTensorInfo(dNormalized);
  return [dx, dBias, dOutputWeight, sumRows(backend, dy!), ...dWeights];
};

/** Kernels of blocks around causal convolutions. */
export const CAUSAL_KERNELS: Kernels = {
  CausalBlock: causalBlock,
  CausalBlockGrad: causalBlockGrad,
};
