/**
 * The interface of all variational autoencoders of this project.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import type { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Latents, Observations, Parameters, PerExample } from "../types.ts";
import type { VAEConfig } from "./config.ts";
import type { Posterior } from "./posterior.ts";

/**
 * A variational autoencoder (Kingma & Welling 2014): an encoder that gives the approximate posterior
 * q(z|x), and a decoder that gives the distribution p(x|z) of observations.
 *
 * The loss, the trainer, checkpoints and generation use models by this interface alone.
 */
export interface VAE {
  /** Everything that is needed to rebuild the networks. */
  readonly config: VAEConfig;
  /** Shape of one observation, without the batch. */
  readonly observationShape: readonly number[];
  /** All trainable tensors by name. */
  readonly parameters: Parameters;
  /**
   * The parameters of q(z|x).
   *
   * @param observations `[batch, ...observationShape]`.
   */
  encode(observations: Observations): Posterior;
  /**
   * The mean of p(x|z), the expected observation. It is missing where the mean has no closed form: an
   * autoregressive model can only {@linkcode VAE.sample}.
   *
   * @param z `[batch, latentDim]`.
   * @returns `[batch, ...observationShape]`.
   */
  readonly decode?: (z: Latents) => Observations;
  /**
   * -log p(x|z) of each example, in nats, summed over the observation.
   *
   * @param observations `[batch, ...observationShape]`.
   * @param z `[batch, latentDim]`.
   * @returns `[batch]`.
   */
  reconstructionLoss(observations: Observations, z: Latents): PerExample;
  /**
   * Samples observations from p(x|z).
   *
   * @param z `[batch, latentDim]`.
   * @param noise What {@linkcode VAE.sampleNoise} returned for each example, concatenated.
   * @returns `[batch, ...observationShape]`; the same noise gives the same observations.
   */
  sample(z: Latents, noise: Float32Array): Observations;
  /**
   * Completes observations: samples the rest of each from p(x|z) given its first points, as SketchRNN
   * completes sketches (Ha & Eck 2018, section 4.4). Missing where observations have no order.
   *
   * @param z `[batch, latentDim]`.
   * @param noise As for {@linkcode VAE.sample}.
   * @param observations `[batch, ...observationShape]`; they stay the caller's to dispose.
   * @param kept Number of points that each keeps, `[batch]`.
   * @returns `[batch, ...observationShape]`.
   */
  readonly complete?: (
    z: Latents,
    noise: Float32Array,
    observations: Observations,
    kept: readonly number[],
  ) => Observations;
  /**
   * The random numbers that {@linkcode VAE.sample} takes for one example.
   *
   * @param random Random generator.
   * @param temperature Factor on the standard deviations of p(x|z): 1 samples from p(x|z) itself, less
   * gives more probable observations.
   */
  sampleNoise(random: Random, temperature: number): Float32Array;
  /**
   * Renders observations as images.
   *
   * @param observations `[batch, ...observationShape]`; they stay the caller's to dispose.
   * @returns One image per example, `config.height` x `config.width`.
   */
  render(observations: Observations): Promise<InkImage[]>;
  /**
   * Observations as strokes; missing where they are images.
   *
   * @param observations `[batch, ...observationShape]`; they stay the caller's to dispose.
   * @returns One trajectory per example, in pixels of a canvas of 64 x 128.
   */
  readonly toTrajectories?: (observations: Observations) => Promise<Trajectory[]>;
  /** Frees the parameters. */
  dispose(): void;
}
