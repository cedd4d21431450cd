/**
 * The strided convolutions that both kinds of encoders look at images with.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ParameterList } from "./parameters.ts";
import { rectify } from "./rectify.ts";

/** Side of the convolution kernels: even, so that with stride 2 every pixel is covered alike. */
export const KERNEL_SIZE = 4;

/**
 * Makes an encoder's convolutions; each halves the image and is followed by a rectifier.
 *
 * @param list Where their parameters are kept.
 * @param channels Channels of the image, then after each convolution.
 * @returns A function from `[batch, height, width, channels[0]]` to feature maps of the last one.
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
      (x, { filter, bias }) => rectify(tf.conv2d(x, filter, 2, "same"), bias),
      images,
    );
}
