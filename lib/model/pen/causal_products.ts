/**
 * A convolution over time that only looks back.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Features } from "./layers.ts";

/**
 * A dilated causal convolution over rows (van den Oord et al. 2016):
 * `y[i] = bias + sum over k of x[i - k step] weights[k]`. Rows before the first are zeros.
 *
 * Where the rows of `batch` sequences are ordered by time, a step of `dilation * batch` looks
 * `dilation` times back.
 *
 * @param x `[rows, features]`.
 * @param weights One or more, `[features, outputs]` each; the first is for the row itself.
 * @param bias `[outputs]`.
 * @param step Rows between two that are looked at, at least 1.
 * @returns `[rows, outputs]`.
 */
export function causalProducts(
  x: Features,
  weights: readonly tf.Tensor2D[],
  bias: tf.Tensor1D,
  step: number,
): Features {
  return tf.tidy(() => {
    const [rows] = x.shape;
    const products = weights.map((weight, k) => {
      const unseen = Math.min(rows, k * step);
      // All rows are multiplied, as not every backend multiplies none.
      const product = tf.matMul(x, weight).slice([0, 0], [rows - unseen, weight.shape[1]]);
      return product.pad<Features>([[unseen, 0], [0, 0]]);
    });
    return products.reduce((sum, product) => sum.add<Features>(product)).add<Features>(bias);
  });
}
