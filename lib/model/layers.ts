/**
 * The layers of the networks, each composed of tfjs operations and fused where the backend can.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { withFusedKernel, withGradient } from "./fused_kernel.ts";
import type { ParameterList } from "./parameters.ts";

/** One row of features per example, `[rows, features]`. */
export type Features = tf.Tensor2D;

/** Scale of a layer's initial outputs over its inputs: small, so that residual blocks start near the identity. */
export const INITIAL_GAIN = 1 / Math.sqrt(3);

/** Added to the variance in layer normalization, so that the division stays finite. */
export const NORM_EPSILON = 1e-5;

/**
 * SiLU, also called swish: `x sigmoid(x)` (Ramachandran et al. 2017).
 *
 * @param x A tensor of any shape.
 * @returns The same shape.
 */
export function silu(x: Features): Features {
  return withFusedKernel({
    kernel: "Silu",
    inputs: { x },
    results: ["y"],
    saved: ["x"],
    compose: () =>
      withGradient({
        inputs: [x],
        forward: () => {
          const sigmoid = tf.sigmoid(x);
          const value = x.mul<Features>(sigmoid);
          return { value, saved: { sigmoid, value } };
        },
        // sigmoid + value - value sigmoid: few operations, given the saved tensors.
        gradient: (dy, { sigmoid, value }) => dy.mul(sigmoid.add(value.sub(value.mul(sigmoid)))),
      }),
  });
}

/**
 * Layer normalization: shifts and scales each row to mean 0 and variance 1 (Ba et al. 2016). There is
 * no gain and no bias, as the dense layer that follows can learn both.
 *
 * @param x `[rows, features]`.
 * @returns The same shape.
 */
export function layerNorm(x: Features): Features {
  return withFusedKernel({
    kernel: "LayerNorm",
    inputs: { x },
    attributes: { epsilon: NORM_EPSILON },
    results: ["y", "scale"],
    saved: ["y", "scale"],
    compose: () =>
      withGradient({
        inputs: [x],
        forward: () => {
          const centred = x.sub(x.mean(1, true));
          const scale = centred.square().mean(1, true).add(NORM_EPSILON).rsqrt();
          const value = centred.mul<Features>(scale);
          return { value, saved: { value, scale } };
        },
        gradient: (dy, { value, scale }) => {
          const slope = dy.mul(value).mean(1, true);
          return dy.sub(dy.mean(1, true)).sub(value.mul(slope)).mul(scale);
        },
      }),
  });
}

/**
 * Adds a bias and applies a rectified linear unit: `max(x + bias, 0)`.
 *
 * @param x `[..., channels]`.
 * @param bias `[channels]`.
 * @returns The shape of `x`.
 */
export function biasRelu<Values extends tf.Tensor>(x: Values, bias: tf.Tensor1D): Values {
  return withFusedKernel({
    kernel: "BiasRelu",
    inputs: { x, bias },
    results: ["y"],
    saved: ["y"],
    compose: () => tf.relu(x.add<Values>(bias)),
  });
}

/**
 * A residual block (He et al. 2016): `x + silu(layerNorm(x) weight + bias)`.
 *
 * @param x `[rows, features]`.
 * @param weight `[features, features]`.
 * @param bias `[features]`.
 * @returns `[rows, features]`.
 */
export function residualBlock(x: Features, weight: tf.Tensor2D, bias: tf.Tensor1D): Features {
  return withFusedKernel({
    kernel: "ResidualBlock",
    inputs: { x, weight, bias },
    attributes: { epsilon: NORM_EPSILON },
    results: ["y", "normalized", "scale", "linear"],
    saved: ["weight", "normalized", "scale", "linear"],
    compose: () =>
      x.add(silu(tf.fused.matMul({ a: layerNorm(x), b: weight, bias }) as Features)) as Features,
  });
}

/** Parameters of a dense layer. */
export interface DenseParameters {
  /** `[inputs, outputs]`. */
  readonly weight: tf.Tensor2D;
  /** `[outputs]`. */
  readonly bias: tf.Tensor1D;
}

/**
 * Creates the parameters of a dense layer.
 *
 * @param list Where they are collected.
 * @param name The layer's name in model files.
 * @param inputs Number of input features.
 * @param outputs Number of output features.
 * @param gain Scale of the initial outputs over the inputs.
 */
export function denseParameters(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  gain: number = INITIAL_GAIN,
): DenseParameters {
  const weight = list.weight<tf.Rank.R2>(`${name}.weight`, [inputs, outputs], inputs, gain);
  return { weight, bias: list.bias(`${name}.bias`, outputs) };
}

/**
 * Creates a dense layer, `x weight + bias`; parameters as of {@linkcode denseParameters}.
 *
 * @returns A function from `[rows, inputs]` to `[rows, outputs]`.
 */
export function dense(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  gain?: number,
): (x: Features) => Features {
  const { weight, bias } = denseParameters(list, name, inputs, outputs, gain);
  // Not fused.matMul: it computes the gradient to the input even if unused, as in a first layer.
  return (x) => tf.matMul(x, weight).add(bias);
}

/**
 * Creates a stack of residual blocks, see {@linkcode residualBlock}.
 *
 * @param list Where their parameters are collected.
 * @param name Their common name in model files; the block's number follows it.
 * @param count Number of blocks.
 * @param width Number of features.
 */
export function residualBlocks(
  list: ParameterList,
  name: string,
  count: number,
  width: number,
): (x: Features) => Features {
  const layers = Array.from(
    { length: count },
    (_, i) => denseParameters(list, `${name}${i}`, width, width),
  );
  return (x) => layers.reduce((x, { weight, bias }) => residualBlock(x, weight, bias), x);
}
