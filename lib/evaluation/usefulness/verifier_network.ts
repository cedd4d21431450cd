/**
 * The feature network of a signature verifier.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { dense, type Features } from "../../model/layers.ts";
import { encoderConvolutions } from "../../model/convolutions.ts";
import { createNetworks, type Networks, randomInitializer } from "../../model/parameters.ts";
import { Random } from "../../random.ts";
import type { Images } from "../../types.ts";
import type { FeatureVectors } from "../feature_vectors.ts";

/** Rows and columns of the images that a verifier sees. */
export const VERIFIER_IMAGE = { height: 64, width: 128 } as const;

/** Pixels of such an image. */
export const VERIFIER_PIXELS: number = VERIFIER_IMAGE.height * VERIFIER_IMAGE.width;

/** Side of the squares of pixels that become the channels of one position. */
const BLOCK = 2;

/** Channels of the input, then after each convolution; each halves the image. */
const CHANNELS = [BLOCK * BLOCK, 16, 32, 64] as const;

/** Rows and columns of the input. */
const INPUT = {
  height: VERIFIER_IMAGE.height / BLOCK,
  width: VERIFIER_IMAGE.width / BLOCK,
} as const;

/** Features of a signature. */
const FEATURES = 64;

/** Images that are embedded at once. */
const BATCH = 64;

/** A writer-independent feature network: signatures of one writer are to lie close together. */
export type VerifierNetwork = Networks<{
  /** Maps inputs `[batch, 32, 64, 4]`, see `writeInput`, to features `[batch, 64]` of length 1. */
  readonly embed: (inputs: Images) => Features;
}>;

/**
 * Creates a feature network in the manner of SigNet (Hafemann et al. 2017), at a size that trains in
 * seconds: three strided convolutions and a dense layer, whose outputs are scaled to length 1. Each square of
 * 2 x 2 pixels is one position with four channels, which takes a quarter of the time of a convolution of
 * all pixels.
 *
 * @param seed Seed of the initial weights.
 */
export function createVerifierNetwork(seed: number): VerifierNetwork {
  const initializer = randomInitializer(new Random(seed, "verifier weights"));
  return createNetworks(initializer, (list) => {
    const convolve = encoderConvolutions(list, CHANNELS);
    const levels = CHANNELS.length - 1;
    const maps = (INPUT.height >> levels) * (INPUT.width >> levels) * CHANNELS[levels]!;
    const project = dense(list, "features", maps, FEATURES, 1);
    return {
      embed: (inputs) =>
        tf.tidy(() => {
          const features = project(convolve(inputs).reshape<Features>([inputs.shape[0], maps]));
          return features.div<Features>(features.square().sum(1, true).add(1e-8).sqrt());
        }),
    };
  });
}

/**
 * Writes an image as the network's input: squares of pixels become channels.
 *
 * @param pixels `[64, 128]`, ink 1 and paper 0.
 * @param input `[32, 64, 4]`, the result.
 */
export function writeInput(pixels: Float32Array, input: Float32Array): void {
  const { width } = VERIFIER_IMAGE;
  let at = 0;
  for (let y = 0; y < VERIFIER_IMAGE.height; y += BLOCK) {
    for (let x = 0; x < width; x += BLOCK) {
      const corner = y * width + x;
      input[at++] = pixels[corner]!;
      input[at++] = pixels[corner + 1]!;
      input[at++] = pixels[corner + width]!;
      input[at++] = pixels[corner + width + 1]!;
    }
  }
}

/**
 * Makes inputs a tensor.
 *
 * @param inputs `[batch * 32 * 64 * 4]`.
 * @returns `[batch, 32, 64, 4]`.
 */
export function toTensor(inputs: Float32Array): Images {
  const batch = inputs.length / VERIFIER_PIXELS;
  return tf.tensor4d(inputs, [batch, INPUT.height, INPUT.width, BLOCK * BLOCK]);
}

/**
 * Computes the features of signatures.
 *
 * @param network The network.
 * @param images Images of 64 x 128 bytes, 255 is ink.
 * @returns One vector of length 1 per image.
 */
export async function embedSignatures(
  network: VerifierNetwork,
  images: readonly Uint8Array[],
): Promise<FeatureVectors> {
  const values = new Float32Array(images.length * FEATURES);
  for (let start = 0; start < images.length; start += BATCH) {
    const part = images.slice(start, start + BATCH);
    const inputs = new Float32Array(part.length * VERIFIER_PIXELS);
    part.forEach((image, i) => {
      const pixels = Float32Array.from(image, (level) => level / 255);
      writeInput(pixels, inputs.subarray(i * VERIFIER_PIXELS, (i + 1) * VERIFIER_PIXELS));
    });
    const features = tf.tidy(() => network.embed(toTensor(inputs)));
    try {
      values.set(await features.data<"float32">(), start * FEATURES);
    } finally {
      features.dispose();
    }
  }
  return { count: images.length, size: FEATURES, values };
}
