/**
 * The distribution that new latent vectors are sampled from.
 *
 * After training, the aggregated posterior (the mean of q(z|x) over the examples) differs from
 * N(0, I), so samples of N(0, I) decode to images unlike any example. A prior fitted afterwards
 * (Ghosh et al. 2020) closes the gap: `epsilon ~ N(0, I) -> transform -> z -> decoder`.
 *
 * @module
 */
import type { Latents, PerExample } from "../../types.ts";
import type { TensorData } from "../safetensors.ts";

/** The kinds of priors, simplest first. */
export const PRIOR_KINDS = ["normal", "gaussian", "mixture", "flow"] as const;

/**
 * Kind of a prior: N(0, I), a normal distribution, a mixture of normal distributions, or a normalizing
 * flow.
 */
export type PriorKind = typeof PRIOR_KINDS[number];

/** Prefix of the names of a prior's tensors in a model file. */
export const PRIOR_PREFIX = "prior.";

/** A distribution of latent vectors as a transform of noise. */
export interface Prior {
  /** Its kind. */
  readonly kind: PriorKind;
  /** Length of a latent vector. */
  readonly latentDim: number;
  /**
   * Transforms noise into latent vectors.
   *
   * @param epsilon Noise from N(0, I), `[batch, latentDim]`; scaled by a temperature below 1 it gives
   * more typical vectors.
   * @returns `z`, `[batch, latentDim]`.
   */
  transform(epsilon: Latents): Latents;
  /**
   * The inverse of {@linkcode Prior.transform}; missing where the transform is not continuous.
   *
   * @param z Latent vectors, `[batch, latentDim]`.
   * @returns Their noise, `[batch, latentDim]`.
   */
  readonly inverse?: (z: Latents) => Latents;
  /**
   * -log p(z) of each vector, in nats.
   *
   * @param z Latent vectors, `[batch, latentDim]`.
   * @returns `[batch]`.
   */
  negativeLogLikelihood(z: Latents): PerExample;
  /**
   * Reads its parameters back from the backend.
   *
   * @returns Tensors for a model file; their names begin with {@linkcode PRIOR_PREFIX}.
   */
  tensors(): Promise<Map<string, TensorData>>;
  /** Frees its tensors. */
  dispose(): void;
}
