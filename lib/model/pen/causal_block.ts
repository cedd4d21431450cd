/**
 * Residual blocks around dilated causal convolutions over the points of trajectories.
 *
 * Sequences are tables of rows ordered by point: with a batch of `batch` examples, row
 * `t * batch + i` is point t of example i, and a dilation of d points is a step of `d * batch` rows.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { withFusedKernel } from "../fused_kernel.ts";
import {
  type DenseParameters,
  denseParameters,
  type Features,
  INITIAL_GAIN,
  layerNorm,
  NORM_EPSILON,
  silu,
} from "../layers.ts";
import type { ParameterList } from "../parameters.ts";

/** Points that a block's convolution sees: the current one, one dilation back, and two. */
const TAPS = 3;

/** Scale of a block's initial outputs, so that it starts near the identity. */
const OUTPUT_GAIN = 0.3;

/**
 * A dilated causal convolution over rows (van den Oord et al. 2016, WaveNet):
 * `y[i] = bias + sum over k of x[i - k step] weights[k]`. Rows before the first are zeros.
 *
 * @param x `[rows, features]`.
 * @param weights One per tap, `[features, outputs]` each; the first is that of the row itself.
 * @param bias `[outputs]`.
 * @param step Rows between two taps, at least 1.
 * @returns `[rows, outputs]`.
 */
export function causalConv1d(
  x: Features,
  weights: readonly tf.Tensor2D[],
  bias: tf.Tensor1D,
  step: number,
): Features {
  return tf.tidy(() => sumTaps(weights.map((_, k) => shiftRows(x, k * step)), weights, bias));
}

/** `bias + sum over k of inputs[k] weights[k]`; there may be fewer inputs than weights. */
function sumTaps(
  inputs: readonly Features[],
  weights: readonly tf.Tensor2D[],
  bias: tf.Tensor1D,
): Features {
  return inputs.map((x, k) => tf.matMul(x, weights[k]!))
    .reduce((sum, product) => sum.add<Features>(product)).add<Features>(bias);
}

/**
 * Moves the rows of a table down; zeros fill the top.
 *
 * @param x `[rows, features]`.
 * @param by Number of rows, at least 0.
 * @returns The same shape.
 */
export function shiftRows(x: Features, by: number): Features {
  if (by === 0) return x;
  const [rows, features] = x.shape;
  const empty = Math.min(rows, by);
  return x.slice([0, 0], [rows - empty, features]).pad<Features>([[empty, 0], [0, 0]]);
}

/** Parameters of a causal block. */
export interface CausalBlockParameters {
  /** Weights of the convolution, `[features, inner]` per tap; the first is that of the row itself. */
  readonly taps: readonly tf.Tensor2D[];
  /** Bias of the convolution, `[inner]`. */
  readonly bias: tf.Tensor1D;
  /** The dense layer after the convolution, from `inner` to `features`. */
  readonly output: DenseParameters;
}

/**
 * A causal residual block over whole sequences: `x + silu(causalConv1d(layerNorm(x))) output.weight
 * + output.bias`.
 *
 * @param x `[rows, features]`.
 * @param parameters Parameters of the block.
 * @param step Rows between two taps, at least 1.
 * @returns `[rows, features]`.
 */
export function causalBlock(
  x: Features,
  parameters: CausalBlockParameters,
  step: number,
): Features {
  const { taps, bias, output } = parameters;
  const tapWeights = Object.fromEntries(taps.map((weight, k) => [`weight${k}`, weight]));
  return withFusedKernel({
    kernel: "CausalBlock",
    inputs: { x, bias, outputWeight: output.weight, outputBias: output.bias, ...tapWeights },
    attributes: { step, epsilon: NORM_EPSILON },
    results: ["y", "normalized", "scale", "swish", "slope"],
    saved: ["outputWeight", "normalized", "scale", "swish", "slope", ...Object.keys(tapWeights)],
    compose: () => addOutput(x, causalConv1d(layerNorm(x), taps, bias, step), output),
  });
}

/**
 * The same block for the next point alone, given what earlier calls cached.
 *
 * @param x Of the next point, `[batch, features]`.
 * @param parameters Parameters of the block.
 * @param dilation Points between two taps.
 * @param cache The normalized inputs of earlier points, the newest first; it is brought up to date.
 * @returns `[batch, features]`.
 */
export function causalBlockStep(
  x: Features,
  { taps, bias, output }: CausalBlockParameters,
  dilation: number,
  cache: Features[],
): Features {
  cache.unshift(tf.keep(layerNorm(x)));
  tf.dispose(cache.splice((taps.length - 1) * dilation + 1));
  const inputs = cache.filter((_, age) => age % dilation === 0);
  return addOutput(x, sumTaps(inputs, taps, bias), output);
}

/** The end of the block: activation, dense layer, and the residual connection. */
function addOutput(x: Features, convolved: Features, { weight, bias }: DenseParameters): Features {
  return x.add(tf.matMul(silu(convolved), weight).add(bias));
}

/**
 * Creates the parameters of a causal block.
 *
 * @param list Where they are collected.
 * @param name The block's name in model files.
 * @param width Number of features.
 */
export function causalBlockParameters(
  list: ParameterList,
  name: string,
  width: number,
): CausalBlockParameters {
  const taps = Array.from(
    { length: TAPS },
    (_, k) =>
      list.weight<tf.Rank.R2>(`${name}.tap${k}.weight`, [width, width], TAPS * width, INITIAL_GAIN),
  );
  const bias = list.bias(`${name}.tap.bias`, width);
  return { taps, bias, output: denseParameters(list, `${name}.output`, width, width, OUTPUT_GAIN) };
}
