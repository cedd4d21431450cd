/**
 * The rectifier that follows a convolution.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { hasKernel, type SaveTensors } from "./fused_kernels.ts";

/** A kernel of this name, where the backend has one, and its gradient go over the values once. */
const FUSED_KERNEL = "BiasRelu";

/**
 * Adds a bias and rectifies, `max(x + bias, 0)`.
 *
 * @param x `[..., channels]`.
 * @param bias `[channels]`.
 * @returns The shape of `x`.
 */
export function rectify<Values extends tf.Tensor>(x: Values, bias: tf.Tensor1D): Values {
  return hasKernel(FUSED_KERNEL) ? rectifyKernel(x, bias) as Values : tf.relu(x.add<Values>(bias));
}

const rectifyKernel = tf.customGrad((...args) => {
  const [x, bias, save] = args as [tf.Tensor, tf.Tensor, SaveTensors];
  const value = tf.engine().runKernel(FUSED_KERNEL, { x, bias }) as tf.Tensor;
  save([value]);
  const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) =>
    tf.engine().runKernel(`${FUSED_KERNEL}Grad`, { dy, y: y! }) as tf.Tensor[];
  return {
    value,
    gradFunc: gradFunc as (dy: tf.Tensor, saved: tf.Tensor | tf.Tensor[]) => tf.Tensor[],
  };
});
