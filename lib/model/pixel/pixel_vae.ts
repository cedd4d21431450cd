/**
 * The pixel model: a convolutional VAE over images.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../../image/ink_image.ts";
import type { Random } from "../../random.ts";
import type { Images, Latents, Observations } from "../../types.ts";
import { checkConfig, type PixelVAEConfig } from "../config.ts";
import { binaryCrossEntropy, gaussianNll } from "../likelihoods.ts";
import { createNetworks, type Initializer } from "../parameters.ts";
import { splitMoments } from "../posterior.ts";
import type { VAE } from "../vae.ts";
import { createDecoder } from "./decoder.ts";
import { createEncoder } from "./encoder.ts";

/**
 * Builds a pixel model. Given z its pixels are independent: with the loss `bce` p(x|z) is a product of
 * Bernoulli distributions, with `mse` of normal ones with the standard deviation
 * `config.observationStd`; the mean of either is the expected ink, the sigmoid of the decoder's
 * outputs.
 *
 * @param config Its settings.
 * @param initializer Where its weights come from.
 * @returns A VAE over images `[batch, height, width, 1]`.
 * @throws {RangeError} If a setting is out of range or saved weights do not fit.
 */
export function createPixelVAE(config: PixelVAEConfig, initializer: Initializer): VAE {
  const checked = checkConfig(config);
  const { height, width, loss, observationStd } = checked;
  const { encoder, decoder, parameters, dispose } = createNetworks(initializer, (list) => ({
    encoder: createEncoder(checked, list),
    decoder: createDecoder(checked, list),
  }));
  const decode = (z: Latents) => tf.tidy(() => tf.sigmoid(decoder(z)));
  return {
    config: checked,
    observationShape: [height, width, 1],
    parameters,
    encode: (images: Observations) =>
      tf.tidy(() => ({ ...splitMoments(encoder(checkImages(images, checked))) })),
    decode,
    reconstructionLoss: (observations: Observations, z: Latents) =>
      tf.tidy(() => {
        const [images, logits] = [observations as Images, decoder(z)];
        return loss === "bce"
          ? binaryCrossEntropy(images, logits).sum([1, 2, 3])
          : gaussianNll(images, tf.sigmoid(logits), observationStd);
      }),
    sampleNoise: (random: Random, temperature: number) => {
      const pixels = height * width;
      if (loss === "bce") return Float32Array.from({ length: pixels }, () => random.uniform());
      return random.normals(pixels).map((value) => temperature * value);
    },
    sample: (z: Latents, noise: Float32Array) =>
      tf.tidy(() => {
        const mean = decode(z);
        const values: Images = tf.tensor(noise, mean.shape);
        return loss === "bce" ? values.less(mean).toFloat() : mean.add(values.mul(observationStd));
      }),
    render: (observations: Observations) => toInkImages(observations as Images),
    dispose,
  };
}

/** A wrong size could otherwise pass as another batch size. */
function checkImages(images: Observations, { height, width }: PixelVAEConfig): Images {
  const [, ...shape] = images.shape;
  if (shape.join() !== `${height},${width},1`) {
    throw new TypeError(
      `Cannot encode images: their shape is [${images.shape}], expected [batch, ${height}, ${width}, 1]`,
    );
  }
  return images as Images;
}

async function toInkImages(images: Images): Promise<InkImage[]> {
  const [batch, height, width] = images.shape;
  const data = await images.data<"float32">();
  return Array.from({ length: batch }, (_, i) => ({
    height,
    width,
    data: data.slice(i * height * width, (i + 1) * height * width),
  }));
}
