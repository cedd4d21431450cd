/**
 * The textbook model: a convolutional VAE over pixels.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { InkImage } from "../../image/ink_image.ts";
import type { Images, Latents, Observations, Tensor } from "../../types.ts";
import { checkConfig, type PixelVAEConfig } from "../config.ts";
import { type Initializer, ParameterList } from "../parameters.ts";
import { splitMoments } from "../posterior.ts";
import type { VAE } from "../vae.ts";
import { createDecoder } from "./decoder.ts";
import { createEncoder } from "./encoder.ts";
import { binaryCrossEntropy, gaussianNegativeLogLikelihood } from "./likelihood.ts";

/**
 * Builds a pixel model.
 *
 * @param config Its settings.
 * @param initializer Where its weights come from.
 * @returns A VAE over images `[batch, height, width, 1]`.
 * @throws {RangeError} If a setting is out of range or saved weights do not fit.
 */
export function createPixelVAE(config: PixelVAEConfig, initializer: Initializer): VAE {
  const checked = checkConfig(config);
  const { height, width, loss, observationStd } = checked;
  const list = new ParameterList(initializer);
  const { encoder, decoder } = createNetworks(checked, list);
  return {
    config: checked,
    observationShape: [height, width, 1],
    parameters: list.parameters,
    encode: (images: Observations) =>
      tf.tidy(() => ({ ...splitMoments(encoder(checkImages(images, checked))) })),
    drawNoise: () => new Float32Array(0),
    decode: (z: Latents) => tf.tidy(() => tf.sigmoid(decoder(z))),
    reconstructionLoss: (observations: Observations, z: Latents) =>
      tf.tidy(() => {
        const images = observations as Images;
        const logits = decoder(z);
        return loss === "bce"
          ? binaryCrossEntropy(images, logits)
          : gaussianNegativeLogLikelihood(images, logits, observationStd);
      }),
    draw: (decoded: Tensor) => toInkImages(decoded as Images),
    dispose: () => list.dispose(),
  };
}

function createNetworks(config: PixelVAEConfig, list: ParameterList) {
  try {
    return { encoder: createEncoder(config, list), decoder: createDecoder(config, list) };
  } catch (error) {
    list.dispose();
    throw error;
  }
}

/** A wrong size could otherwise pass as another batch size. */
function checkImages(images: Observations, { height, width }: PixelVAEConfig): Images {
  const [, ...shape] = images.shape;
  if (shape.join() !== `${height},${width},1`) {
    throw new TypeError(
      `Cannot encode images: their shape is [${images.shape}], [batch, ${height}, ${width}, 1] was wanted`,
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
