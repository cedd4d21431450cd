/**
 * What every variational autoencoder of this project has in common.
 *
 * @module
 */
import type { InkImage } from "../image/ink_image.ts";
import type { Random } from "../random.ts";
import type { Trajectory } from "../strokes/geometry/stroke.ts";
import type { Latents, Observations, Parameters, PerExample, Tensor } from "../types.ts";
import type { VAEConfig } from "./config.ts";
import type { Posterior } from "./posterior.ts";

/**
 * A variational autoencoder: two networks and a likelihood.
 *
 * The posterior, its KL divergence, the trainer, checkpoints and samplers know a model by this
 * interface alone; a model is an encoder, a decoder and the reconstruction term p(x|z).
 */
export interface VAE {
  /** Everything needed to build the same networks again. */
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
   * Random numbers that {@linkcode VAE.decode} needs for one example; none where it returns a mean.
   *
   * @param random Where they come from.
   * @param temperature 1 draws from p(x|z) itself, less draws closer to what is most probable.
   */
  drawNoise(random: Random, temperature: number): Float32Array;
  /**
   * Observations from p(x|z): for pixels their mean, the expected ink; for the pen one draw.
   *
   * @param z `[batch, latentDim]`.
   * @param noise What {@linkcode VAE.drawNoise} returned for each example, one after the other; always
   * the same where it is left out.
   */
  decode(z: Latents, noise?: Float32Array): Tensor;
  /**
   * -log p(x|z) of each example, in nats, summed over the observation.
   *
   * @param observations `[batch, ...observationShape]`.
   * @param z `[batch, latentDim]`.
   * @returns `[batch]`.
   */
  reconstructionLoss(observations: Observations, z: Latents): PerExample;
  /**
   * Pictures of what {@linkcode VAE.decode} returned.
   *
   * @param decoded The tensor that `decode` returned; it stays the caller's to dispose.
   * @returns One image per example, `config.height` x `config.width`.
   */
  draw(decoded: Tensor): Promise<InkImage[]>;
  /**
   * The strokes of what {@linkcode VAE.decode} returned; only models that write have this.
   *
   * @param decoded The tensor that `decode` returned; it stays the caller's to dispose.
   * @returns One trajectory per example, in pixels of a canvas of 64 x 128.
   */
  readonly toTrajectories?: (decoded: Tensor) => Promise<Trajectory[]>;
  /** Frees the parameters. */
  dispose(): void;
}
