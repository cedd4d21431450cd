/**
 * Computations for the tests of causal blocks.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Features } from "../../../lib/model/layers.ts";
import { causalBlock } from "../../../lib/model/pen/causal_block.ts";
import { normal } from "./normal.ts";

/** A residual block around a causal convolution, with weights that keep the scale, and its gradients. */
export function causalGradients(
  [rows, features, inner, step]: readonly [number, number, number, number],
  tapCount = 3,
): tf.Tensor[] {
  const weight = (inputs: number, outputs: number, key: string) =>
    normal([inputs, outputs], key).mul(1 / Math.sqrt(tapCount * inputs));
  const block = (x: tf.Tensor, ...parameters: tf.Tensor[]) => {
    const [bias, outputWeight, outputBias, ...taps] = parameters as
      & [tf.Tensor1D, tf.Tensor2D, tf.Tensor1D]
      & tf.Tensor2D[];
    const output = { weight: outputWeight, bias: outputBias };
    return causalBlock(x as Features, { taps, bias, output }, step);
  };
  const tensors: [tf.Tensor, ...tf.Tensor[]] = [
    normal([rows, features], "x"),
    normal([inner], "bias"),
    weight(inner, features, "output"),
    normal([features], "outputBias"),
    ...Array.from({ length: tapCount }, (_, k) => weight(features, inner, `tap${k}`)),
  ];
  return [block(...tensors), ...tf.grads(block)(tensors, normal([rows, features], "dy"))];
}
