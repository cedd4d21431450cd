/**
 * Sampling the offset to the next point from its mixture.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Features } from "../layers.ts";
import { LOG_DEVIATION_RANGE, type PointDistributions } from "./likelihood.ts";
import { columns } from "./states.ts";

/**
 * Components less probable than this fraction of the most probable one are not sampled (min-p, Nguyen
 * et al. 2024). Maximum likelihood leaves a little probability on whatever the mixture cannot rule out,
 * and over 128 points such outliers would be frequent.
 */
export const MIN_P = 0.25;

/**
 * Samples offsets from mixtures of bivariate normal distributions: a component by the inverse of its
 * cumulative distribution with min-p truncation, then `mean + deviation * noise`, correlated.
 *
 * @param distributions The parameters of the mixtures.
 * @param noise `[rows, 3 or more]`: two values from N(0, 1) for the offset, one from U(0, 1) for the
 * component.
 * @returns `[rows, 2]`.
 */
export function sampleMixture(
  { logits, mean, logDeviation, correlation }: PointDistributions,
  noise: Features,
): Features {
  const [batch, components] = logits.shape;
  const relative = logits.sub<Features>(logits.max(1, true)).exp();
  const kept = relative.mul<Features>(relative.greaterEqual(MIN_P).toFloat());
  const threshold = columns(noise, 2, 1).mul(0.99999).mul(kept.sum(1, true));
  const cumulative = tf.matMul(kept, upperTriangle(components));
  const reached = cumulative.greaterEqual<Features>(threshold).toFloat<Features>();
  const reachedBefore = columns(reached, 0, components - 1).pad([[0, 0], [1, 0]]);
  const oneHot = reached.sub<Features>(reachedBefore);
  const all = tf.stack([...mean, ...logDeviation, correlation], 1);
  const chosen = tf.matMul(all, oneHot.reshape([batch, components, 1]))
    .reshape([batch, 5]) as Features;
  const rho = columns(chosen, 4, 1);
  const [first, second] = [columns(noise, 0, 1), columns(noise, 1, 1)];
  const correlated = first.mul(rho).add(second.mul(tf.sub(1, rho.square()).sqrt()));
  const deviation = motorDeviation(columns(chosen, 2, 2).exp());
  return columns(chosen, 0, 2).add(tf.concat([first, correlated], 1).mul(deviation));
}

/**
 * Standard deviations without the observation noise, whose variance is the lower bound of
 * {@linkcode LOG_DEVIATION_RANGE}: samples keep only the variation of the hand, as a decoder of images
 * shows its mean without pixel noise. With the full variance, strokes would tremble.
 */
function motorDeviation(deviation: Features): Features {
  const observationNoise = Math.exp(LOG_DEVIATION_RANGE[0]);
  return deviation.square().sub(observationNoise ** 2).relu<Features>().sqrt();
}

/** Ones on and above the diagonal: a product with it from the right gives the running sums of rows. */
function upperTriangle(size: number): tf.Tensor2D {
  const values = new Float32Array(size ** 2);
  for (let row = 0; row < size; row++) values.fill(1, row * size + row, (row + 1) * size);
  return tf.tensor2d(values, [size, size]);
}
