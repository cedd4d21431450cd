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

/**
 * Builds the decoder, the encoder's mirror image: a dense layer, then transposed convolutions.
 *
 * @returns A function from `z` `[batch, latentDim]` to the log-odds of ink, `[batch, height, width, 1]`.
 */
export function createDecoder(config: PixelVAEConfig, list: ParameterList): (z: Latents) => Images {
  const channels = channelsByLevel(config);
  const features = featureCount(config);
  const { latentDim } = config;
  const input = denseParameters(list, "decoder.features", latentDim, features, Math.SQRT2);
  const convolutions = Array.from({ length: PIXEL_LEVELS }, (_, index) => {
    const level = PIXEL_LEVELS - 1 - index;
    const inputs = channels[level + 1]!;
    const outputs = channels[level]!;
    return {
      level,
      filter: list.weight<tf.Rank.R4>(
        `decoder.conv${level}.weight`,
        [KERNEL_SIZE, KERNEL_SIZE, outputs, inputs],
        KERNEL_SIZE * KERNEL_SIZE * inputs / 4, // with stride 2 each output has a quarter of the taps
        level === 0 ? 1 : Math.SQRT2,
      ),
      bias: list.bias(`decoder.conv${level}.bias`, outputs, level === 0 ? INITIAL_LOGIT : 0),
    };
  });

  return (z) =>
    tf.tidy(() => {
      const batch = z.shape[0];
      const first = biasRelu(tf.matMul(z, input.weight), input.bias);
      let x: tf.Tensor4D = first.reshape([
        batch,
        config.height >> PIXEL_LEVELS,
        config.width >> PIXEL_LEVELS,
        channels[PIXEL_LEVELS]!,
      ]);
      for (const { level, filter, bias } of convolutions) {
        const size: [number, number, number, number] = [
          batch,
          config.height >> level,
          config.width >> level,
          channels[level]!,
        ];
        const sums = tf.conv2dTranspose(x, filter, size, 2, "same");
        x = level > 0 ? biasRelu(sums, bias) : sums.add(bias);
      }
      return x;
    });
}
