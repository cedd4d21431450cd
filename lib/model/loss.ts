/**
 * The objective: reconstruction plus KL divergence.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, Observations, PerExample, Scalar } from "../types.ts";
import { flooredKl, klDivergence, reparameterize } from "./posterior.ts";
import type { VAE } from "./vae.ts";

/** The loss of a batch and its two parts, each a scalar in nats per example. */
export interface LossParts {
  /** What is minimized: `reconstruction + beta * kl`, with the KL floored where free bits are asked for. */
  readonly loss: Scalar;
  /** -log p(x|z), summed over the observation, averaged over the batch. */
  readonly reconstruction: Scalar;
  /** KL(q(z|x) || N(0, I)), summed over the latent dimensions, averaged over the batch. */
  readonly kl: Scalar;
}

/** How the two parts are weighed. */
export interface LossOptions {
  /** Weight of the KL term. With 1 the loss is the negative ELBO. */
  readonly beta: number;
  /** Floor under the KL of each latent dimension, in nats. */
  readonly freeBits: number;
}

/**
 * The negative evidence lower bound of a batch, estimated with one draw of z per example.
 *
 * @param vae The model.
 * @param observations `[batch, ...observationShape]`.
 * @param epsilon Noise from N(0, I), `[batch, latentDim]`.
 * @param options Weight of the KL term and its floor.
 * @returns Loss, reconstruction and KL, each a scalar.
 */
export function negativeElbo(
  vae: VAE,
  observations: Observations,
  epsilon: Latents,
  options: LossOptions = { beta: 1, freeBits: 0 },
): LossParts {
  return tf.tidy(() => {
    const posterior = vae.encode(observations);
    const z = reparameterize(posterior, epsilon);
    const reconstruction = vae.reconstructionLoss(observations, z).mean() as Scalar;
    const kl = klDivergence(posterior).mean() as Scalar;
    const penalty = options.freeBits > 0 ? flooredKl(posterior, options.freeBits) : kl;
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
    const posterior = vae.encode(observations);
    const z = reparameterize(posterior, epsilon);
    return [vae.reconstructionLoss(observations, z), klDivergence(posterior)];
  });
}
