/**
 * Names for the tensors that cross the public interface. All are float32.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** What a model is trained on: `[batch, ...observationShape]`. */
export type Observations = tf.Tensor;

/** Ink images, 0 is paper and 1 is ink: `[batch, height, width, 1]`. */
export type Images = tf.Tensor4D;

/** Latent vectors or noise: `[batch, latentDim]`. */
export type Latents = tf.Tensor2D;

/** One number per example: `[batch]`. */
export type PerExample = tf.Tensor1D;

/** A single number. */
export type Scalar = tf.Scalar;

/** A tensor of any shape. */
export type Tensor = tf.Tensor;

/** A trainable tensor that changes in place. */
export type Variable = tf.Variable;

/** Trainable tensors by name, in a fixed order. */
export type Parameters = ReadonlyMap<string, Variable>;
