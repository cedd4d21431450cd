/**
 * The objective: reconstruction plus KL divergence.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, Observations, PerExample, Scalar } from "../types.ts";
import { freeBitsKl, klDivergence, type Posterior, reparameterize } from "./posterior.ts";
import type { VAE } from "./vae.ts";

/** The loss of a batch and its two parts, each a scalar in nats per example. */
export interface LossParts {
  /**
   * The minimized loss: `reconstruction + beta * kl`, with `freeBitsKl` as the KL if there are free
   * bits.
   */
  readonly loss: Scalar;
  /** -log p(x|z), summed over the observation, averaged over the batch. */
  readonly reconstruction: Scalar;
  /** KL(q(z|x) || N(0, I)), summed over the latent dimensions, averaged over the batch. */
  readonly kl: Scalar;
}

/** How the two parts are weighted. */
export interface LossOptions {
  /** Weight of the KL term. With 1 the loss is the negative ELBO. */
  readonly beta: number;
  /** Minimum of the KL of each latent dimension, in nats. */
  readonly freeBits: number;
}

/**
 * The negative evidence lower bound of a batch, `-log p(x|z) + beta KL(q(z|x) || N(0, I))` (Kingma &
 * Welling 2014, equation 10; beta as in Higgins et al. 2017), estimated with one sample of z per example.
 *
 * @param vae The model.
 * @param observations `[batch, ...observationShape]`.
 * @param epsilon Noise from N(0, I), `[batch, latentDim]`.
 * @param options Weight of the KL term and its minimum.
 * @returns Loss, reconstruction and KL, each a scalar.
 */
export function negativeElbo(
  vae: VAE,
  observations: Observations,
  epsilon: Latents,
  options: LossOptions = { beta: 1, freeBits: 0 },
): LossParts {
  return tf.tidy(() => {
    const terms = elboTerms(vae, observations, epsilon);
    const { posterior } = terms;
    const reconstruction = terms.reconstruction.mean() as Scalar;
    const kl = terms.kl.mean() as Scalar;
    const penalty = options.freeBits > 0 ? freeBitsKl(posterior, options.freeBits) : kl;
    const loss = reconstruction.add(penalty.mul(options.beta)) as Scalar;
    return { loss, reconstruction, kl };
  });
}

/**
 * Reconstruction and KL terms of each example.
 *
 * @param vae The model.
 * @param observations `[batch, ...observationShape]`.
 * @param epsilon Noise from N(0, I), `[batch, latentDim]`.
 * @returns Reconstruction and KL in nats, `[batch]` each.
 */
export function lossPerExample(
  vae: VAE,
  observations: Observations,
  epsilon: Latents,
): [reconstruction: PerExample, kl: PerExample] {
  return tf.tidy(() => {
    const { reconstruction, kl } = elboTerms(vae, observations, epsilon);
    return [reconstruction, kl];
  });
}

/** The posterior, and the two terms of each example, `[batch]` each. */
function elboTerms(
  vae: VAE,
  observations: Observations,
  epsilon: Latents,
): { posterior: Posterior; reconstruction: PerExample; kl: PerExample } {
  const posterior = vae.encode(observations);
  const z = reparameterize(posterior, epsilon);
  const reconstruction = vae.reconstructionLoss(observations, z);
  return { posterior, reconstruction, kl: klDivergence(posterior) };
}
