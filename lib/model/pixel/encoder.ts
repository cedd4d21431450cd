/**
 * The pixel model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Images } from "../../types.ts";
import type { PixelVAEConfig } from "../config.ts";
import { encoderConvolutions } from "../convolutions.ts";
import { dense, type Features } from "../layers.ts";
import type { ParameterList } from "../parameters.ts";

/** Number of convolutions of encoder and decoder; each halves or doubles the image. */
export const LEVELS = 4;

/** Channels after each of the encoder's convolutions, the image's single one first. */
export function channelsByLevel(config: PixelVAEConfig): number[] {
  return [1, ...Array.from({ length: LEVELS }, (_, level) => config.channels * 2 ** level)];
}

/** Values in the last feature map: `height / 16 * width / 16 * channels`. */
export function featureCount(config: PixelVAEConfig): number {
  return (config.height >> LEVELS) * (config.width >> LEVELS) * channelsByLevel(config)[LEVELS]!;
}

/**
 * Builds the encoder: four strided convolutions with ReLUs, then a dense layer.
 *
 * @returns A function from images `[batch, height, width, 1]` to `[batch, 2 * latentDim]`: the means
 * of q(z|x), then its log-variances.
 */
export function createEncoder(
  config: PixelVAEConfig,
  list: ParameterList,
): (images: Images) => Features {
  const convolve = encoderConvolutions(list, channelsByLevel(config));
  const features = featureCount(config);
  const moments = dense(list, "encoder.moments", features, 2 * config.latentDim, 1);
  return (images) => tf.tidy(() => moments(convolve(images).reshape([images.shape[0], features])));
}
