/**
 * Training the feature network of a verifier.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { augment, type AugmentOptions } from "../../dataset/augment.ts";
import type { Features } from "../../model/layers.ts";
import { Random } from "../../random.ts";
import { Adam } from "../../training/adam.ts";
import { learningRateAt } from "../../training/schedule.ts";
import { valueAndGradients } from "../../training/value_and_gradients.ts";
import type { Scalar } from "../../types.ts";
import {
  createVerifierNetwork,
  toTensor,
  VERIFIER_IMAGE,
  VERIFIER_PIXELS,
  type VerifierNetwork,
  writeInput,
} from "./verifier_network.ts";

/** The signatures of some writers, each `[64 * 128]` bytes, 255 is ink: one list per writer. */
export type WriterImages = readonly (readonly Uint8Array[])[];

/** Options of {@linkcode trainVerifier}. */
export interface VerifierTrainingOptions {
  /** Seed of weights, order and augmentation. */
  readonly seed: number;
  /** Number of updates. */
  readonly steps: number;
  /** Writers of a batch; each has two images in it. */
  readonly writersPerBatch: number;
  /** Peak of the learning rate of Adam. */
  readonly learningRate: number;
  /** Divides the cosines before the softmax. */
  readonly temperature: number;
  /** Changes of the images. */
  readonly augmentation: AugmentOptions;
  /** Called after each update. */
  readonly onStep?: ((step: number) => void) | undefined;
}

/** Defaults. */
export const DEFAULT_VERIFIER_TRAINING_OPTIONS: VerifierTrainingOptions = {
  seed: 1,
  steps: 600,
  writersPerBatch: 32,
  learningRate: 2e-3,
  temperature: 0.1,
  augmentation: {
    strength: 1,
    rotation: 0.08,
    scale: 0.08,
    aspect: 0.1,
    shear: 0.1,
    shift: 3,
    elastic: 1.2,
  },
};

/** Largest exponent of the ink, and inverse of the smallest: strokes become thinner or wider. */
const INK_EXPONENT = 1.8;

/** Steps to the peak of the learning rate, and its fraction at the last step. */
const SCHEDULE = { warmupSteps: 20, finalLearningRateFraction: 0.02 } as const;
/** Maximum global norm of the gradient. */
const CLIP_NORM = 1;
/** Subtracted from the logit of an image with itself. */
const EXCLUDED = 1000;
/** Steps between waits for the backend, which bound its queue and let timers in. */
const STEPS_PER_WAIT = 10;

/**
 * Trains a feature network to tell writers apart.
 *
 * A batch has two images each of some writers, all of one source. For each image the network has to
 * find the other one by the same writer among all others of the batch: the loss is the cross entropy of a
 * softmax over cosines (N-pair loss, Sohn 2016; NT-Xent, Chen et al. 2020). A batch never mixes
 * sources, or the network would learn to tell synthetic from real ones.
 *
 * @param sources Sets of writers; they take turns. A writer with one image is augmented twice.
 * @param options Overrides of {@linkcode DEFAULT_VERIFIER_TRAINING_OPTIONS}.
 * @returns The network; the caller disposes it.
 * @throws {RangeError} If a source has fewer than two writers.
 */
export async function trainVerifier(
  sources: readonly WriterImages[],
  options: Partial<VerifierTrainingOptions> = {},
): Promise<VerifierNetwork> {
  const settings = { ...DEFAULT_VERIFIER_TRAINING_OPTIONS, ...options };
  for (const writers of sources) {
    if (writers.length < 2 || writers.some((images) => images.length === 0)) {
      throw new RangeError(
        `Cannot train a verifier on ${writers.length} writers, expected at least 2 with signatures`,
      );
    }
  }
  const network = createVerifierNetwork(settings.seed);
  const adam = new Adam(network.parameters);
  try {
    for (let step = 0; step < settings.steps; step++) {
      const writers = sources[step % sources.length]!;
      const loss = trainStep(network, adam, sampleBatch(writers, step, settings), step, settings);
      if (step % STEPS_PER_WAIT === 0 || step + 1 === settings.steps) await loss.data();
      loss.dispose();
      settings.onStep?.(step + 1);
    }
  } catch (error) {
    network.dispose();
    throw error;
  } finally {
    adam.dispose();
  }
  return network;
}

/** Pairs of images: the first of each writer, then the second of each. */
interface Batch {
  readonly writers: number;
  /** Inputs of the network, `[2 * writers, 32, 64, 4]`. */
  readonly inputs: Float32Array;
}

function sampleBatch(
  writers: WriterImages,
  step: number,
  { seed, writersPerBatch, augmentation }: VerifierTrainingOptions,
): Batch {
  const count = Math.min(writersPerBatch, writers.length);
  const random = new Random(seed, "verifier batch", step);
  const inputs = new Float32Array(2 * count * VERIFIER_PIXELS);
  const plain = new Float32Array(VERIFIER_PIXELS);
  const augmented = new Float32Array(VERIFIER_PIXELS);
  const add = (image: Uint8Array, row: number) => {
    for (let p = 0; p < VERIFIER_PIXELS; p++) plain[p] = image[p]! / 255;
    augment(plain, augmented, VERIFIER_IMAGE, random, augmentation);
    varyInk(augmented, INK_EXPONENT ** random.uniform(-1, 1));
    writeInput(augmented, inputs.subarray(row * VERIFIER_PIXELS, (row + 1) * VERIFIER_PIXELS));
  };
  sampleIndices(writers.length, count, random).forEach((writer, i) => {
    const [first, second] = samplePair(writers[writer]!, random);
    add(first, i);
    add(second, count + i);
  });
  return { writers: count, inputs };
}

function sampleIndices(size: number, count: number, random: Random): number[] {
  const indices = Array.from({ length: size }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = random.integer(i, size - 1);
    [indices[i], indices[j]] = [indices[j]!, indices[i]!];
  }
  return indices.slice(0, count);
}

/** Two images of a writer; the only one twice. */
function samplePair(images: readonly Uint8Array[], random: Random): [Uint8Array, Uint8Array] {
  const first = random.integer(0, images.length - 1);
  const skip = images.length > 1 ? random.integer(1, images.length - 1) : 0;
  return [images[first]!, images[(first + skip) % images.length]!];
}

function varyInk(pixels: Float32Array, exponent: number): void {
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!;
    if (value > 0 && value < 1) pixels[i] = value ** exponent;
  }
}

function trainStep(
  network: VerifierNetwork,
  adam: Adam,
  { writers, inputs }: Batch,
  step: number,
  { steps, learningRate, temperature }: VerifierTrainingOptions,
): Scalar {
  const rate = learningRateAt(step, steps, { learningRate, ...SCHEDULE });
  return tf.tidy(() => {
    const images = toTensor(inputs);
    const { value, gradients } = valueAndGradients(
      network.parameters,
      () => pairLoss(network.embed(images), writers, temperature),
    );
    adam.update(gradients, rate, CLIP_NORM);
    return value;
  });
}

/**
 * The cross entropy of finding the other image of the same writer among all other images of the batch.
 *
 * @param features `[2 * writers, size]`, of length 1; row i and row `writers + i` are of one writer.
 */
function pairLoss(features: Features, writers: number, temperature: number): Scalar {
  const count = 2 * writers;
  const itself = tf.eye(count);
  const partner = tf.concat([
    itself.slice([writers, 0], [writers, count]),
    itself.slice([0, 0], [writers, count]),
  ]);
  const logits = tf.matMul(features, features, false, true).div<Features>(temperature);
  const others = logits.sub(itself.mul(EXCLUDED));
  return others.logSumExp(1).sub(logits.mul(partner).sum(1)).mean<Scalar>();
}
