/**
 * A convolution over time that only looks back.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Features, SaveTensors } from "./layers.ts";

const KERNEL = "CausalProducts";

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
  if (tf.getKernel(KERNEL, tf.getBackend()) !== undefined) {
    return causalProductsKernel(step)(x, bias, ...weights) as Features;
  }
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

/** The same by one kernel, and its gradients by another. */
function causalProductsKernel(step: number): (...tensors: tf.Tensor[]) => tf.Tensor {
  return tf.customGrad((...args) => {
    const save = args.at(-1) as SaveTensors;
    const [x, bias, ...weights] = args.slice(0, -1) as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    const value: Features = tf.engine().runKernel(KERNEL, { x, bias, ...byName(weights) }, {
      step,
    });
    save([x, ...weights]);
    const gradFunc = (dy: tf.Tensor, [x, ...weights]: tf.Tensor[]) => {
      const inputs = { dy, x: x!, ...byName(weights) };
      const results = tf.engine().runKernel(`${KERNEL}Grad`, inputs, { step }) as tf.Tensor[];
      return [results[0]!, results.at(-1)!, ...results.slice(1, -1)];
    };
    return {
      value,
      gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor | tf.Tensor[]) => tf.Tensor[],
    };
  });
}

function byName(weights: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  return Object.fromEntries(weights.map((weight, k) => [`weight${k}`, weight]));
}
