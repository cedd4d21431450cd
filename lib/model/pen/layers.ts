/**
 * The layers that the pen model's two networks are made of.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ParameterList } from "../parameters.ts";

/** Values per example, `[batch, features]`. */
export type Features = tf.Tensor2D;

/** Scale of a layer's first outputs over its inputs: small, so that residual blocks begin near nothing. */
const GAIN = 1 / Math.sqrt(3);

/** How tfjs lets an operation keep tensors for its gradient. */
type SaveTensors = (tensors: tf.Tensor[]) => void;

/** Keeps the division finite where all features are alike. */
const NORM_EPSILON = 1e-5;

/**
 * The swish of each value, `x sigmoid(x)` (Ramachandran et al. 2017).
 *
 * @param x A tensor of any shape.
 * @returns The same shape.
 */
export const silu: (x: Features) => Features = tf.customGrad((x, save) => {
  const input = x as Features;
  const sigmoid = tf.sigmoid(input);
  const value = input.mul<Features>(sigmoid);
  (save as SaveTensors)([sigmoid, value]);
  // d/dx = sigmoid + value - value sigmoid, of which few operations are needed with what is saved.
  const gradFunc = (dy: tf.Tensor, [sigmoid, value]: tf.Tensor[]) =>
    dy.mul(sigmoid!.add(value!.sub(value!.mul(sigmoid!))));
  return { value, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});

/**
 * Shifts and scales the features of each example to mean 0 and variance 1 (Ba et al. 2016). There is
 * no gain and no offset: the dense layer that follows can learn both.
 *
 * @param x `[batch, features]`.
 * @returns The same shape.
 */
export const layerNorm: (x: Features) => Features = tf.customGrad((x, save) => {
  const input = x as Features;
  const centred = input.sub(input.mean(1, true));
  const scale = centred.square().mean(1, true).add(NORM_EPSILON).rsqrt();
  const value = centred.mul<Features>(scale);
  (save as SaveTensors)([value, scale]);
  const gradFunc = (dy: tf.Tensor, [value, scale]: tf.Tensor[]) => {
    const slope = dy.mul(value!).mean(1, true);
    return dy.sub(dy.mean(1, true)).sub(value!.mul(slope)).mul(scale!);
  };
  return { value, gradFunc: gradFunc as (dy: Features, saved: tf.Tensor[]) => Features };
});

/**
 * Makes a dense layer, `x weight + bias`.
 *
 * @param list Where its parameters are kept.
 * @param name Its name in files.
 * @param inputs Features that come in.
 * @param outputs Features that go out.
 * @param gain Scale of its first outputs over its inputs.
 */
export function dense(
  list: ParameterList,
  name: string,
  inputs: number,
  outputs: number,
  gain: number = GAIN,
): (x: Features) => Features {
  const weight = list.weight<tf.Rank.R2>(`${name}.weight`, [inputs, outputs], inputs, gain);
  const bias = list.bias(`${name}.bias`, outputs);
  return (x) => tf.fused.matMul({ a: x, b: weight, bias }) as Features;
}

/**
 * Makes residual blocks, each `x + silu(dense(layerNorm(x)))`.
 *
 * @param list Where their parameters are kept.
 * @param name Their common name in files.
 * @param count How many.
 * @param width Features.
 */
export function residualBlocks(
  list: ParameterList,
  name: string,
  count: number,
  width: number,
): (x: Features) => Features {
  const layers = Array.from(
    { length: count },
    (_, i) => dense(list, `${name}${i}`, width, width),
  );
  return (x) => layers.reduce((x, layer) => x.add(silu(layer(layerNorm(x)))), x);
}
