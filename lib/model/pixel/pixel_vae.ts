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
import { createNetworks, type Initializer } from "../parameters.ts";
import { splitMoments } from "../posterior.ts";
import { splitRows } from "../split_rows.ts";
import type { VAE } from "../vae.ts";
import { createDecoder } from "./decoder.ts";
import { createEncoder } from "./encoder.ts";
import { pixelLikelihood } from "./likelihood.ts";

/**
 * Builds a pixel model. `config.loss` names the distribution p(x|z), see `likelihood.ts`; its mean is
 * the expected ink, the sigmoid of the decoder's outputs.
 *
 * @param config Its settings.
 * @param initializer Where its weights come from.
 * @returns A VAE over images `[batch, height, width, 1]`.
 * @throws {RangeError} If a setting is out of range or saved weights do not fit.
 */
export function createPixelVAE(config: PixelVAEConfig, initializer: Initializer): VAE {
  const checked = checkConfig(config);
  const { height, width } = checked;
  const likelihood = pixelLikelihood(checked);
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
      tf.tidy(() => likelihood.nll(observations as Images, decoder(z))),
    sampleNoise: (random: Random, temperature: number) =>
      likelihood.sampleNoise(random, height * width, temperature),
    sample: (z: Latents, noise: Float32Array) =>
      tf.tidy(() => {
        const mean = decode(z);
        return likelihood.sample(mean, tf.tensor(noise, mean.shape));
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
  const rows = splitRows(await images.data<"float32">(), batch);
  return rows.map((data) => ({ height, width, data }));
}
