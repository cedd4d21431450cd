/**
 * The standard normal prior.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Latents, PerExample } from "../../types.ts";
import type { Prior } from "./prior.ts";

/**
 * N(0, I), the prior of the ELBO: its transform is the identity.
 *
 * @param latentDim Length of a latent vector.
 */
export function createNormalPrior(latentDim: number): Prior {
  return {
    kind: "normal",
    latentDim,
    transform: (epsilon) => epsilon.clone(),
    inverse: (z) => z.clone(),
    negativeLogLikelihood: standardNormalNll,
    tensors: () => Promise.resolve(new Map()),
    dispose: () => {},
  };
}

/**
 * -log N(epsilon; 0, I) of each vector, in nats.
 *
 * @param epsilon `[batch, latentDim]`.
 * @returns `[batch]`.
 */
export function standardNormalNll(epsilon: Latents): PerExample {
  return tf.tidy(() => {
    const constant = epsilon.shape[1] * Math.log(2 * Math.PI) / 2;
    return epsilon.square().sum<tf.Tensor1D>(1).mul(0.5).add(constant);
  });
}
