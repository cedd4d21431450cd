/**
 * Negative log-likelihoods, in nats, that the models' reconstruction terms -log p(x|z) are made of.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { PerExample } from "../types.ts";

/**
 * Binary cross-entropy of each value, the negative log-likelihood of a Bernoulli distribution:
 * `-x log(p) - (1 - x) log(1 - p)` with `p = sigmoid(logits)`.
 *
 * Computed as `max(l, 0) - l x + log(1 + exp(-|l|))`, which neither overflows nor loses precision for
 * large logits of either sign.
 *
 * @param targets Values in `[0, 1]`.
 * @param logits Log-odds, the same shape.
 * @returns The same shape.
 */
export function binaryCrossEntropy<Values extends tf.Tensor>(
  targets: Values,
  logits: Values,
): Values {
  return tf.tidy(() => {
    const linear = tf.relu(logits).sub(logits.mul(targets)); // first, as large terms cancel exactly
    return linear.add<Values>(logits.abs().neg().exp().log1p());
  });
}

/**
 * `-log N(x; mean, std^2)` of each example, summed over its values.
 *
 * @param x `[batch, ...]`.
 * @param mean The same shape.
 * @param std Standard deviation of a value.
 * @returns `[batch]`; negative where the density exceeds 1.
 */
export function gaussianNll(x: tf.Tensor, mean: tf.Tensor, std: number): PerExample {
  const [batch, ...shape] = x.shape;
  const values = x.size / batch!;
  const normalization = values * Math.log(std * Math.sqrt(2 * Math.PI));
  const axes = shape.map((_, i) => i + 1);
  return tf.tidy(() =>
    x.sub(mean).square().sum<PerExample>(axes).mul(0.5 / (std * std)).add(normalization)
  );
}

/**
 * `-log Laplace(x; median, scale)` of each value: `|x - median| / scale + log(2 scale)`.
 *
 * @param x A tensor of any shape.
 * @param median The same shape.
 * @param logScale Natural logarithm of the scale, the same shape.
 * @returns The same shape.
 */
export function laplaceNll<Values extends tf.Tensor>(
  x: Values,
  median: Values,
  logScale: Values,
): Values {
  return tf.tidy(() =>
    x.sub(median).abs().mul(logScale.neg().exp()).add(logScale).add<Values>(Math.LN2)
  );
}
