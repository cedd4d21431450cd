/**
 * The pixel model's decoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Images, Latents } from "../../types.ts";
import { PIXEL_LEVELS, type PixelVAEConfig } from "../config.ts";
import { KERNEL_SIZE } from "../convolutions.ts";
import { biasRelu, denseParameters } from "../layers.ts";
import type { ParameterList } from "../parameters.ts";
import { channelsByLevel, featureCount } from "./encoder.ts";

/** Initial log-odds of ink, which covers about a fifteenth of the image of a signature. */
const INITIAL_LOGIT = -2.6;

/** A transposed convolution that doubles height and width. */
interface Upsampling {
  /** How often the image is still to be doubled after it. */
  readonly level: number;
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

/**
 * Builds the decoder, the encoder's mirror image: a dense layer, then transposed convolutions.
 *
 * @returns A function from `z` `[batch, latentDim]` to the log-odds of ink, `[batch, height, width, 1]`.
 */
export function createDecoder(config: PixelVAEConfig, list: ParameterList): (z: Latents) => Images {
  const channels = channelsByLevel(config);
  const { height, width, latentDim } = config;
  const features = featureCount(config);
  const input = denseParameters(list, "decoder.features", latentDim, features, Math.SQRT2);
  const upsamplings = Array.from(
    { length: PIXEL_LEVELS },
    (_, i) => createUpsampling(PIXEL_LEVELS - 1 - i, channels, list),
  );
  const sizeAt = (batch: number, level: number): [number, number, number, number] => [
    batch,
    height >> level,
    width >> level,
    channels[level]!,
  ];
  return (z) =>
    tf.tidy(() => {
      const batch = z.shape[0];
      const first = biasRelu(tf.matMul(z, input.weight), input.bias);
      let x: tf.Tensor4D = first.reshape(sizeAt(batch, PIXEL_LEVELS));
      for (const { level, filter, bias } of upsamplings) {
        const sums = tf.conv2dTranspose(x, filter, sizeAt(batch, level), 2, "same");
        x = level > 0 ? biasRelu(sums, bias) : sums.add(bias);
      }
      return x;
    });
}

function createUpsampling(
  level: number,
  channels: readonly number[],
  list: ParameterList,
): Upsampling {
  const [inputs, outputs] = [channels[level + 1]!, channels[level]!];
  const isLast = level === 0;
  return {
    level,
    filter: list.weight<tf.Rank.R4>(
      `decoder.conv${level}.weight`,
      [KERNEL_SIZE, KERNEL_SIZE, outputs, inputs],
      KERNEL_SIZE * KERNEL_SIZE * inputs / 4, // with stride 2 each output has a quarter of the taps
      isLast ? 1 : Math.SQRT2,
    ),
    bias: list.bias(`decoder.conv${level}.bias`, outputs, isLast ? INITIAL_LOGIT : 0),
  };
}
