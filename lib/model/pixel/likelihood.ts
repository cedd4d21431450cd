/**
 * The distribution of images given z: p(x|z) of the pixel model.
 *
 * Given z the pixels are independent. Whatever the distribution, its mean is the sigmoid of the
 * decoder's outputs.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import type { Images, PerExample } from "../../types.ts";
import type { PixelVAEConfig, ReconstructionLoss } from "../config.ts";
import { binaryCrossEntropy, gaussianNll } from "../likelihoods.ts";

/** A distribution of images. Images and logits are `[batch, height, width, 1]`. */
export interface PixelLikelihood {
  /** -log p(x|z) of each example, in nats, from the decoder's outputs: `[batch]`. */
  nll(images: Images, logits: Images): PerExample;
  /** The random numbers for one sample, one of each pixel; a factor on the standard deviation. */
  sampleNoise(random: Random, pixels: number, temperature: number): Float32Array;
  /** A sample, from the mean and noise of the same shape. */
  sample(mean: Images, noise: Images): Images;
}

/**
 * The distribution that a reconstruction loss is the negative log-likelihood of: Bernoulli for binary
 * cross-entropy, normal for squared error.
 *
 * @param config Names the loss; the standard deviation of a pixel around its mean.
 */
export function pixelLikelihood(
  { loss, observationStd }: Pick<PixelVAEConfig, "loss" | "observationStd">,
): PixelLikelihood {
  return LIKELIHOODS[loss](observationStd);
}

const LIKELIHOODS: Readonly<Record<ReconstructionLoss, (std: number) => PixelLikelihood>> = {
  bce: () => ({
    nll: (images, logits) => binaryCrossEntropy(images, logits).sum([1, 2, 3]),
    sampleNoise: (random, pixels) => Float32Array.from({ length: pixels }, () => random.uniform()),
    sample: (mean, noise) => noise.less<Images>(mean).toFloat(),
  }),
  mse: (std) => ({
    nll: (images, logits) => gaussianNll(images, tf.sigmoid(logits), std),
    sampleNoise: (random, pixels, temperature) =>
      random.normals(pixels).map((value) => temperature * value),
    sample: (mean, noise) => mean.add(noise.mul(std)),
  }),
};
