/**
 * The records of a training run.
 *
 * @module
 */

/** Progress within an epoch. Losses are means over the epoch so far. */
export interface StepMetrics {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Steps taken since the start of the run. */
  readonly step: number;
  /** Steps taken in this epoch. */
  readonly stepInEpoch: number;
  /** Steps per epoch. */
  readonly stepsPerEpoch: number;
  /** Loss in nats per image. */
  readonly loss: number;
  /** Reconstruction term in nats per image. */
  readonly reconstruction: number;
  /** KL term in nats per image. */
  readonly kl: number;
  /** Training images per second in this epoch so far. */
  readonly imagesPerSecond: number;
}

/** The record of one epoch. Losses are in nats per image. */
export interface EpochMetrics {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Steps taken since the start of the run. */
  readonly step: number;
  /** Mean training loss: reconstruction plus beta times KL. */
  readonly loss: number;
  /** Mean reconstruction term of the training images. */
  readonly reconstruction: number;
  /** Mean KL term of the training images. */
  readonly kl: number;
  /** Mean norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Loss on held-out images at the final beta; absent where nothing is held out. */
  readonly validationLoss?: number;
  /** Reconstruction term of held-out images. */
  readonly validationReconstruction?: number;
  /** KL term of held-out images. */
  readonly validationKl?: number;
  /** Mean squared error per pixel of some reconstructed held-out images. */
  readonly imageMse?: number;
  /** Binary cross-entropy of the same images, in nats per image. */
  readonly imageBce?: number;
  /** Weight of the KL term at the end of the epoch. */
  readonly beta: number;
  /** Learning rate at the end of the epoch. */
  readonly learningRate: number;
  /** Whether the validation loss (without a validation set, the training loss) is the lowest so far. */
  readonly best: boolean;
  /** Wall-clock time of the epoch, in seconds. */
  readonly seconds: number;
  /** Training images per second. */
  readonly imagesPerSecond: number;
}
