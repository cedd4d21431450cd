/**
 * The importance-weighted bound on the likelihood of observations.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, Observations, PerExample } from "../types.ts";
import { type Posterior, reparameterize } from "./posterior.ts";
import type { Prior } from "./prior/prior.ts";
import type { VAE } from "./vae.ts";

/**
 * The importance-weighted bound of each observation (Burda et al., "Importance weighted
 * autoencoders", 2016, equation 8): `-log mean p(x|z) p(z) / q(z|x)` over k samples `z ~ q(z|x)`. Its
 * expectation is at least -log p(x) and falls towards it as k grows; with k = 1 and the prior N(0, I)
 * it is an estimate of the negative ELBO.
 *
 * @param vae The model.
 * @param observations `[batch, ...observationShape]`.
 * @param epsilon Noise from N(0, I), k times `[batch, latentDim]`. At least one.
 * @param prior The prior p(z); N(0, I), that of the ELBO, by default.
 * @returns Nats per example, `[batch]`.
 * @throws {RangeError} If there is no noise.
 */
export function importanceWeightedBound(
  vae: VAE,
  observations: Observations,
  epsilon: readonly Latents[],
  prior?: Prior,
): PerExample {
  if (epsilon.length === 0) {
    throw new RangeError("Cannot estimate a bound from 0 samples, expected at least 1");
  }
  return tf.tidy(() => {
    const posterior = vae.encode(observations);
    // One sample at a time, so that memory does not grow with k.
    const logWeights = epsilon.map((noise) =>
      tf.tidy(() => logWeight(vae, observations, posterior, noise, prior))
    );
    return tf.logSumExp(tf.stack(logWeights), 0).sub(Math.log(epsilon.length)).neg() as PerExample;
  });
}

/** `log p(x|z) + log p(z) - log q(z|x)`, `[batch]`. */
function logWeight(
  vae: VAE,
  observations: Observations,
  posterior: Posterior,
  epsilon: Latents,
  prior: Prior | undefined,
): PerExample {
  const z = reparameterize(posterior, epsilon);
  const constant = epsilon.shape[1] * Math.log(2 * Math.PI);
  const squares = (values: Latents) => values.square().sum<tf.Tensor1D>(1).add(constant).mul(0.5);
  const posteriorNll = squares(epsilon).add(posterior.logVar.sum(1).mul(0.5));
  const priorNll = prior?.negativeLogLikelihood(z) ?? squares(z);
  return posteriorNll.sub(priorNll).sub(vae.reconstructionLoss(observations, z)) as PerExample;
}
