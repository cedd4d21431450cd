/**
 * The pixel model's reconstruction terms, -log p(x|z), from logits.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Images, PerExample } from "../../types.ts";

/**
 * Binary cross-entropy of each image in nats, summed over its pixels.
 *
 * Computed from logits as `max(l, 0) - l x + log(1 + exp(-|l|))`, which neither overflows nor loses
 * precision for large logits of either sign.
 *
 * @param images Targets in `[0, 1]`, `[batch, height, width, 1]`.
 * @param logits Log-odds of ink, the same shape.
 * @returns `[batch]`.
 */
export function binaryCrossEntropy(images: Images, logits: Images): PerExample {
  return tf.tidy(() => {
    const linear = tf.relu(logits).sub(logits.mul(images)); // first, as large terms cancel exactly
    return linear.add(logits.abs().neg().exp().log1p()).sum([1, 2, 3]);
  });
}

/**
 * -log N(x; sigmoid(logits), std^2) of each image in nats, summed over its pixels.
 *
 * @param images Targets in `[0, 1]`, `[batch, height, width, 1]`.
 * @param logits Log-odds of ink, the same shape.
 * @param std Standard deviation of a pixel.
 * @returns `[batch]`; negative where the density exceeds 1.
 */
export function gaussianNegativeLogLikelihood(
  images: Images,
  logits: Images,
  std: number,
): PerExample {
  const [, height, width] = images.shape;
  const normalization = height * width * Math.log(std * Math.sqrt(2 * Math.PI));
  return tf.tidy(() => {
    const squaredError = images.sub(tf.sigmoid(logits)).square().sum([1, 2, 3]);
    return squaredError.mul(0.5 / (std * std)).add(normalization);
  });
}
