/**
 * The approximate posterior q(z|x) = N(mean, exp(logVar)), its KL divergence, and samples from it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, PerExample, Scalar } from "../types.ts";

/** A diagonal normal distribution for each example. */
export interface Posterior {
  /** Means, `[batch, latentDim]`. */
  readonly mean: Latents;
  /** Natural logarithms of the variances, `[batch, latentDim]`. */
  readonly logVar: Latents;
}

/** Log-variances are clamped to this range, so that `exp` neither overflows nor vanishes. */
const LOG_VAR_RANGE: readonly [number, number] = [-10, 10];

/**
 * Splits an encoder's output into mean and clamped log-variance.
 *
 * @param moments `[batch, 2 * latentDim]`: means first, then log-variances.
 * @returns The two halves, each `[batch, latentDim]`.
 */
export function splitMoments(moments: Latents): Posterior {
  return tf.tidy(() => {
    const [mean, logVar] = tf.split(moments, 2, 1);
    return { mean: mean as Latents, logVar: tf.clipByValue(logVar as Latents, ...LOG_VAR_RANGE) };
  });
}

/**
 * Samples from the posterior such that gradients reach its parameters, the reparameterization trick:
 * `z = mean + exp(logVar / 2) * epsilon` (Kingma & Welling 2014, section 2.4).
 *
 * @param posterior Mean and log-variance, `[batch, latentDim]` each.
 * @param epsilon Noise from N(0, I), `[batch, latentDim]`.
 * @returns `z`, `[batch, latentDim]`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * const posterior = { mean: tf.tensor2d([[5, 5]]), logVar: tf.tensor2d([[0, 2 * Math.log(3)]]) };
 * const z = await reparameterize(posterior, tf.tensor2d([[1, 1]])).data();
 * assert.deepEqual([...z].map(Math.round), [6, 8]); // 5 + 1, 5 + 3
 * ```
 */
export function reparameterize(posterior: Posterior, epsilon: Latents): Latents {
  return tf.tidy(() => posterior.mean.add(posterior.logVar.mul(0.5).exp().mul(epsilon)));
}

/**
 * KL(q(z|x) || N(0, I)) of each latent dimension, in nats:
 * `(mean^2 + exp(logVar) - 1 - logVar) / 2` (Kingma & Welling 2014, appendix B). `expm1` keeps it exact
 * near the prior, where the terms cancel.
 *
 * @param posterior Mean and log-variance, `[batch, latentDim]` each.
 * @returns `[batch, latentDim]`, never negative.
 */
export function klPerDimension({ mean, logVar }: Posterior): Latents {
  return tf.tidy(() => mean.square().add(logVar.expm1().sub(logVar)).mul(0.5));
}

/**
 * KL(q(z|x) || N(0, I)) of each example, in nats, summed over the latent dimensions.
 *
 * @param posterior Mean and log-variance, `[batch, latentDim]` each.
 * @returns `[batch]`, never negative.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * const posterior = { mean: tf.tensor2d([[0, 0], [1, 2]]), logVar: tf.zeros<tf.Rank.R2>([2, 2]) };
 * assert.deepEqual([...await klDivergence(posterior).data()], [0, 2.5]); // (1 + 4) / 2
 * ```
 */
export function klDivergence(posterior: Posterior): PerExample {
  return tf.tidy(() => klPerDimension(posterior).sum(1));
}

/**
 * The KL term with free bits (Kingma et al. 2016, inverse autoregressive flow, appendix C.8):
 * `sum over dimensions of max(freeBits, mean over the batch of KL)`. A dimension below the minimum
 * gets no gradient, so that switching it off gains nothing; this prevents posterior collapse.
 *
 * @param posterior Mean and log-variance, `[batch, latentDim]` each.
 * @param freeBits The minimum, in nats per dimension; 0 gives the plain mean KL.
 * @returns A scalar in nats per example.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * const posterior = { mean: tf.tensor2d([[0, 2]]), logVar: tf.zeros<tf.Rank.R2>([1, 2]) };
 * assert.deepEqual([...await freeBitsKl(posterior, 0.5).data()], [2.5]); // 0.5 instead of 0, and 2
 * ```
 */
export function freeBitsKl(posterior: Posterior, freeBits: number): Scalar {
  return tf.tidy(() => {
    const perDimension = klPerDimension(posterior).mean(0);
    return (freeBits > 0 ? perDimension.maximum(freeBits) : perDimension).sum();
  });
}
