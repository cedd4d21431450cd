/**
 * The pixel model's encoder.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Images, Latents } from "../../types.ts";
import type { PixelVAEConfig } from "../config.ts";
import { encoderConvolutions } from "../convolutions.ts";
import type { ParameterList } from "../parameters.ts";

/** How many times encoder and decoder halve and double the image. */
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
 * Builds the encoder: four strided convolutions with rectifiers, then a dense layer.
 *
 * @returns A function from images `[batch, height, width, 1]` to `[batch, 2 * latentDim]`: the means
 * of q(z|x), then its log-variances.
 */
export function createEncoder(
  config: PixelVAEConfig,
  list: ParameterList,
): (images: Images) => Latents {
  const look = encoderConvolutions(list, channelsByLevel(config));
  const features = featureCount(config);
  const weight = list.weight<tf.Rank.R2>(
    "encoder.moments.weight",
    [features, 2 * config.latentDim],
    features,
    1,
  );
  const bias = list.bias("encoder.moments.bias", 2 * config.latentDim);

  return (images) =>
    tf.tidy(() => tf.matMul(look(images).reshape([images.shape[0], features]), weight).add(bias));
}
