/**
 * The strided convolutions of both models' encoders.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ParameterList } from "./parameters.ts";
import { biasRelu } from "./layers.ts";

/** Side of the convolution kernels: even, so that with stride 2 every pixel is covered equally. */
export const KERNEL_SIZE = 4;

/**
 * Creates an encoder's convolutions; each halves the image, adds a bias and applies a ReLU.
 *
 * @param list Where their parameters are collected.
 * @param channels Channels of the image, then after each convolution.
 * @returns A function from `[batch, height, width, channels[0]]` to the feature maps of the last one.
 */
export function encoderConvolutions(
  list: ParameterList,
  channels: readonly number[],
): (images: tf.Tensor4D) => tf.Tensor4D {
  const layers = channels.slice(1).map((outputs, level) => {
    const inputs = channels[level]!;
    return {
      filter: list.weight<tf.Rank.R4>(
        `encoder.conv${level}.weight`,
        [KERNEL_SIZE, KERNEL_SIZE, inputs, outputs],
        KERNEL_SIZE * KERNEL_SIZE * inputs,
      ),
      bias: list.bias(`encoder.conv${level}.bias`, outputs),
    };
  });
  return (images) =>
    layers.reduce(
      (x, { filter, bias }) => biasRelu(tf.conv2d(x, filter, 2, "same"), bias),
      images,
    );
}
