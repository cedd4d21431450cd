/**
 * The pixel model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Images } from "../../types.ts";
import { PIXEL_LEVELS, type PixelVAEConfig } from "../config.ts";
import { encoderConvolutions } from "../convolutions.ts";
import { dense, type Features } from "../layers.ts";
import type { ParameterList } from "../parameters.ts";

/** Channels after each of the encoder's convolutions, the image's single one first. */
export function channelsByLevel(config: PixelVAEConfig): number[] {
  return [1, ...Array.from({ length: PIXEL_LEVELS }, (_, level) => config.channels * 2 ** level)];
}

/** Number of values in the last feature maps. */
export function featureCount(config: PixelVAEConfig): number {
  return (config.height >> PIXEL_LEVELS) * (config.width >> PIXEL_LEVELS) *
    channelsByLevel(config)[PIXEL_LEVELS]!;
}

/**
 * Builds the encoder: strided convolutions with ReLUs, then a dense layer.
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
