/**
 * The distribution that new latent vectors are drawn from.
 *
 * After training, the posteriors of all examples together (the aggregated posterior) are not N(0, I),
 * so vectors drawn from N(0, I) decode to things that no example looks like. A prior fitted to them
 * afterwards mends that, and its noise is still N(0, I): `epsilon -> transform -> z -> decoder`.
 *
 * @module
 */
import type { Latents, PerExample } from "../../types.ts";
import type { TensorData } from "../safetensors.ts";

/** The kinds of priors, from the plainest on. */
export const PRIOR_KINDS = ["normal", "gaussian", "mixture", "flow"] as const;

/**
 * Kind of a prior: N(0, I) itself, one normal distribution, a mixture of them, or a normalizing flow.
 */
export type PriorKind = typeof PRIOR_KINDS[number];

/** The names of a prior's tensors in a model file begin with this. */
export const PRIOR_PREFIX = "prior.";

/** A distribution of latent vectors, as a transform of noise. */
export interface Prior {
  /** What it is. */
  readonly kind: PriorKind;
  /** Length of a latent vector. */
  readonly latentDim: number;
  /**
   * Turns noise into latent vectors.
   *
   * @param epsilon Noise from N(0, I), `[batch, latentDim]`; multiplied by a temperature below 1 it
   * gives more typical vectors.
   * @returns `z`, `[batch, latentDim]`.
   */
  transform(epsilon: Latents): Latents;
  /**
   * -log p(z) of each vector, in nats.
   *
   * @param z Latent vectors, `[batch, latentDim]`.
   * @returns `[batch]`.
   */
  negativeLogLikelihood(z: Latents): PerExample;
  /**
   * Copies everything that is needed to make it again out of the backend.
   *
   * @returns Tensors for a file; their names begin with {@linkcode PRIOR_PREFIX}.
   */
  tensors(): Promise<Map<string, TensorData>>;
  /** Frees its tensors. */
  dispose(): void;
}
